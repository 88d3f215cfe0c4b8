/** The versions and the metadata of a KV 2 secret, and every way to delete a secret. No value crosses here. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { limits } from './limits.ts'
import { SecretAddress } from './ids.ts'
import { FieldType, Version, VersionState } from './kv.ts'

/** Who did something. Vault ≥ 1.21 reports it; older servers and OpenBao do not. */
export const Attribution = z.object({
  /** Display name of the token, e.g. `userpass-ann`. */
  actor: z.string(),
  /** `create`, `update`, `patch`, `delete`, `undelete`, … */
  operation: z.string().optional(),
  clientId: z.string().optional(),
  entityId: z.string().optional(),
})
export type Attribution = z.infer<typeof Attribution>

export const SecretVersion = z.object({
  number: Version,
  createdAt: z.string(),
  /** ISO 8601: when it was deleted, or with `scheduled` when it will be. */
  deletionAt: z.string().optional(),
  /** `live` and `scheduled` can be read; the server will delete `scheduled` automatically. */
  state: z.enum(['live', 'scheduled', 'deleted', 'destroyed']),
  createdBy: Attribution.optional(),
  deletedBy: Attribution.optional(),
})
export type SecretVersion = z.infer<typeof SecretVersion>

/**
 * A setting of the secret, the effective value, and where it comes from. `effective` is missing (and `from` is
 * `unknown`) if the engine's own settings can't be read and would matter.
 */
const setting = <T extends z.ZodType>(value: T) =>
  z.object({ own: value, effective: value.optional(), from: z.enum(['secret', 'engine', 'default', 'unknown']) })

/** One field of custom metadata. */
export const CustomField = z.object({ key: z.string(), value: z.string() })
export type CustomField = z.infer<typeof CustomField>

/** The limits of KV 2 for custom metadata. Lengths are in bytes of UTF-8, as the server counts them. */
export const customMetadataLimits = { keys: 64, keyBytes: 128, valueBytes: 512 } as const

export const SecretMetadata = z.object({
  /** 0 before the first version. */
  currentVersion: z.int().min(0),
  /** Newest first. Versions beyond the maximum are missing. */
  versions: z.array(SecretVersion),
  createdAt: z.string().optional(),
  /** When the last version was written; changes of the metadata do not count. */
  updatedAt: z.string().optional(),
  lastUpdatedBy: Attribution.optional(),
  /**
   * The number of versions to keep; 0: not set. The larger value of secret and engine applies; if neither is set, 10.
   */
  maxVersions: setting(z.int().min(0)),
  /** Seconds that a version lives; 0: unlimited. The shorter value of secret and engine applies. */
  deleteVersionAfter: setting(z.int().min(0)),
  /** Required if either the secret or the engine requires it. */
  casRequired: setting(z.boolean()),
  customMetadata: z.array(CustomField),
})
export type SecretMetadata = z.infer<typeof SecretMetadata>

/** One key in two versions of a secret. */
export const KeyComparison = z.object({
  key: z.string(),
  change: z.enum(['added', 'removed', 'changed', 'same']),
  a: z.object({ type: FieldType, lines: z.int() }).optional(),
  b: z.object({ type: FieldType, lines: z.int() }).optional(),
})
export type KeyComparison = z.infer<typeof KeyComparison>

/** One side of a comparison. A deleted or destroyed version has no keys. */
export const ComparedVersion = z.object({ version: Version, state: VersionState, createdAt: z.string().optional() })
export type ComparedVersion = z.infer<typeof ComparedVersion>

/** The state that a deletion must find unchanged: a version of KV 2, the fingerprint of KV 1, or none. */
export const DeleteBase = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('version'), version: Version }),
  z.strictObject({ kind: z.literal('fingerprint'), fingerprint: z.string().max(limits.name) }),
  z.strictObject({ kind: z.literal('blind') }),
])

const Versions = z.array(Version).min(1).max(1000)
const chosen = z.strictObject({ at: SecretAddress, versions: Versions })
const nothing = z.object({})

export const kvHistory = {
  /**
   * Errors: `not-found`, `permission-denied`, `unsupported` for KV 1. API: `GET /:mount/metadata/:path`, `GET
   * /:mount/config`.
   */
  metadata: query({ input: z.strictObject({ at: SecretAddress }), output: SecretMetadata }),
  /**
   * Changes only the given settings. Errors: `invalid-input` for custom metadata beyond the limits. API: `PATCH
   * /:mount/metadata/:path`, or `POST` if the token can't patch.
   */
  changeMetadata: mutation({
    input: z.strictObject({
      at: SecretAddress,
      /** 0 removes the secret's own limit. */
      maxVersions: z.int().min(0).max(100_000).optional(),
      /** Seconds; 0 removes it. */
      deleteVersionAfter: z.int().min(0).max(4_000_000_000).optional(),
      casRequired: z.boolean().optional(),
      customMetadata: z
        .strictObject({
          set: z.array(z.strictObject({ key: z.string().max(1024), value: z.string().max(4096) })).max(1000),
          remove: z.array(z.string().max(1024)).max(1000),
        })
        .optional(),
    }),
    output: nothing,
  }),
  /**
   * Returns the differences between two versions, key by key, without values (`kv.reveal` has them). Errors:
   * `not-found`.
   */
  compare: query({
    input: z.strictObject({ at: SecretAddress, a: Version, b: Version }),
    output: z.object({ a: ComparedVersion, b: ComparedVersion, keys: z.array(KeyComparison) }),
  }),
  /**
   * Writes the content of an old version as a new one, on top of `base`. The values do not cross. Errors:
   * `cas-mismatch`, `not-found` when the old version is deleted, destroyed or gone.
   */
  rollback: mutation({
    input: z.strictObject({ at: SecretAddress, from: Version, base: Version }),
    output: z.object({ version: Version }),
  }),
  /**
   * Deletes the newest version, so that it can be undeleted; with KV 1 the whole secret, permanently. With `version`
   * (KV 2) or `fingerprint` (KV 1), the secret must still match it, else `cas-mismatch`. API: `POST
   * /:mount/delete/:path` or `DELETE /:mount/data/:path`, depending on the token's capabilities; `DELETE /:mount/:path`
   * (KV 1).
   */
  deleteLatest: mutation({
    input: z.strictObject({ at: SecretAddress, base: DeleteBase }),
    output: nothing,
  }),
  /** Deletes versions so that they can be undeleted. API: `POST /:mount/delete/:path`. */
  deleteVersions: mutation({ input: chosen, output: nothing }),
  /** API: `POST /:mount/undelete/:path`. */
  undelete: mutation({ input: chosen, output: nothing }),
  /** Permanently removes the values of versions. API: `POST /:mount/destroy/:path`. */
  destroy: mutation({ input: chosen, output: nothing }),
  /**
   * Permanently removes every version and the metadata. `confirm` is the path as the person typed it. API: `DELETE
   * /:mount/metadata/:path`.
   */
  deleteAll: mutation({
    input: z
      .strictObject({ at: SecretAddress, confirm: z.string().max(2 * limits.path) })
      .refine(({ at, confirm }) => confirm === at.path || confirm === `${at.mount}${at.path}`, {
        path: ['confirm'],
        message: 'is not the secret',
      }),
    output: nothing,
  }),
}
