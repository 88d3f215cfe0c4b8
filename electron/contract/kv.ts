/** Secrets of the KV engines, versions 1 and 2. Values leave the core by `reveal` alone. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { limits } from './limits.ts'
import { FolderPath, MountPath, ProfileId, SecretAddress } from './ids.ts'

/** Version number of a KV 2 secret, from 1. */
export const Version = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export const FieldType = z.enum(['string', 'number', 'boolean', 'null', 'object', 'list'])
export type FieldType = z.infer<typeof FieldType>

/** One key of a secret, without its value. */
export const Field = z.object({
  key: z.string(),
  type: FieldType,
  /** Lines of a text, items of a list, keys of an object; else 1. Says how to show it, and little more. */
  lines: z.number().int(),
})
export type Field = z.infer<typeof Field>

export const VersionState = z.enum(['current', 'deleted', 'destroyed'])

export const Secret = z.object({
  mount: z.string(),
  path: z.string(),
  kvVersion: z.union([z.literal(1), z.literal(2)]),
  /** In the server's order; empty when the version is deleted or destroyed. */
  fields: z.array(Field),
  /** KV 2 only. */
  version: Version.optional(),
  createdAt: z.string().optional(),
  /** ISO 8601; in the future it is a deletion that is planned, not one that happened. */
  deletionAt: z.string().optional(),
  state: VersionState,
  customMetadata: z.array(z.object({ key: z.string(), value: z.string() })),
})
export type Secret = z.infer<typeof Secret>

/** One key with its value as JSON text, so that every digit of every number survives. */
export const Entry = z.strictObject({ key: z.string().max(limits.path), json: z.string().max(limits.value) })
export type Entry = z.infer<typeof Entry>

export const kv = {
  /** Names in one folder, in the server's order; a folder's name ends in `/`. API: `GET /:mount/metadata/:path?list=true`. */
  list: query({
    input: z.strictObject({ profileId: ProfileId, mount: MountPath, folder: FolderPath }),
    output: z.object({ names: z.array(z.string()) }),
  }),
  /** What a secret holds, without values. Errors: `not-found`, `permission-denied`. */
  read: query({ input: z.strictObject({ at: SecretAddress, version: Version.optional() }), output: Secret }),
  /** The values, because the person asked. All keys when `keys` is absent. */
  reveal: mutation({
    input: z.strictObject({
      at: SecretAddress,
      version: Version.optional(),
      keys: z.array(z.string().max(limits.path)).max(limits.keys).optional(),
    }),
    output: z.object({ entries: z.array(z.object({ key: z.string(), json: z.string() })) }),
  }),
  /**
   * Writes the whole secret. `cas` is the version it was based on, 0 to create only. On KV 1 the server knows no
   * check-and-set: the core reads first and compares with `base`, and says `cas-mismatch` if it changed.
   * Errors: `cas-mismatch`. API: `POST /:mount/data/:path`.
   */
  write: mutation({
    input: z.strictObject({
      at: SecretAddress,
      entries: z
        .array(Entry)
        .max(limits.keys)
        .refine((entries) => new Set(entries.map((entry) => entry.key)).size === entries.length, 'a key stands twice'),
      cas: z.number().int().min(0),
    }),
    output: z.object({ version: Version.optional() }),
  }),
}
