/**
 * `.env` files as the dotenv library reads them
 * (https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow), the most common reader. The library
 * itself is not used here: it needs Node, keeps keys in an object, where `__proto__` is lost and `1` comes first, and
 * silently skips what it cannot read. The tests compare this reader with it.
 */

/** One assignment. */
export interface EnvEntry {
  readonly key: string
  readonly text: string
}

export type EnvProblemKind =
  /** The line is not an assignment. */
  | 'no-assignment'
  /** The key occurs again further down, and that one counts. */
  | 'key-twice'
  /** `#` with nothing before it began a comment in the middle of the value. */
  | 'cut'
  /** A quote that begins the value has no end, so it is a part of the value. */
  | 'open-quote'

export interface EnvProblem {
  readonly kind: EnvProblemKind
  /** From 1. */
  readonly line: number
  readonly key?: string
}

/** White space within a line; a name; `=` or `: `; then a quoted value to its end, or all up to a `#`. */
const assignment =
  /[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)(?:[^\S\n]*=[^\S\n]*|:[^\S\n]+)(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|`((?:\\`|[^`])*)`)?[^\S\n]*(?:#.*)?(?=\n|$)/y
const bareAssignment = /[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)(?:[^\S\n]*=|:(?=[^\S\n]))([^#\n]*)(#.*)?(?=\n|$)/y
const nothing = /[^\S\n]*(?:#.*)?(?=\n|$)/y

/** Reads every assignment in its order; of a key that occurs twice the last one counts. */
export function readDotenv(source: string): { entries: EnvEntry[]; problems: EnvProblem[] } {
  const text = source.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n')
  const found: (EnvEntry & { readonly line: number })[] = []
  const problems: EnvProblem[] = []
  let line = 1
  for (let at = 0; at < text.length;) {
    const match = (pattern: RegExp) => {
      pattern.lastIndex = at
      return pattern.exec(text)
    }
    let end = text.indexOf('\n', at)
    if (end === -1) end = text.length
    const quoted = match(assignment)
    const bare = quoted === null ? match(bareAssignment) : null
    if (quoted !== null) {
      const [whole, key = '', single, double, back] = quoted
      end = at + whole.length
      found.push({ key, text: single ?? (double === undefined ? (back ?? '') : expand(double)), line })
    } else if (bare !== null) {
      const [, key = '', value = '', comment] = bare
      found.push({ key, text: withoutStrayQuotes(value.trim()), line })
      if (comment !== undefined && /\S$/.test(value)) problems.push({ kind: 'cut', line, key })
      if (/^(['"`])(?!.*\1$)/.test(value.trim())) problems.push({ kind: 'open-quote', line, key })
    } else if (match(nothing) === null) {
      problems.push({ kind: 'no-assignment', line })
    }
    line += text.slice(at, end + 1).split('\n').length - 1
    at = end + 1
  }
  const last = new Map(found.map((each) => [each.key, each]))
  for (const each of found) {
    if (last.get(each.key) !== each) problems.push({ kind: 'key-twice', line: each.line, key: each.key })
  }
  return {
    entries: found.filter((each) => last.get(each.key) === each).map(({ key, text: value }) => ({ key, text: value })),
    problems: problems.sort((a, b) => a.line - b.line),
  }
}

/** Between double quotes `\n` and `\r` are line breaks; every other backslash is literal. */
const expand = (text: string): string => text.replaceAll(String.raw`\n`, '\n').replaceAll(String.raw`\r`, '\r')

const withoutStrayQuotes = (text: string): string => text.replace(/^(['"`])(.*)\1$/, '$2')

export interface EnvLine {
  readonly line: string
  /** Whether a reader that expands `$` and backslashes, as a shell does, would read something else. */
  readonly isFragile: boolean
}

/** Whether the format allows the name. */
export const isEnvKey = (key: string): boolean => /^[\w.-]+$/.test(key)

/** One assignment that reads back unchanged; null if the format has no way to write this value. */
export function writeEnvLine(key: string, text: string): EnvLine | null {
  if (!isEnvKey(key)) return null
  // A quote of the same kind would end the value, and a backslash before the last quote keeps it open.
  const fits = (quote: string) => !text.includes(quote) && !text.endsWith('\\')
  const forms = [
    ...(/^[\w./:@%+,=-]*$/.test(text) ? [`${key}=${text}`] : []),
    ...(fits("'") ? [`${key}='${text}'`] : []),
    ...(fits('"') ? [`${key}="${text.replaceAll('\r', String.raw`\r`)}"`] : []),
    ...(fits('`') ? [`${key}=\`${text}\``] : []),
    ...(/^[^#'"`\r\n]*$/.test(text) && text.trim() === text ? [`${key}=${text}`] : []),
  ]
  for (const line of forms) {
    // The lines after it must not become part of it either.
    const { entries } = readDotenv(`${line}\nSINGLE='a'\nDOUBLE="b"\nBACK=\`c\``)
    const [first] = entries
    if (entries.length === 4 && first?.key === key && first.text === text) {
      const value = line.slice(key.length + 1)
      return { line, isFragile: !value.startsWith("'") && /[$`\\]/.test(value) }
    }
  }
  return null
}
