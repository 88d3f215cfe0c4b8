/** What the editor of a policy keeps as a draft. */
import { z } from 'zod'

export const PolicyDraft = z.object({
  /** Of a policy that is new, as it was typed. */
  name: z.string(),
  text: z.string(),
  /** The server's text that it stands on; null for a policy that is not there yet. */
  base: z.string().nullable(),
})
export type PolicyDraft = z.infer<typeof PolicyDraft>

/** Where the draft of a policy is kept; that of a new one under no name. */
export const policyPlace = (name: string | null): string => `policy:${name ?? ''}`

/** Names as the servers keep them. */
export const storedName = (typed: string): string => typed.trim().toLowerCase()

export type NameProblem = 'empty' | 'root' | 'characters' | 'long'

/** What is wrong with a name that was typed; null when the server can take it. */
export function nameProblem(typed: string): NameProblem | null {
  const name = storedName(typed)
  if (name === '') return 'empty'
  if (name === 'root') return 'root'
  if (name.length > 4096) return 'long'
  const isBad = /\p{Cc}/u.test(name) || name.split('/').some((part) => ['', '.', '..'].includes(part))
  return isBad ? 'characters' : null
}
