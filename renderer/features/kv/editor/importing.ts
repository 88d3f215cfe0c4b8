/** Reads a secret from a text of another program: JSON, YAML or `.env`. In a chunk of its own. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import { type EnvProblem, readDotenv } from './dotenv.ts'
import { jsonOfText } from '../shared/json.ts'
import type { TextProblem } from './textProblems.ts'
import { readWhole } from './wholeText.ts'

export type ImportFormat = 'json' | 'yaml' | 'env'

export interface Imported {
  /** In `.env` every value is a text. */
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

const extensions: readonly (readonly [RegExp, ImportFormat])[] = [
  [/\.ya?ml$/i, 'yaml'],
  [/\.json$/i, 'json'],
  [/(?:^|[/.])env(?:\.[\w-]+)?$/i, 'env'],
]

/**
 * Returns the most likely format of a text: by the name of its file, otherwise the first that reads all of it. A text
 * with only lines of `key: value` is YAML, because `.env` files are written with `=`.
 */
export function guessFormat(text: string, fileName = ''): ImportFormat {
  const byName = extensions.find(([pattern]) => pattern.test(fileName))?.[1]
  if (byName !== undefined) return byName
  if (/^\s*\{/.test(text)) return 'json'
  const env = readDotenv(text)
  const isEnv = env.entries.length > 0 && env.problems.every(({ kind }) => kind !== 'no-assignment')
  if (isEnv && /^[^\S\n]*(?:export[^\S\n]+)?[\w.-]+[^\S\n]*=/m.test(text)) return 'env'
  const yaml = readImport('yaml', text)
  return yaml.entries.length > 0 ? 'yaml' : 'env'
}

/** The structure around the secret in a JSON text. */
export type Wrapping =
  /** A response of the API, as `vault kv get -format=json` prints it. */
  | 'answer'
  /** The body of a request that writes a secret of KV 2. */
  | 'body'

/** Returns the content of an API response or of a request body; null for a text that is the secret itself. */
export function unwrapped(entries: readonly Entry[]): { readonly wrapping: Wrapping; readonly inner: Entry[] } | null {
  const member = (of: readonly Entry[], name: string) => membersOfJson(of.find(({ key }) => key === name)?.json ?? '')
  const keys = new Set(entries.map(({ key }) => key))
  const data = member(entries, 'data')
  if (data === null) return null
  if (keys.has('request_id') && keys.has('lease_duration')) {
    // KV 2 has the values one level deeper, next to the metadata of their version.
    const inner = member(data, 'metadata') === null ? null : member(data, 'data')
    return { wrapping: 'answer', inner: inner ?? data }
  }
  const isBody = keys.size === 2 && member(entries, 'options') !== null
  return isBody ? { wrapping: 'body', inner: data } : null
}

function membersOfJson(json: string): Entry[] | null {
  if (!json.trimStart().startsWith('{')) return null
  const read = readWhole('json', json)
  return read.problems === undefined ? [...read.entries] : null
}

/** The secret with the imported keys: existing keys get their new value in their place, others come last. */
export function withImported(current: readonly Entry[], imported: readonly Entry[]): Entry[] {
  const fresh = new Map(imported.map((entry) => [entry.key, entry]))
  const here = new Set(current.map(({ key }) => key))
  return [...current.map((entry) => fresh.get(entry.key) ?? entry), ...imported.filter(({ key }) => !here.has(key))]
}
