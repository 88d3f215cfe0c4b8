/** The draft of the policy editor. */
import type { Dialect } from '../../../../policy/dialect.ts'
import { z } from 'zod'
import { unprintable } from '../../../../electron/contract/visibleText.ts'
import { draftPlaces } from '../../../lib/draftPlaces.ts'

export interface PolicyDraft {
  /** Of a policy that is new, as it was typed. */
  readonly name: string
  readonly text: string
  /** The server's text that it is based on; null for a policy that does not exist yet. */
  readonly base: string | null
}

/**
 * As it is stored: only the part of the text that differs from `base`, because it is sealed at each pause of typing.
 */
const Kept = z
  .object({
    name: z.string(),
    base: z.string().nullable(),
    from: z.number().int(),
    to: z.number().int(),
    insert: z.string(),
  })
  .transform(({ name, base, from, to, insert }): PolicyDraft => {
    const before = base ?? ''
    return { name, base, text: before.slice(0, from) + insert + before.slice(to) }
  })

const Whole = z.object({ name: z.string(), text: z.string(), base: z.string().nullable() })

/** Reads what `contentOf` wrote, here or in an earlier version. */
export const PolicyDraft: z.ZodType<PolicyDraft> = z.union([Kept, Whole])

export function contentOf({ name, text, base }: PolicyDraft): string {
  const before = base ?? ''
  const shorter = Math.min(before.length, text.length)
  let from = 0
  while (from < shorter && before.charCodeAt(from) === text.charCodeAt(from)) from++
  let same = 0
  const most = shorter - from
  while (same < most && before.charCodeAt(before.length - 1 - same) === text.charCodeAt(text.length - 1 - same)) same++
  return JSON.stringify({ name, base, from, to: before.length - same, insert: text.slice(from, text.length - same) })
}

/** The name of a new policy's draft: the policy's name as it was typed. */
export const nameOfNew = ({ name }: PolicyDraft): string => name

/** The place of a policy's draft. */
export const { policy: policyPlace, newPolicy: newPolicyPlace } = draftPlaces

/** Names as the servers store them. */
export const storedName = (typed: string): string => typed.trim().toLowerCase()

/** Built-in policies of the servers: they can be read but not written. */
const reserved: Readonly<Record<Dialect, readonly string[]>> = {
  vault: ['response-wrapping', 'control-group'],
  openbao: ['response-wrapping'],
}

export type NameProblem = 'empty' | 'root' | 'reserved' | 'characters' | 'unprintable' | 'long'

/**
 * Returns the problem of a typed name; null when the server can accept it. With `dialect`, for a policy to be written.
 */
export function nameProblem(typed: string, dialect?: Dialect): NameProblem | null {
  const name = storedName(typed)
  if (name === '') return 'empty'
  if (name === 'root') return 'root'
  if (dialect !== undefined && reserved[dialect].includes(name)) return 'reserved'
  if (name.length > 4096) return 'long'
  const isBad = /\p{Cc}/u.test(name) || name.split('/').some((part) => ['', '.', '..'].includes(part))
  if (isBad) return 'characters'
  return dialect !== undefined && unprintable.test(name) ? 'unprintable' : null
}
