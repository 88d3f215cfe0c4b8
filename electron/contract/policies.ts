/** ACL policies of a server, as text. What a text means is the window's to read (renderer/lib/policy). */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { ProfileId, SecretPath } from './ids.ts'
import { limits } from './limits.ts'

/** A policy's name; `/` inside is legal. The servers write capitals small, and so does the core. */
export const PolicyName = SecretPath

export const PolicyText = z.string().max(limits.policy)

/** What OpenBao keeps beside the text. */
export const PolicyExtras = z.object({
  version: z.number().int(),
  casRequired: z.boolean(),
  /** ISO 8601; null: never. */
  expiration: z.string().nullable(),
  modified: z.string().nullable(),
  /** Whether a template may be filled with something that has `/`, or `*` and `+`, in it. */
  slashesInTemplates: z.boolean(),
  wildcardsInTemplates: z.boolean(),
})
export type PolicyExtras = z.infer<typeof PolicyExtras>

export const StoredPolicy = z.object({
  name: z.string(),
  text: z.string(),
  /** Null on Vault, which keeps the text alone. */
  extras: PolicyExtras.nullable(),
})
export type StoredPolicy = z.infer<typeof StoredPolicy>

const at = z.strictObject({ profileId: ProfileId, name: PolicyName })

export const policies = {
  /** Their names, sorted. Errors: `permission-denied`. API: `GET /sys/policies/acl?list=true` */
  list: query({ input: z.strictObject({ profileId: ProfileId }), output: z.object({ names: z.array(z.string()) }) }),
  /** Errors: `not-found`. API: `GET /sys/policies/acl/:name` */
  read: query({ input: at, output: StoredPolicy }),
  /**
   * Replaces a policy's text, or makes one. `base` is the text that was changed, null for a policy that is new; when the
   * server has another by now, nothing is written. Everything that OpenBao keeps beside the text stays as it is.
   * Errors: `cas-mismatch`; `rejected` with the server's words when it cannot read the text.
   * API: `POST /sys/policies/acl/:name`, and `PATCH` with `cas` on OpenBao
   */
  write: mutation({
    input: at.extend({ text: PolicyText.min(1), base: PolicyText.nullable() }),
    output: StoredPolicy,
  }),
  /**
   * Removes a policy; tokens that have it lose at once what it gave. `confirm` is the name as the person typed it. `root`
   * and `default` cannot be removed: `rejected`. API: `DELETE /sys/policies/acl/:name`
   */
  remove: mutation({
    input: at
      .extend({ confirm: z.string().max(limits.path) })
      .refine((input) => input.confirm === input.name, { path: ['confirm'], message: 'is not the name' }),
    output: z.object({}),
  }),
}
