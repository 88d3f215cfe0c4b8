/** The differences between two versions of a secret, without values. */
import type { ComparedVersion, KeyComparison } from '../contract/kvHistory.ts'
import { Failure } from '../contract/failure.ts'
import { fieldsOf } from './fields.ts'
import { stringifyJson } from '../base/json/json.ts'
import type { ReadSecret } from './kv.ts'

const isSame = (a: unknown, b: unknown): boolean => stringifyJson(a) === stringifyJson(b)

function sideOf({ secret }: ReadSecret): ComparedVersion {
  if (secret.version === undefined) throw new Failure('unsupported', 'KV 1 keeps no versions.')
  return {
    version: secret.version,
    state: secret.state,
    ...(secret.createdAt === undefined ? {} : { createdAt: secret.createdAt }),
  }
}

/**
 * Compares key by key, in the order of the names. One server always writes the members of objects in the same order.
 */
export function compareVersions(
  a: ReadSecret,
  b: ReadSecret,
): { a: ComparedVersion; b: ComparedVersion; keys: KeyComparison[] } {
  const sides = [a, b].map(({ data }) => new Map(fieldsOf(data).map(({ key, type, lines }) => [key, { type, lines }])))
  const keys = [...new Set([...a.data.keys(), ...b.data.keys()])].sort((one, other) => (one < other ? -1 : 1))
  return {
    a: sideOf(a),
    b: sideOf(b),
    keys: keys.map((key) => {
      const [inA, inB] = sides.map((side) => side.get(key))
      const change =
        inA === undefined
          ? 'added'
          : inB === undefined
            ? 'removed'
            : isSame(a.data.get(key), b.data.get(key))
              ? 'same'
              : 'changed'
      return { key, change, ...(inA === undefined ? {} : { a: inA }), ...(inB === undefined ? {} : { b: inB }) }
    }),
  }
}
