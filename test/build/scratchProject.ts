/** Copies of the project, with the files that a package needs, to be broken in one place. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../servers/lifetime.ts'

export const project = join(import.meta.dirname, '..', '..')

const parts = [
  'package.json',
  'package-lock.json',
  'electron-builder.yml',
  'build',
  'scripts',
  'dist',
  'electron/features/practice/build',
]

/** An empty folder, removed when the test's process ends. */
export const scratchFolder = (): Promise<string> => temporaryFolder('package')

export interface ScratchProject {
  readonly folder: string
  /** Writes a file, also into new folders. */
  readonly write: (path: string, text: string) => void
  /** Replaces `before`, which must be in the file, with `after`. */
  readonly replace: (path: string, before: string, after: string) => void
}

/** The built project with its packages linked; run `npm run build` first. */
export async function scratchProject(): Promise<ScratchProject> {
  const folder = await scratchFolder()
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
