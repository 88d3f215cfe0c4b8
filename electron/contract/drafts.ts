/**
 * Unsaved edits. They are stored sealed, and are offered again after a lock, a crash or a new sign-in. Each belongs to
 * the session that edits it, so that two windows on one place have two drafts.
 */
import { z } from 'zod'
import { mutation, query, stream } from './define.ts'
import { limits } from './limits.ts'
import { ProfileId } from './ids.ts'

export const DraftSummary = z.object({
  profileId: ProfileId,
  /** What is being edited, e.g. `secret:secret/webapp/config`. */
  place: z.string(),
  /** The editing session; empty for a draft of an earlier version. */
  session: z.string(),
  /**
   * What is being created, as it was typed: a secret's path, or the name of a policy or role. Empty for other edits.
   */
  name: z.string(),
  /** ISO 8601. */
  changedAt: z.string(),
  /** Whether a tab or window other than the calling one is editing it. */
  isOpen: z.boolean(),
})
export type DraftSummary = z.infer<typeof DraftSummary>

/** Random, chosen by the page. */
const Session = z.string().regex(/^[\w-]{0,64}$/)
/** Identifies a tab of the browser or a window; the same after a reload. */
const Tab = z.string().regex(/^[\w-]{1,64}$/)

const Place = z
  .string()
  .min(1)
  .max(2 * limits.path)

const at = { profileId: ProfileId, place: Place, session: Session.default('') }

export const drafts = {
  /** Newest first. `tab`: the calling tab. */
  list: query({ input: z.strictObject({ tab: Tab.optional() }), output: z.array(DraftSummary) }),
  /** Returns the content as the page wrote it, or null. */
  read: query({
    input: z.strictObject(at),
    output: z.object({ content: z.string(), changedAt: z.string() }).nullable(),
  }),
  /** Right after a lock it still takes text that was typed just before, and returns none of it until the unlock. */
  keep: mutation({
    whileLocked: true,
    input: z.strictObject({
      ...at,
      name: z.string().max(limits.path).default(''),
      content: z.string().max(limits.draft),
    }),
    output: z.object({}),
  }),
  discard: mutation({ input: z.strictObject(at), output: z.object({}) }),
  /**
   * Holds a draft for a tab as long as the stream is open. Yields once: whether the tab has it. False when another tab
   * is editing it.
   */
  hold: stream({
    input: z.strictObject({ ...at, tab: Tab }),
    item: z.object({ isHeld: z.boolean() }),
    output: z.object({}),
  }),
}
