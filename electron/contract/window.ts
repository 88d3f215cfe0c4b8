/**
 * Messages between the shell and one of its windows: orders from the native menu, a link, a notification; and the
 * unfinished work in the window, so that the shell can ask before it closes. The loopback shell, whose windows are the
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
  /** To the next connection, or the previous one. */
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

/** Unfinished work in a window. */
export const Unfinished = z.strictObject({
  /** `edit`: of a secret, stored as a draft. `form`: typed and not stored. `ceremony`: keys that are not safe yet. */
  kind: z.enum(['edit', 'form', 'ceremony']),
  /** The subject, as in its page's title: a secret's path, a connection's name. Never a value. */
  name: z.string().max(limits.path),
})
export type Unfinished = z.infer<typeof Unfinished>

export const window = {
  /** Yields orders for this window as long as its page exists. */
  orders: stream({ whileLocked: true, input: z.strictObject({}), item: WindowOrder, output: z.object({}) }),
  /** Reports all unfinished work in this window now; replaces the last report. */
  reportUnfinished: mutation({
    whileLocked: true,
    input: z.strictObject({ unfinished: z.array(Unfinished).max(20) }),
    output: z.object({}),
  }),
  /**
   * Reports whether a key, a root token or a typed password is readable in this window now; replaces the last report.
   */
  reportKeysShown: mutation({ whileLocked: true, input: z.strictObject({ shown: z.boolean() }), output: z.object({}) }),
  /** Opens another window. Errors: `unsupported` in the loopback shell. */
  open: mutation({ whileLocked: true, input: z.strictObject({}), output: z.object({}) }),
}
