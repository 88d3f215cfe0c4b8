/** A secret from a text of another program: JSON, YAML or `.env`. In a chunk of its own. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import { type EnvProblem, readDotenv } from './dotenv.ts'
import { jsonOfText } from '../shared/json.ts'
import type { TextProblem } from './textProblems.ts'
import { readWhole } from './wholeText.ts'

export type ImportFormat = 'json' | 'yaml' | 'env'

export interface Imported {
  /** Of `.env` every value is a text. */
  readonly entries: readonly Entry[]
  /** Why nothing could be read (JSON, YAML), or which lines were not (`.env`). */
  readonly problems: readonly TextProblem[]
  readonly envProblems: readonly EnvProblem[]
}

export function readImport(format: ImportFormat, text: string): Imported {
  if (format === 'env') {
    const { entries, problems } = readDotenv(text)
    return {
      entries: entries.map(({ key, text: value }) => ({ key, json: jsonOfText(value) })),
      problems: [],
      envProblems: problems,
    }
  }
  const read = readWhole(format, text.replace(/^\ufeff/, ''))
  return read.problems === undefined
    ? { entries: read.entries, problems: [], envProblems: [] }
    : { entries: [], problems: read.problems, envProblems: [] }
}

/** The form that a text most likely has: the first that reads all of it. */
export function guessFormat(text: string): ImportFormat {
  if (/^\s*\{/.test(text)) return 'json'
  const env = readImport('env', text)
  if (env.entries.length > 0 && env.envProblems.every(({ kind }) => kind !== 'no-assignment')) return 'env'
  return readImport('yaml', text).entries.length > 0 ? 'yaml' : 'env'
}

/** The secret with what was imported: keys that are there get their new value in their place, others come last. */
export function withImported(current: readonly Entry[], imported: readonly Entry[]): Entry[] {
  const fresh = new Map(imported.map((entry) => [entry.key, entry]))
  const here = new Set(current.map(({ key }) => key))
  return [...current.map((entry) => fresh.get(entry.key) ?? entry), ...imported.filter(({ key }) => !here.has(key))]
}
