/** Copies of the project, as far as a package is made of it, to be broken in one place. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const project = join(import.meta.dirname, '..', '..')

const parts = [
  'package.json',
  'package-lock.json',
  'electron-builder.yml',
  'build',
  'scripts',
  'dist',
  'electron/practice/build',
]

/** An empty folder for whatever; the test run removes it with everything else that it wrote. */
export const scratchFolder = (): string =>
  mkdtempSync(join(process.env['STRONGROOM_TEST_FOLDER'] ?? tmpdir(), 'package-'))

export interface ScratchProject {
  readonly folder: string
  /** Writes a file, also into new folders. */
  readonly write: (path: string, text: string) => void
  /** Puts `after` in the place of `before`, which must be there. */
  readonly replace: (path: string, before: string, after: string) => void
}

/** The built project with its packages linked; run `npm run build` first. */
export function scratchProject(): ScratchProject {
  const folder = scratchFolder()
  for (const part of parts) cpSync(join(project, part), join(folder, part), { recursive: true })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return {
    folder,
    write,
    replace: (path, before, after) => {
      const text = readFileSync(join(folder, path), 'utf8')
      if (!text.includes(before)) throw new Error(`${path} does not say ${JSON.stringify(before)}.`)
      write(path, text.replace(before, after))
    },
  }
}
