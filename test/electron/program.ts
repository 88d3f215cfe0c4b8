/** Electron's own program, where it is. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Its path, or null: npm brings Electron's types alone, and the program is fetched at its first start. */
export function electronProgram(): string | null {
  const folder = join(import.meta.dirname, '..', '..', 'node_modules', 'electron')
  const note = join(folder, 'path.txt')
  if (!existsSync(note)) return null
  const program = join(folder, 'dist', readFileSync(note, 'utf8').trim())
  return existsSync(program) ? program : null
}
