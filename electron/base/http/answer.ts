/** Reads what a server answered: losslessly parsed, checked against a schema. */
import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { isRawNumber, parseJson } from '../json/json.ts'

/** What a successful request brings. */
export interface VaultAnswer {
  readonly status: number
  /** Parsed by `parseJson`; undefined where the answer has no body (204). */
  readonly body: unknown
  readonly warnings: readonly string[]
  readonly requestId?: string
  /** Milliseconds from sending to the last byte of the answer, of the attempt that succeeded. */
  readonly latencyMs: number
  /** The server's clock when it answered, milliseconds since 1970; missing where it did not say. */
  readonly serverTime?: number
  /** OpenBao's `X-Vault-Index`: what the node that answered had written. */
  readonly index?: string
}

/** A body as JSON, or the text (as far as it says what is wrong) that is not JSON. */
export type ReadJson = { readonly json: unknown } | { readonly notJson: string }

/** Returns a body as JSON; an empty one is `undefined`. */
export function readJson(bytes: Buffer): ReadJson {
  if (bytes.byteLength === 0) return { json: undefined }
  // Replacing broken characters would change a secret without a word; such an answer is no JSON at all.
  if (!isUtf8(bytes)) return { notJson: '' }
  const text = bytes.toString('utf8')
  try {
    return { json: parseJson(text) }
  } catch {
    return { notJson: text }
  }
}

/** Is it an object of JSON: neither null, nor a list, nor a number that is kept as text? */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}

/**
 * The body of an answer as the schema describes it.
 * @throws Failure `answer-invalid` (or `code`) naming the fields that are wrong, never what stands in them.
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
