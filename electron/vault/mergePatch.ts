/**
 * Merge patches (RFC 7396) that result in exactly the given value. A merge patch cannot express everything: `null`
 * removes a member, an object is merged into the existing one, and servers drop nulls inside of new objects.
 */
import { isJsonObject } from '../base/http/answer.ts'
import { stringifyJson } from '../base/json/json.ts'

/** The existing value is not known. */
export const unknownValue = Symbol('unknown')

/** The member does not exist. */
export const absent = Symbol('absent')

/** Whether the value contains a null that a server would treat as "remove". Nulls of a list are kept. */
function hasRemovingNull(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => item !== null && hasRemovingNull(item))
  if (!isJsonObject(value)) return false
  return Object.values(value).some((member) => member === null || hasRemovingNull(member))
}

const isSame = (a: unknown, b: unknown): boolean => stringifyJson(a) === stringifyJson(b)

/**
 * Returns the JSON text of a patch for one value: applied to `before` it results in exactly `after`. Null if no patch
 * can do that.
 * @param before the existing value, `absent`, or `unknownValue`
 */
export function mergePatchOf(before: unknown, after: unknown): string | null {
  if (after === null) return null
  if (!isJsonObject(after)) return hasRemovingNull(after) ? null : stringifyJson(after)
  // The existing value might be an object whose other members would stay.
  if (before === unknownValue) return null
  if (!isJsonObject(before)) return hasRemovingNull(after) ? null : stringifyJson(after)
  const members: string[] = []
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) members.push(`${stringifyJson(key)}:null`)
  for (const [key, value] of Object.entries(after)) {
    const there = Object.hasOwn(before, key) ? before[key] : absent
    if (there !== absent && isSame(there, value)) continue
    const patch = mergePatchOf(there, value)
    if (patch === null) return null
    members.push(`${stringifyJson(key)}:${patch}`)
  }
  return `{${members.join(',')}}`
}

/**
 * Returns the JSON text of a patch for a whole secret: `set` ends up exactly as given, `remove` is removed, the rest
 * stays. Null if no patch can express that.
 * @param before the current secret, or `unknownValue`
 */
export function secretPatch(
  before: ReadonlyMap<string, unknown> | typeof unknownValue,
  set: ReadonlyMap<string, unknown>,
  remove: readonly string[],
): string | null {
  const members = remove.map((key) => `${stringifyJson(key)}:null`)
  for (const [key, value] of set) {
    const there = before === unknownValue ? unknownValue : before.has(key) ? before.get(key) : absent
    const patch = mergePatchOf(there, value)
    if (patch === null) return null
    members.push(`${stringifyJson(key)}:${patch}`)
  }
  return `{${members.join(',')}}`
}
