/**
 * Converts entries, whose values are JSON texts, to the JSON of a secret. It is composed as text, so that every digit
 * stays.
 */
import type { Entry } from '../contract/kv.ts'
import { Failure } from '../contract/failure.ts'
import { parseJson, stringifyJson, valueAsJson } from '../base/json/json.ts'

const refuseEntry = (index: number, why: string) =>
  new Failure('invalid-input', `The secret cannot be written: entry ${index + 1} ${why}.`, {
    issues: [{ path: `entries.${index}`, message: why }],
  })

/**
 * Returns the values of entries by key, in their order.
 * @throws Failure `invalid-input` for a value that is not JSON and for a duplicate key.
 */
export function parseEntries(entries: readonly Entry[]): Map<string, unknown> {
  const values = new Map<string, unknown>()
  for (const [index, { key, json }] of entries.entries()) {
    if (values.has(key)) throw refuseEntry(index, 'has a key that stands twice')
    try {
      values.set(key, parseJson(json))
    } catch {
      // SECURITY: the parser's message quotes the value, so it is not passed on (docs/security.md, "Errors").
      throw refuseEntry(index, 'is not JSON')
    }
  }
  return values
}

/** Returns the JSON object of the entries. @throws Failure `invalid-input`, as `parseEntries`. */
export function composeObject(entries: readonly Entry[]): string {
  parseEntries(entries)
  return `{${entries.map(({ key, json }) => `${stringifyJson(key)}:${json}`).join(',')}}`
}

/** Returns the entries of a secret, all or those of some keys, in the requested order. */
export function entriesOf(data: ReadonlyMap<string, unknown>, keys?: readonly string[]): Entry[] {
  const wanted = keys === undefined ? [...data.keys()] : keys.filter((key) => data.has(key))
  return wanted.map((key) => ({ key, json: valueAsJson(data.get(key)) }))
}
