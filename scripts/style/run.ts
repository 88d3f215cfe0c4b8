/** `npm run check:style`: finds words and spellings that Strongroom's texts avoid, in each area (docs/style.md). */
import { fileURLToPath } from 'node:url'
import { findingsIn } from './rules.ts'
import { areas, longLines, textsOf } from './texts.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
const say = (line: string) => process.stdout.write(`${line}\n`)

for (const area of areas) {
  const found = textsOf(area, project).flatMap(findingsIn)
  say(`${area.name}: ${found.length === 0 ? 'no findings' : `${found.length} to change`}`)
  for (const { file, line, found: word, instead } of found) say(`  ${file}:${line}: "${word}". Write: ${instead}`)
  if (found.length > 0) process.exitCode = 1
}

const long = longLines(project)
for (const place of long) say(`${place}: longer than 120 characters`)
if (long.length > 0) process.exitCode = 1
