/** What a person pastes into the field of a key. */
import { readDotenv } from './dotenv.ts'
import { isJson } from '../shared/json.ts'

/** Is it more than a key: one assignment or several, or an object? Then it is offered as an import. */
export function looksLikeBlock(text: string): boolean {
  if (/^\s*\{/.test(text)) return isJson(text)
  const { entries, problems } = readDotenv(text)
  const isAll = problems.every(({ kind }) => kind !== 'no-assignment')
  return isAll && (entries.length > 1 || (entries.length === 1 && /=/.test(text)))
}
