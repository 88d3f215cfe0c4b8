/** Inputs that a call of the contract accepts, generated from its schema, so that a test can make every call. */
import type { CallSpec } from '../../../electron/contract/define.ts'
import { inputSchema, type JsonSchema } from './callSchema.ts'

/** Returns a value for all members with this name; undefined leaves the choice to the schema. */
export type ValueOf = (name: string) => unknown

/** Returns an input; `pick` chooses one of this many variants. */
export function sampleInput(spec: CallSpec, valueOf: ValueOf, pick: (from: number) => number): unknown {
  const sample = (schema: JsonSchema, name: string): unknown => {
    const given = valueOf(name)
    if (given !== undefined) return given
    if (schema.const !== undefined) return schema.const
    if (schema.enum !== undefined) return schema.enum[pick(schema.enum.length)]
    const variants = schema.anyOf ?? schema.oneOf
    if (variants !== undefined) return sample(variants[pick(variants.length)] ?? {}, name)
    switch (typeof schema.type === 'object' ? schema.type[pick(schema.type.length)] : schema.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([own, member]) => [own, sample(member, own)]),
        )
      case 'array':
        return schema.items === undefined ? [] : [sample(schema.items, name)]
      case 'integer':
      case 'number':
        return Math.max(1, schema.minimum ?? 1)
      case 'boolean':
        return pick(2) === 0
      case 'null':
        return null
      default:
        return 'sample'
    }
  }
  return sample(inputSchema(spec), '')
}
