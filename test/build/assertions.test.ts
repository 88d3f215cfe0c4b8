/** Assertions that hardly ever fail and that no lint rule covers. The linter refuses the others (vitest rules). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '..')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.test\.tsx?$/.test(name))

/** Each pattern, and an assertion with the same meaning that can fail. */
const forms: readonly (readonly [what: string, form: RegExp, instead: string])[] = [
  ['any code but ok', /not\.toBe\(\s*'ok'\s*\)/, 'name the code that is expected'],
  [
    'any failure, or none',
    /await [^\n;]*\.catch\(\(\) => (?:undefined|\{\})\)/,
    'expect the failure, or use Promise.allSettled where either is right',
  ],
]

it.each(forms)('No test expects %s', (_what, form, instead) => {
  expect(files.length).toBeGreaterThan(100)
  const found = files
    .filter((name) => name !== join('build', 'assertions.test.ts'))
    .filter((name) => form.test(readFileSync(join(folder, name), 'utf8')))
  expect(found, instead).toEqual([])
})
