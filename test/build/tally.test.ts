/** The output at the end of `npm test`: the numbers, and each failure by name, from the reports of both runners. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { project } from './scratchProject.ts'

const runners = [
  {
    name: 'vitest',
    command: [
      'vitest/vitest.mjs',
      'run',
      '--root',
      '.',
      '--reporter',
      join(project, 'scripts/test/vitestReporter.mjs'),
    ],
    tests: `import { describe, expect, test } from 'vitest'
      test('is left out', ({ skip }) => skip('a reason'))`,
  },
  {
    name: 'Playwright',
    command: ['@playwright/test/cli.js', 'test', '--reporter', join(project, 'scripts/test/playwrightReporter.mjs')],
    tests: `import { expect, test } from '@playwright/test'
      const { describe } = test
      test('is left out', () => test.skip(true, 'a reason'))`,
  },
]
const tests = `
  test('holds', () => expect(1).toBe(1))
  describe('of a group', () => test('does not hold', () => expect(1, 'the same number').toBe(2)))`

const tallyOf = (report: string, code: number): string => `
  import { createTally } from './scripts/test/tally.mjs'
  const tally = createTally({ ci: true, chosen: false })
  tally.add('these tests', ${JSON.stringify(report)}, ${code})
  tally.finish()`

interface Ran {
  readonly code: number
  readonly lines: readonly string[]
}
/** Runs Node and returns its exit code and its output. */
const ran = (words: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, words, { ...options, encoding: 'utf8' }, (problem, printed) => {
      resolve({ code: problem === null ? 0 : 1, lines: printed.trimEnd().split('\n') })
    })
  })

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('tally')
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction')
})
afterAll(() => removeFolder(folder))

it.each(runners)(
  'The tally names each failure of $name before the numbers',
  async ({ name, command, tests: words }) => {
    const place = join(folder, name)
    await mkdir(place)
    await writeFile(join(place, 'some.test.mjs'), words + tests)
    const report = join(place, 'report.json')
    const [program = '', ...more] = command
    const env = { ...process.env, STRONGROOM_TEST_REPORT: report, FORCE_COLOR: '1' }
    const { code } = await ran([join(project, 'node_modules', program), ...more], { cwd: place, env })
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ passed: 1, failed: 1 })

    const { lines } = await ran(['--input-type=module', '-e', tallyOf(report, code)], { cwd: project })
    // A skipped test is a failure in CI.
    expect(lines.at(-1)).toBe('1 passed, 2 failed, 0 skipped')
    expect(lines[0]).toContain('is left out: a reason')
    const failed = lines.filter((line) => line.startsWith('failed: '))
    expect(failed).toEqual([expect.stringMatching(/some\.test\.mjs > of a group > does not hold: .*the same number/)])
    expect(failed[0]).not.toContain('\u{1B}')
  },
)
