/** What the answers of the KV engines have in common. */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { isJsonObject, parseBody } from '../base/http/answer.ts'
import { serverWords } from './errorMapping.ts'
import type { VaultAnswer } from './transport.ts'

/** A mount, and which version of the engine runs there. */
export interface KvMount {
  /** With one slash at its end. */
  readonly mount: string
  readonly kvVersion: 1 | 2
}

/** A 404 with no words is Vault's way to say "nothing here"; one with words (no such mount) is an error. */
export function saysNothingHere(answer: VaultAnswer): boolean {
  return answer.status === 404 && isJsonObject(answer.body) && serverWords(answer.body['errors']).length === 0
}

/** The `Failure` for a 404, with the server's words where it has some. */
export function notFound(answer: VaultAnswer, message: string): Failure {
  const vaultErrors = isJsonObject(answer.body) ? serverWords(answer.body['errors']) : []
  return new Failure('not-found', message, { status: 404, ...(vaultErrors.length === 0 ? {} : { vaultErrors }) })
}

/**
 * Waiting for approval, or wrapped by force: the answer then holds a wrapping token in place of what was asked for. A
 * write that waits has not happened yet.
 * @throws Failure `answer-wrapped`
 */
export function refuseWrapped(answer: VaultAnswer): void {
  if (isJsonObject(answer.body) && isJsonObject(answer.body['wrap_info'])) {
    throw new Failure('answer-wrapped', 'The server wants an approval first (control group), or wraps its answer.', {
      status: answer.status,
      ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
    })
  }
}

/**
 * `custom_metadata` in the server's order. Read by hand, because a record of zod leaves `__proto__` out, and what is not
 * seen would be lost by the next change of the whole.
 */
export const CustomMetadata = z
  .unknown()
  .optional()
  .transform((given, context) => {
    if (given === null || given === undefined) return []
    if (!isJsonObject(given)) {
      context.addIssue({ code: 'custom', message: 'not an object' })
      return z.NEVER
    }
    const fields: { key: string; value: string }[] = []
    for (const [key, value] of Object.entries(given)) {
      if (typeof value !== 'string' || value.length > 64 * 1024 || key.length > 4096) {
        context.addIssue({ code: 'custom', message: 'not a text' })
        return z.NEVER
      }
      fields.push({ key, value })
    }
    return fields
  })

const Written = z.object({ data: z.object({ version: z.int().min(1) }) })

/** The number of the version that a write or a patch made. */
export function writtenVersion(answer: VaultAnswer): number {
  refuseWrapped(answer)
  return parseBody(Written, answer).data.version
}

/** The member of a body that asks for check-and-set; nothing for a blind write. */
export const casOption = (cas: number | 'blind'): string =>
  cas === 'blind' ? '' : `,"options":{"cas":${Math.trunc(cas)}}`
