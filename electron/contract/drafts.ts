/** Edits that are not saved yet. They rest sealed, and are offered again after a lock, a crash or a new sign-in. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { limits } from './limits.ts'
import { ProfileId } from './ids.ts'

export const DraftSummary = z.object({
  profileId: ProfileId,
  /** What is being edited, e.g. `secret:secret/webapp/config`. */
  place: z.string(),
  changedAt: z.string(),
})
export type DraftSummary = z.infer<typeof DraftSummary>

const Place = z
  .string()
  .min(1)
  .max(2 * limits.path)

export const drafts = {
  list: query({ input: z.strictObject({}), output: z.array(DraftSummary) }),
  /** The content as the page gave it, or null. */
  read: query({
    input: z.strictObject({ profileId: ProfileId, place: Place }),
    output: z.object({ content: z.string(), changedAt: z.string() }).nullable(),
  }),
  /** Right after a lock it still takes what was typed in the last moment, and answers nothing of it until the unlock. */
  keep: mutation({
    whileLocked: true,
    input: z.strictObject({ profileId: ProfileId, place: Place, content: z.string().max(limits.draft) }),
    output: z.object({}),
  }),
  discard: mutation({ input: z.strictObject({ profileId: ProfileId, place: Place }), output: z.object({}) }),
}
