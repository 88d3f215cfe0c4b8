/** Fields of the servers that Strongroom does not know: stored as JSON text and sent back unchanged. */
import { isJsonObject } from '../base/http/answer.ts'
import { parseJson, stringifyJson } from '../base/json/json.ts'

export type More = { name: string; json: string }[]

/** Returns the fields of an answer's `data` whose names are not in `known`, sorted by name. */
export function unknownFields(data: unknown, known: ReadonlySet<string>): More {
  if (!isJsonObject(data)) return []
  return Object.entries(data)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => ({ name, json: stringifyJson(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Returns such fields as members of a body. */
export const membersOf = (more: More): Record<string, unknown> =>
  Object.fromEntries(more.map(({ name, json }) => [name, parseJson(json)]))
