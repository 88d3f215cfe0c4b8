/** The owner of a style sheet: one component, or several if it is in a folder `shared/` and has its own name. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project } from './scratchProject.ts'

const files = (pattern: string) => globSync(pattern, { cwd: project }).map((file) => file.replaceAll('\\', '/'))

/** The files that import each sheet. */
const importers = new Map<string, string[]>(files('renderer/**/*.module.css').map((sheet) => [sheet, []]))
for (const file of files('renderer/**/*.{ts,tsx}')) {
  for (const [, sheet = ''] of readFileSync(join(project, file), 'utf8').matchAll(/ from '([^']+\.module\.css)'/g)) {
    importers.get(posix.join(posix.dirname(file), sheet))?.push(file)
  }
}

/** In a folder `shared/`, the name of a sheet for several components begins with a lowercase letter. */
const isShared = (sheet: string) => basename(posix.dirname(sheet)) === 'shared' && /^[a-z]/.test(basename(sheet))

describe('a style sheet', () => {
  it('of a component is imported only by that component', () => {
    expect([...importers].filter(([sheet, by]) => !isShared(sheet) && by.length !== 1)).toEqual([])
  })

  it('that is shared is imported by several components', () => {
    expect([...importers].filter(([sheet, by]) => isShared(sheet) && by.length < 2)).toEqual([])
  })
})
