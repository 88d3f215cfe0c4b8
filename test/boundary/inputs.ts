/** Inputs for every call of the contract, made from its schemas and from the words of somebody who means harm. */
import { z } from 'zod'
import { callsByName } from '../../electron/contract/contract.ts'
import type { CallSpec } from '../../electron/contract/define.ts'

/** What is used for a string or an object, by the name of its field; `''` is for every other string. */
export type Vocabulary = ReadonlyMap<string, readonly unknown[]>

export interface Call {
  readonly name: string
  readonly spec: CallSpec
  /** The schema of its input as JSON Schema. */
  readonly schema: JsonSchema
}

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly additionalProperties?: JsonSchema | boolean
}

/** Every call of the contract, with its schema loaded. */
export async function allCalls(): Promise<readonly Call[]> {
  const calls = [...callsByName].map(async ([name, known]): Promise<Call> => {
    const spec = 'load' in known ? await known.load() : known
    const schema = z.toJSONSchema(spec.input, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema
    return { name, spec, schema }
  })
  return Promise.all(calls)
}

/** A seeded choice between alternatives, the same in every run. */
export type Choose = <T>(from: readonly T[]) => T

/** mulberry32: small, seeded, good enough to choose with. */
export function chooser(seed: number): Choose {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return <T>(from: readonly T[]): T => {
    const chosen = from[Math.floor(next() * from.length)]
    if (from.length === 0) throw new Error('there is nothing to choose from')
    return chosen as T
  }
}

/**
 * One input that the call accepts, as far as a few tries find one: a refinement may ask for more than its schema says.
 * Null where none was found.
 */
export function inputFor(call: Call, words: Vocabulary, choose: Choose): unknown {
  for (let tries = 0; tries < 300; tries++) {
    const made = make(call.schema, '', words, choose)
    if (call.spec.input.safeParse(made).success) return made
  }
  return null
}

function make(schema: JsonSchema, field: string, words: Vocabulary, choose: Choose): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return choose(schema.enum)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) return make(choose(branches), field, words, choose)
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((each) => make(each, field, words, choose) as object)) as unknown
  }
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  switch (type) {
    case 'string':
      return choose(words.get(field) ?? words.get(schema.format ?? '') ?? words.get('') ?? [])
    case 'integer':
    case 'number':
      return choose([1, 2, 3, schema.minimum ?? 1].filter((each) => isWithin(each, schema)))
    case 'boolean':
      return choose([true, false])
    case 'null':
      return null
    case 'array': {
      const length = Math.max(schema.minItems ?? 0, choose([0, 1, 2]))
      return Array.from({ length }, () => make(schema.items ?? {}, field, words, choose))
    }
    case 'object': {
      const ready = words.get(field)?.filter((each) => typeof each === 'object') ?? []
      if (ready.length > 0) return choose(ready)
      return makeObject(schema, words, choose)
    }
    default:
      // Anything goes there.
      return choose(words.get(field) ?? words.get('') ?? [])
  }
}

const isWithin = (each: number, { minimum = -Infinity, maximum = Infinity }: JsonSchema) =>
  each >= minimum && each <= maximum

function makeObject(schema: JsonSchema, words: Vocabulary, choose: Choose): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(name) !== true && choose([true, false])) continue
    made[name] = make(property, name, words, choose)
  }
  const { additionalProperties: more } = schema
  if (typeof more === 'object' && choose([true, false])) {
    made[String(choose(words.get('') ?? ['key']))] = make(more, '', words, choose)
  }
  return made
}
