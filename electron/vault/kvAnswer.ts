/** What the requests and answers of the KV engines have in common. */
import { z } from 'zod'
import { isJsonObject, parseBody } from '../base/http/answer.ts'
import { refuseWrapped } from './responseChecks.ts'
import type { VaultAnswer } from './transport.ts'

/** A mount, and which version of the engine runs there. */
export interface KvMount {
  /** With one slash at its end. */
  readonly mount: string
  readonly kvVersion: 1 | 2
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
