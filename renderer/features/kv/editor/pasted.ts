/** Recognizes what a person pastes into the field of a key. */
import { readDotenv } from './dotenv.ts'
import { isJson } from '../shared/json.ts'

/** Whether the text is more than a key: one or more assignments, or an object. The editor then offers to import it. */
export function looksLikeBlock(text: string): boolean {
  if (/^\s*\{/.test(text)) return isJson(text)
  const { entries, problems } = readDotenv(text)
  const isAll = problems.every(({ kind }) => kind !== 'no-assignment')
  return isAll && (entries.length > 1 || (entries.length === 1 && /=/.test(text)))
}
