/** A whole secret as text for other programs, and what the text cannot hold. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import { actsOnTerminal, actsOnTerminalWithLines, escapedJson, shellWord } from '../../../lib/terminalText.ts'
import { writeEnvLine } from '../editor/dotenv.ts'
import { textOfJson, typeOfJson } from '../shared/json.ts'
import { writeWholeJson } from '../editor/wholeJson.ts'

/** `pairs`: words for `vault kv put`, for a POSIX shell. https://developer.hashicorp.com/vault/docs/commands/kv/put */
export type ExportFormat = 'json' | 'env' | 'pairs'

export interface Exported {
  readonly text: string
  /** Keys that are not in it, because the format has no way to write their name or value. */
  readonly leftOut: readonly string[]
  /** Keys that are not in it, because their name or value has control characters, which act on a terminal. */
  readonly withControls: readonly string[]
  /** Keys whose number, boolean, null, object or list is a text in it. */
  readonly asText: readonly string[]
  /** Keys whose values a reader that expands `$` or backslashes would change. */
  readonly fragile: readonly string[]
}

/** Writes the secret in a format. Only JSON keeps types, digits and all keys. */
export function exportSecret(format: ExportFormat, entries: readonly Entry[]): Exported {
  if (format === 'json') {
    return { text: escapedJson(writeWholeJson(entries)), leftOut: [], withControls: [], asText: [], fragile: [] }
  }
  const acts = format === 'env' ? actsOnTerminalWithLines : actsOnTerminal
  const lines: string[] = []
  const leftOut: string[] = []
  const withControls: string[] = []
  const asText: string[] = []
  const fragile: string[] = []
  for (const { key, json } of entries) {
    const text = typeOfJson(json) === 'string' ? textOfJson(json) : json
    // SECURITY: quotes do not contain a control character in a terminal (docs/security.md, "The clipboard").
    if (acts(key) || acts(text)) {
      withControls.push(key)
      continue
    }
    const line = format === 'env' ? writeEnvLine(key, text) : { line: pairOf(key, text), isFragile: false }
    if (line === null || line.line === null) {
      leftOut.push(key)
      continue
    }
    lines.push(line.line)
    if (line.isFragile) fragile.push(key)
    if (typeOfJson(json) !== 'string') asText.push(key)
  }
  const text = format === 'env' ? lines.map((line) => `${line}\n`).join('') : lines.join(' \\\n')
  return { text, leftOut, withControls, asText, fragile }
}

/**
 * One argument of `vault kv put`. There, a value that begins with `@` is a file's name unless a backslash precedes it,
 * `-` is the standard input, and a key ends at the first `=`.
 */
function pairOf(key: string, text: string): string | null {
  if (key === '' || /^[@-]|=/.test(key) || text === '-' || text.startsWith('\\@')) return null
  const value = text.startsWith('@') ? `\\${text}` : text
  return `${shellWord(key)}=${value === '' ? '' : shellWord(value)}`
}
