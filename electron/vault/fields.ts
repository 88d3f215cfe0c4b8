/** Describes a secret's values without revealing them. */
import type { Field } from '../contract/kv.ts'
import { isJsonObject } from '../base/http/answer.ts'
import { isRawNumber } from '../base/json/json.ts'

const lineBreak = /\r\n|\r|\n/

function fieldOf(key: string, value: unknown): Field {
  if (value === null) return { key, type: 'null', lines: 1 }
  if (typeof value === 'number' || isRawNumber(value)) return { key, type: 'number', lines: 1 }
  if (typeof value === 'boolean') return { key, type: 'boolean', lines: 1 }
  if (Array.isArray(value)) return { key, type: 'list', lines: value.length }
  if (isJsonObject(value)) return { key, type: 'object', lines: Object.keys(value).length }
  return { key, type: 'string', lines: typeof value === 'string' ? value.split(lineBreak).length : 1 }
}

/** Returns the keys of a secret with the type and size of each value, never the value. */
export function fieldsOf(data: ReadonlyMap<string, unknown>): Field[] {
  return [...data].map(([key, value]) => fieldOf(key, value))
}
