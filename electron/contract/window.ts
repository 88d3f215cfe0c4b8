/**
 * What passes between the shell and one window of it: orders from the native menu, a link, a notification; and what in
 * the window is unfinished, so that the shell can ask before it closes. The loopback shell, whose windows are the
 * browser's, gives no orders and asks nothing.
 */
import { z } from 'zod'
import { mutation, stream } from './define.ts'
import { ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { Link } from './link.ts'

export const WindowOrder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('go'), to: z.enum(['settings', 'connections', 'new-connection']) }),
  z.object({ type: z.literal('palette') }),
  z.object({ type: z.literal('lock') }),
  /** To the next connection, or the one before. */
  z.object({ type: z.literal('step'), by: z.literal([1, -1]) }),
  z.object({ type: z.literal('seal'), profileId: ProfileId }),
  z.object({ type: z.literal('link'), link: Link }),
  /** The system did not show the notification of a server that is sealed or has lost its active node. */
  z.object({
    type: z.literal('notification-failed'),
    of: z.enum(['sealed', 'cluster-lost']),
    profileId: ProfileId,
    name: z.string(),
  }),
])
export type WindowOrder = z.infer<typeof WindowOrder>

/** Something a person has begun in a window. */
export const Unfinished = z.strictObject({
  /** `edit`: a secret's, kept as a draft. `form`: typed and not kept. `ceremony`: keys that are not safe yet. */
  kind: z.enum(['edit', 'form', 'ceremony']),
  /** What it is about, as its page's title says it: a secret's path, a connection's name. Never a value. */
  name: z.string().max(limits.path),
})
export type Unfinished = z.infer<typeof Unfinished>

export const window = {
  /** What this window is told to do; runs for as long as its page is there. */
  orders: stream({ whileLocked: true, input: z.strictObject({}), item: WindowOrder, output: z.object({}) }),
  /** All that is unfinished in this window, now; takes the place of what was said before. */
  reportUnfinished: mutation({
    whileLocked: true,
    input: z.strictObject({ unfinished: z.array(Unfinished).max(20) }),
    output: z.object({}),
  }),
  /** Whether a key, a root token or a typed password is readable in this window now; takes the place of what was said before. */
  reportKeysShown: mutation({ whileLocked: true, input: z.strictObject({ shown: z.boolean() }), output: z.object({}) }),
  /** Opens another window. Errors: `unsupported` in the loopback shell. */
  open: mutation({ whileLocked: true, input: z.strictObject({}), output: z.object({}) }),
}
