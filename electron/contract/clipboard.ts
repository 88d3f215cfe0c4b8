/**
 * Copies secrets, in a shell that reaches the system's clipboard: marked so that clipboard histories ignore them, and
 * removed after some time. In the browser the page copies. Errors: `unsupported` there.
 */
import { z } from 'zod'
import { mutation } from './define.ts'
import { SecretAddress } from './ids.ts'
import { limits } from './limits.ts'
import { Version } from './kv.ts'
import { ReceivedItem } from './ceremony.ts'

/** Seconds until it is removed from the clipboard, unless the clipboard has other content by then. */
const Copied = z.object({ seconds: z.number() })

export const clipboard = {
  /**
   * Copies one value of a secret directly from the core to the clipboard. Errors: `not-found` if the key no longer
   * exists.
   */
  copyValue: mutation({
    input: z.strictObject({ at: SecretAddress, version: Version.optional(), key: z.string().max(limits.path) }),
    output: Copied,
  }),
  /** Copies one unseal key share or the root token of a ceremony. */
  copyCeremonyItem: mutation({
    input: z.strictObject({ ceremonyId: z.uuid(), item: ReceivedItem }),
    output: Copied,
  }),
  /** Copies a text that the page composed from values that it already has: a whole secret as `.env`, a diff. */
  copyShown: mutation({ input: z.strictObject({ text: z.string().max(limits.draft) }), output: Copied }),
}
