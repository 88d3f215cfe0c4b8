/** Electron's own program, if it is installed. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Returns its path, or null: npm installs only Electron's types, and the first start fetches the program. */
export function electronProgram(): string | null {
  const folder = join(import.meta.dirname, '..', '..', 'node_modules', 'electron')
  const note = join(folder, 'path.txt')
  if (!existsSync(note)) return null
  const program = join(folder, 'dist', readFileSync(note, 'utf8').trim())
  return existsSync(program) ? program : null
}
