/** Inputs for every call of the contract, generated from its schemas and from the vocabulary of an attacker. */
import type { z } from 'zod'
import { callsByName } from '../../electron/contract/contract.ts'
import type { CallSpec } from '../../electron/contract/define.ts'
import { inputSchema, outputSchema, type JsonSchema } from '../core/calls/callSchema.ts'
import { random } from '../features/random.ts'

/** The values for a string or an object, by the name of its field; `''` is for every other string. */
export type Vocabulary = ReadonlyMap<string, readonly unknown[]>

export interface Call {
  readonly name: string
  readonly spec: CallSpec
  /** The schema of the input as JSON Schema. */
  readonly schema: JsonSchema
}

/** Returns every call of the contract, with its schema loaded. */
export async function allCalls(): Promise<readonly Call[]> {
  const calls = [...callsByName].map(async ([name, known]): Promise<Call> => {
    const spec = 'load' in known ? await known.load() : known
    return { name, spec, schema: inputSchema(spec) }
  })
  return Promise.all(calls)
}

/** Chooses between alternatives by a seed, identically in every run. */
export type Choose = <T>(from: readonly T[]) => T

/** Returns a choice that depends on the seed only. */
export function chooser(seed: number): Choose {
  const pick = random(seed)
  return <T>(from: readonly T[]): T => {
    const chosen = from[pick(from.length)]
    if (from.length === 0) throw new Error('there is nothing to choose from')
    return chosen as T
  }
}

/**
 * Returns one input that the call accepts, if a few tries find one: a refinement can require more than its schema
 * shows. Null if none was found.
 */
export function inputFor(call: Call, words: Vocabulary, choose: Choose): unknown {
  for (let tries = 0; tries < 300; tries++) {
    const made = make(call.schema, '', { words, choose })
    if (call.spec.input.safeParse(made).success) return made
  }
  return null
}

/**
 * Returns a value that this schema of an answer accepts, if a few tries find one, with `more` in each of its objects
 * that lists its members. Otherwise returns the last one that was tried.
 */
export function valueFor(type: z.ZodType, words: Vocabulary, choose: Choose, more: object): unknown {
  const schema = outputSchema(type)
  let made: unknown
  for (let tries = 0; tries < 50; tries++) {
    made = make(schema, '', { words, choose, more })
    if (type.safeParse(made).success) break
  }
  return made
}

interface Making {
  readonly words: Vocabulary
  readonly choose: Choose
  /** Additional members of each object that lists its members. */
  readonly more?: object
}

function make(schema: JsonSchema, field: string, making: Making): unknown {
  const { words, choose } = making
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return choose(schema.enum)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) return make(choose(branches), field, making)
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((each) => make(each, field, making) as object)) as unknown
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
      return Array.from({ length }, () => make(schema.items ?? {}, field, making))
    }
    case 'object': {
      const ready = words.get(field)?.filter((each) => typeof each === 'object') ?? []
      if (ready.length > 0) return choose(ready)
      return makeObject(schema, making)
    }
    default:
      // This schema accepts any value.
      return choose(words.get(field) ?? words.get('') ?? [])
  }
}

const isWithin = (each: number, { minimum = -Infinity, maximum = Infinity }: JsonSchema) =>
  each >= minimum && each <= maximum

function makeObject(schema: JsonSchema, making: Making): Record<string, unknown> {
  const { words, choose } = making
  const made: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(name) !== true && choose([true, false])) continue
    made[name] = make(property, name, making)
  }
  const { additionalProperties: more } = schema
  if (typeof more === 'object' && choose([true, false])) {
    made[String(choose(words.get('') ?? ['key']))] = make(more, '', making)
  }
  return typeof more === 'object' ? made : { ...made, ...making.more }
}
