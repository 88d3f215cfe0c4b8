/** Secrets of the KV engines, versions 1 and 2. Values leave the core by `reveal` alone. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { limits } from './limits.ts'
import { FolderPath, MountPath, ProfileId, SecretAddress } from './ids.ts'

/** Version number of a KV 2 secret, from 1. */
export const Version = z.int().min(1)

export const FieldType = z.enum(['string', 'number', 'boolean', 'null', 'object', 'list'])
export type FieldType = z.infer<typeof FieldType>

/** One key of a secret, without its value. */
export const Field = z.object({
  key: z.string(),
  type: FieldType,
  /** Lines of a text, items of a list, keys of an object; else 1. Says how to show it, and little more. */
  lines: z.int(),
})
export type Field = z.infer<typeof Field>

export const VersionState = z.enum(['current', 'deleted', 'destroyed'])

export const Secret = z.object({
  mount: z.string(),
  path: z.string(),
  kvVersion: z.literal([1, 2]),
  /** In the server's order; empty when the version is deleted or destroyed. */
  fields: z.array(Field),
  /** KV 2 only. */
  version: Version.optional(),
  createdAt: z.string().optional(),
  /** ISO 8601; in the future it is a deletion that is planned, not one that happened. */
  deletionAt: z.string().optional(),
  state: VersionState,
  /** KV 1 only: stands for what was read, to notice a change in between; says nothing about the values. */
  fingerprint: z.string().optional(),
  customMetadata: z.array(z.object({ key: z.string(), value: z.string() })),
})
export type Secret = z.infer<typeof Secret>

/** One key with its value as JSON text, so that every digit of every number survives. */
export const Entry = z.strictObject({ key: z.string().max(limits.path), json: z.string().max(limits.value) })
export type Entry = z.infer<typeof Entry>

/** What an edit was based on, so that a save never runs over somebody else's. */
export const WriteBase = z.discriminatedUnion('kind', [
  /** The secret must not exist yet. */
  z.strictObject({ kind: z.literal('new') }),
  /** KV 2: this must still be the current version; check-and-set by the server. */
  z.strictObject({ kind: z.literal('version'), version: Version }),
  /** KV 1, which knows no check-and-set: the core reads again right before it writes, and compares. */
  z.strictObject({ kind: z.literal('fingerprint'), fingerprint: z.string().max(limits.name) }),
])
export type WriteBase = z.infer<typeof WriteBase>

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
  /** Writes the whole secret on top of `base`. Errors: `cas-mismatch`. API: `POST /:mount/data/:path`. */
  write: mutation({
    input: z.strictObject({
      at: SecretAddress,
      entries: z
        .array(Entry)
        .max(limits.keys)
        .refine((entries) => new Set(entries.map((entry) => entry.key)).size === entries.length, 'a key stands twice'),
      base: WriteBase,
    }),
    output: z.object({ version: Version.optional() }),
  }),
}
