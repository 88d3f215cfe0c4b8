/** What comes of an initialisation, apart from the asking: it is kept long after that. */
import { z } from 'zod'

/** What a server tells at its initialisation. With PGP keys each share (and the root token) is encrypted, in order. */
export const InitResult = z.object({
  /** Unseal key shares in hex; empty with auto-unseal. */
  keys: z.array(z.string()),
  keysBase64: z.array(z.string()),
  /** Recovery key shares in hex, with auto-unseal. */
  recoveryKeys: z.array(z.string()),
  recoveryKeysBase64: z.array(z.string()),
  rootToken: z.string(),
})
export type InitResult = z.infer<typeof InitResult>
