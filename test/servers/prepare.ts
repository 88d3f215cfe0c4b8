/**
 * Run by scripts/test.mjs before any runner, so that a build of minutes does not count toward a runner's time limit.
 */
import setUp from './globalSetup.ts'

await setUp()
