/** Writes the icons again, after a change of the drawing: `node scripts/icon/make.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { iconFiles } from './files.ts'

const project = join(import.meta.dirname, '..', '..')
for (const [path, bytes] of await iconFiles()) {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), bytes)
}
