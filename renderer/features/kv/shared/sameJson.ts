/**
 * Compares JSON texts by value. Servers write objects back with their keys sorted and without white space, so texts
 * that differ may mean the same; numbers are compared by their digits, never as doubles. RFC 8259.
 */

/** A number by its text, so that no digit is lost. */
class Digits {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

// A language feature (ECMAScript "JSON.parse source text access"), not yet in TypeScript's library.
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown

/** Objects with their keys sorted, nothing between the tokens, numbers as they were written. */
function canonical(value: unknown): string {
  if (value instanceof Digits) return value.text
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/**
 * One text for all texts of a value. A text that is not JSON, or nested too deeply to be read, is returned unchanged.
 */
export function canonicalJson(json: string): string {
  // Most values of secrets are simple texts, which are canonical unless they have escapes.
  if (json.startsWith('"') && !json.includes('\\')) return json
  try {
    return canonical(
      parseWithSource(json, (_key, value, { source }) =>
        typeof value === 'number' && source !== undefined ? new Digits(source) : value,
      ),
    )
  } catch {
    return json
  }
}

/** Whether both are the same value, or both missing. */
export function isSameJson(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a === b || canonicalJson(a) === canonicalJson(b)
}
