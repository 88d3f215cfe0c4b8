// `npm test`: prepares the environment, then runs unit and contract tests (vitest) and the journeys (Playwright). The
// last line is `N passed, N failed, N skipped`. `node scripts/test.mjs unit …` and `… e2e …` run one part and pass
// their arguments on. Plain JavaScript for Node 20 without dependencies, because it runs before anything is installed.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectNode } from './projectNode.mjs'
import { inRoot, installPackages, run, say } from './test/steps.mjs'
import { installSystemPackages } from './test/systemPackages.mjs'
import { createTally } from './test/tally.mjs'

const [part, ...words] = process.argv.slice(2)
const parts = part === undefined ? ['unit', 'e2e'] : [part]
if (!parts.every((name) => name === 'unit' || name === 'e2e')) {
  say(`There is no part ${part}; there are unit and e2e.`)
  process.exit(2)
}

const tally = createTally({ ci: isSet(process.env.CI), chosen: words.length > 0 })
/** The folder for all files that the tests write; it is removed however the run ends. */
const folder = mkdtempSync(join(tmpdir(), 'strongroom-tests-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))

function isSet(value) {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0'
}

/** Runs a test runner with its own report and counts its results. */
async function runTests(name, minutes, script, ...more) {
  const report = join(folder, `${name}.json`)
  const code = await run(node, [script, ...more, ...words], {
    minutes,
    name: `${name} tests`,
    env: {
      STRONGROOM_TEST_REPORT: report,
      STRONGROOM_TEST_FOLDER: folder,
      // Tests start thousands of processes and threads of the same modules.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    },
  })
  tally.add(`${name} tests`, report, code)
}

/** Runs a step that the tests depend on; prints and counts a failure. */
async function step(what, minutes, ...command) {
  const code = await run(node, command, { minutes, name: what })
  if (code !== 0) tally.fail(`${what} failed; its own words are above.`)
  return code === 0
}

async function runJourneys() {
  const { chromiumPath } = await import('../test/servers/chromium.ts')
  if (chromiumPath() === null) {
    const reason = 'there is no Chromium: install the package chromium, or run `npx playwright install chromium`'
    tally.skip({ name: 'all of test/e2e', reason })
    return
  }
  await runTests('e2e', 45, inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'test')
}

const node = await prepare()

async function prepare() {
  try {
    const problem = await installPackages()
    if (problem !== null) throw new Error(problem)
    return projectNode()
  } catch (error) {
    tally.fail(error.message)
    return finish()
  }
}

function finish() {
  process.exit(tally.finish() ? 0 : 1)
}

try {
  // After the installation the project's own Node continues, because `npm test` may have started in an older one.
  if (realpathSync(node) !== realpathSync(process.execPath)) {
    process.exit(await run(node, [inRoot('scripts', 'test.mjs'), ...process.argv.slice(2)], { minutes: 120 }))
  }
  await installSystemPackages()
  if (!(await step('Finding or building Vault', 45, 'test/servers/prepare.ts'))) finish()
  const built = await step('The build', 10, 'scripts/build.mjs')
  if (parts.includes('unit')) await runTests('unit', 30, inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run')
  if (parts.includes('e2e') && built) await runJourneys()
} catch (error) {
  tally.fail(error.message)
}
finish()
