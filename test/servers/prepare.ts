/** Run by scripts/test.mjs before any runner, so that a build of minutes is not counted against a runner's time. */
import setUp from './globalSetup.ts'

await setUp()
