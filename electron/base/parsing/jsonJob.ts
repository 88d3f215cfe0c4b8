/** The two ends of a JSON job: the work of the parser thread, and how the core restores `RawNumber`s in its answer. */
import { isUtf8 } from 'node:buffer'
import { isRawNumber, parseJson, rawNumber } from '../json/json.ts'
import { jsonShape, type JsonBound } from './jsonShape.ts'
import type { JsonOutcome, ParsedJson } from './protocol.ts'

/** Numbers that a double would change. Restoring one takes the core's time, not the thread's. */
const maxNumbers = 100_000

/** Members of one object, because the core spends time on each of them when the object is copied. */
const maxMembers = 100_000

/** Characters of a text that is not JSON which `not-json` repeats. */
const shownText = 4096

/** Parses a JSON text within its bound, in the parser thread. Zero-fills `bytes`. */
export function runJsonJob(bytes: Uint8Array, bound: JsonBound): JsonOutcome {
  try {
    const { values, depth } = jsonShape(bytes, bound)
    if (values > bound.values) return { state: 'too-many-values' }
    if (depth > bound.depth) return { state: 'too-deep' }
    if (!isUtf8(bytes)) return { state: 'not-json', text: '' }
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    try {
      const parsed = separate(parseJson(text))
      return parsed === null || parsed.numbers.length > maxNumbers ? { state: 'too-many-values' } : parsed
    } catch {
      return { state: 'not-json', text: text.slice(0, shownText) }
    }
  } finally {
    // SECURITY: it can contain values (docs/security.md, "The lock").
    bytes.fill(0)
  }
}

/** Moves the `RawNumber`s out of a value; null if one of its objects is too large. */
function separate(value: unknown): ParsedJson | null {
  const root = { value }
  const holders: object[] = []
  const keys: (string | number)[] = []
  const numbers: string[] = []
  const note = (holder: object, key: string | number, number: string) => {
    holders.push(holder)
    keys.push(key)
    numbers.push(number)
    set(holder, key, null)
  }
  let fits = true
  // Recursive: `jsonShape` has bounded the depth.
  const walk = (holder: object, key: string | number, item: unknown): void => {
    if (typeof item !== 'object' || item === null) return
    if (isRawNumber(item)) note(holder, key, item.rawJSON)
    else if (Array.isArray(item)) for (const [index, inner] of item.entries()) walk(item, index, inner)
    else {
      const members = Object.entries(item)
      if (members.length > maxMembers) fits = false
      else for (const [name, inner] of members) walk(item, name, inner)
    }
  }
  walk(root, 'value', value)
  return fits ? { state: 'parsed', root, holders, keys, numbers } : null
}

/** Returns the value of a job's answer, with every digit of its numbers. */
export function joinNumbers({ root, holders, keys, numbers }: ParsedJson): unknown {
  for (const [index, holder] of holders.entries()) {
    const [key, number] = [keys[index], numbers[index]]
    if (key !== undefined && number !== undefined) set(holder, key, rawNumber(number))
  }
  return root.value
}

/** Not an assignment, so that `__proto__` is an ordinary key. */
const set = (holder: object, key: string | number, value: unknown) =>
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
