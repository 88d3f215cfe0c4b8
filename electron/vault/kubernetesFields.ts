/** Fields that the servers write and we do not know: kept as JSON text, sent back as they were. */
import { isJsonObject } from '../base/http/answer.ts'
import { parseJson, stringifyJson } from '../base/json/json.ts'

export type More = { name: string; json: string }[]

/** The fields of an answer's `data` whose names are not in `known`, sorted by name. */
export function unknownFields(data: unknown, known: ReadonlySet<string>): More {
  if (!isJsonObject(data)) return []
  return Object.entries(data)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => ({ name, json: stringifyJson(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The other way: members of a body. */
export const membersOf = (more: More): Record<string, unknown> =>
  Object.fromEntries(more.map(({ name, json }) => [name, parseJson(json)]))
