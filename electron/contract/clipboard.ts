/**
 * Copying what is secret, in a shell that reaches the system's clipboard: marked so that clipboard histories leave it
 * alone, and taken off again. In the browser the page copies itself. Errors: `unsupported` there.
 */
import { z } from 'zod'
import { mutation } from './define.ts'
import { SecretAddress } from './ids.ts'
import { limits } from './limits.ts'
import { Version } from './kv.ts'
import { ReceivedItem } from './ceremony.ts'

/** In how many seconds it is taken off the clipboard, unless something else is there by then. */
const Copied = z.object({ seconds: z.number() })

export const clipboard = {
  /** One value of a secret, from the core straight to the clipboard. Errors: `not-found` when the key is gone. */
  copyValue: mutation({
    input: z.strictObject({ at: SecretAddress, version: Version.optional(), key: z.string().max(limits.path) }),
    output: Copied,
  }),
  /** One unseal key share or the root token of a ceremony. */
  copyCeremonyItem: mutation({
    input: z.strictObject({ ceremonyId: z.uuid(), item: ReceivedItem }),
    output: Copied,
  }),
  /** What the page made of values that it holds already: a whole secret as `.env`, a diff. */
  copyShown: mutation({ input: z.strictObject({ text: z.string().max(limits.draft) }), output: Copied }),
}
