/** Shared parts of the requests and answers of the KV engines. */
import { z } from 'zod'
import { isJsonObject, parseBody } from '../base/http/answer.ts'
import { refuseWrapped } from './responseChecks.ts'
import type { VaultAnswer } from './transport.ts'

/** A mount, and the version of its engine. */
export interface KvMount {
  /** Ends with one slash. */
  readonly mount: string
  readonly kvVersion: 1 | 2
}

/**
 * `custom_metadata` in the server's order. Parsed by hand, because a zod record drops `__proto__`, and the next change
 * of all metadata would lose the missing key.
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

/** Returns the number of the version that a write or a patch created. */
export function writtenVersion(answer: VaultAnswer): number {
  refuseWrapped(answer)
  return parseBody(Written, answer).data.version
}

/** Returns the member of a body that requests check-and-set; empty for a blind write. */
export const casOption = (cas: number | 'blind'): string =>
  cas === 'blind' ? '' : `,"options":{"cas":${Math.trunc(cas)}}`
