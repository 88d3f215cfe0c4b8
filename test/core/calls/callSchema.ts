/** The input of a call of the contract as JSON Schema, for tests that generate inputs from it. */
import { z } from 'zod'
import type { CallSpec } from '../../../electron/contract/define.ts'

export interface JsonSchema {
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

/** Returns the schema of the input of a call; what JSON Schema cannot express accepts anything. */
export const inputSchema = (spec: CallSpec) =>
  z.toJSONSchema(spec.input, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema

/** Returns the schema of the result of a call; what JSON Schema cannot express accepts anything. */
export const outputSchema = (type: z.ZodType) =>
  z.toJSONSchema(type, { io: 'output', unrepresentable: 'any', reused: 'inline' }) as JsonSchema
