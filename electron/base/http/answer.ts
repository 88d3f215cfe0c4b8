/** Reads the answers of servers: parsed without loss, validated by a schema. */
import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { isRawNumber, parseJson } from '../json/json.ts'

/** The result of a successful request. */
export interface VaultAnswer {
  readonly status: number
  /** Parsed by `parseJson`; undefined if the answer has no body (204). */
  readonly body: unknown
  readonly warnings: readonly string[]
  readonly requestId?: string
  /** Milliseconds from sending to the last byte of the answer, of the attempt that succeeded. */
  readonly latencyMs: number
  /** The server's clock at its answer, milliseconds since 1970; missing if it was not reported. */
  readonly serverTime?: number
  /** OpenBao's `X-Vault-Index`: what the answering node had written. */
  readonly index?: string
}

/** A body as JSON, or the beginning of a text that is not JSON, to show the problem. */
export type ReadJson = { readonly json: unknown } | { readonly notJson: string }

/** Returns a body as JSON; an empty one is `undefined`. */
export function readJson(bytes: Buffer): ReadJson {
  if (bytes.byteLength === 0) return { json: undefined }
  // Replacing invalid characters would silently change a secret, so such an answer does not count as JSON.
  if (!isUtf8(bytes)) return { notJson: '' }
  const text = bytes.toString('utf8')
  try {
    return { json: parseJson(text) }
  } catch {
    return { notJson: text }
  }
}

/** Whether it is an object of JSON: neither null, nor a list, nor a number that is stored as text. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}

/**
 * Returns the body of an answer, parsed by the schema.
 * @throws Failure `answer-invalid` (or `code`) with the names of the invalid fields, never their content.
 */
export function parseBody<T>(
  schema: z.ZodType<T>,
  answer: VaultAnswer,
  code: 'answer-invalid' | 'not-a-vault' = 'answer-invalid',
): T {
  const parsed = schema.safeParse(answer.body)
  if (parsed.success) return parsed.data
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.slice(0, 2).join('.') || 'the whole'))]
  throw new Failure(code, `The server's answer is not what Vault would say: ${fields.slice(0, 5).join(', ')}.`, {
    status: answer.status,
    ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
  })
}
