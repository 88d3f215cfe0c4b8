/**
 * The cubbyhole: secrets that belong to the token of the person who is signed in. No other token can read them, and the
 * server deletes them with the token. These calls name no mount, so they reach no other engine. Values leave the core
 * only through `reveal` and `saveValue`. API: https://developer.hashicorp.com/vault/api-docs/secret/cubbyhole
 */
import { z } from 'zod'
import { clipboard } from './clipboard.ts'
import { mutation, query } from './define.ts'
import { FolderPath, ProfileId, SecretPath } from './ids.ts'
import { Entries, KeyName, kv, Secret, WriteBase } from './kv.ts'
import { DeleteBase, kvHistory } from './kvHistory.ts'
import { limits } from './limits.ts'

const Address = z.strictObject({ profileId: ProfileId, path: SecretPath })

export const cubbyhole = {
  /**
   * Returns the names in one folder, in the server's order; a folder's name ends in `/`. API: `GET
   * /cubbyhole/:path?list=true`.
   */
  list: query({ input: z.strictObject({ profileId: ProfileId, folder: FolderPath }), output: kv.list.output }),
  /**
   * Returns the keys of a secret without values. Errors: `not-found`, `permission-denied`. API: `GET /cubbyhole/:path`.
   */
  read: query({ input: z.strictObject({ at: Address }), output: Secret }),
  /** Returns the values, because the person requested them. All keys if `keys` is absent. */
  reveal: mutation({
    input: z.strictObject({ at: Address, keys: z.array(KeyName).max(limits.keys).optional() }),
    output: kv.reveal.output,
  }),
  /** Saves one value as a file, as `kv.saveValue`. */
  saveValue: mutation({
    input: z.strictObject({ at: Address, key: KeyName, content: z.enum(['text', 'decoded']) }),
    output: kv.saveValue.output,
  }),
  /** Copies one value directly from the core to the clipboard, as `clipboard.copyValue`. */
  copyValue: mutation({ input: z.strictObject({ at: Address, key: KeyName }), output: clipboard.copyValue.output }),
  /**
   * Writes the whole secret on top of `base`. The cubbyhole has no versions and no check-and-set, so the core compares
   * the fingerprint right before it writes, as with KV 1. Errors: `cas-mismatch`, `invalid-input` for a base of
   * versions. API: `POST /cubbyhole/:path`.
   */
  write: mutation({
    input: z.strictObject({ at: Address, entries: Entries, base: WriteBase }),
    output: kv.write.output,
  }),
  /**
   * Deletes the secret permanently; with a fingerprint only if it is unchanged. Errors: `cas-mismatch`, `invalid-input`
   * for a base of versions. API: `DELETE /cubbyhole/:path`.
   */
  remove: mutation({
    input: z.strictObject({ at: Address, base: DeleteBase }),
    output: kvHistory.deleteLatest.output,
  }),
}
