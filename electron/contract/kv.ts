/** Secrets of the KV engines, versions 1 and 2. Values leave the core only through `reveal`. */
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
  /** Lines of a text, items of a list, keys of an object; else 1. Used for the layout, and reveals little else. */
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
  /** ISO 8601; a time in the future is a planned deletion. */
  deletionAt: z.string().optional(),
  state: VersionState,
  /** KV 1 only: identifies the data that was read, to notice a change since; reveals nothing about the values. */
  fingerprint: z.string().optional(),
  customMetadata: z.array(z.object({ key: z.string(), value: z.string() })),
})
export type Secret = z.infer<typeof Secret>

/** One key with its value as JSON text, so that every digit of every number is kept. */
export const Entry = z.strictObject({ key: z.string().max(limits.path), json: z.string().max(limits.value) })
export type Entry = z.infer<typeof Entry>

/** The base of an edit, so that a save never overwrites someone else's. */
export const WriteBase = z.discriminatedUnion('kind', [
  /** The secret must not exist yet. */
  z.strictObject({ kind: z.literal('new') }),
  /** KV 2: this must still be the current version; check-and-set by the server. */
  z.strictObject({ kind: z.literal('version'), version: Version }),
  /** KV 1, which has no check-and-set: the core reads again right before it writes, and compares. */
  z.strictObject({ kind: z.literal('fingerprint'), fingerprint: z.string().max(limits.name) }),
  /**
   * Overwrites any version, for people who can write and not read. No check-and-set; a server that requires it answers
   * `cas-required`.
   */
  z.strictObject({ kind: z.literal('blind') }),
])
export type WriteBase = z.infer<typeof WriteBase>

/** The capabilities of a token on a path of the API. `root` tokens have all of them. */
export const Capability = z.enum([
  'create',
  'read',
  'update',
  'patch',
  'delete',
  'list',
  'sudo',
  'subscribe',
  'recover',
  'scan',
])
export type Capability = z.infer<typeof Capability>

/** A whole secret. */
export const Entries = z
  .array(Entry)
  .max(limits.keys)
  .refine((entries) => new Set(entries.map((entry) => entry.key)).size === entries.length, 'a key stands twice')
export const KeyName = z.string().max(limits.path)

export const kv = {
  /**
   * Returns the names in one folder, in the server's order; a folder's name ends in `/`. API: `GET
   * /:mount/metadata/:path?list=true`.
   */
  list: query({
    input: z.strictObject({ profileId: ProfileId, mount: MountPath, folder: FolderPath }),
    output: z.object({ names: z.array(z.string()) }),
  }),
  /** Returns the keys of a secret without values. Errors: `not-found`, `permission-denied`. */
  read: query({ input: z.strictObject({ at: SecretAddress, version: Version.optional() }), output: Secret }),
  /** Returns the values, because the person requested them. All keys if `keys` is absent. */
  reveal: mutation({
    input: z.strictObject({
      at: SecretAddress,
      version: Version.optional(),
      keys: z.array(KeyName).max(limits.keys).optional(),
    }),
    output: z.object({ entries: z.array(z.object({ key: z.string(), json: z.string() })) }),
  }),
  /**
   * Saves one value as a file, as its text or as the bytes that its base64 text encodes. The desktop shell writes it to
   * the path that the person chooses and returns the path; the browser shell returns the bytes (base64) for a download.
   *
   * Errors: `not-found` if the key no longer exists, `invalid-input` if its text is not base64 (RFC 4648).
   */
  saveValue: mutation({
    input: z.strictObject({
      at: SecretAddress,
      version: Version.optional(),
      key: KeyName,
      content: z.enum(['text', 'decoded']),
    }),
    output: z.discriminatedUnion('how', [
      z.object({ how: z.literal('written'), path: z.string() }),
      z.object({ how: z.literal('download'), name: z.string(), base64: z.string() }),
      z.object({ how: z.literal('canceled') }),
    ]),
  }),
  /**
   * Writes the whole secret on top of `base`. Errors: `cas-mismatch`, `cas-required`, `request-too-large`.
   * API: `POST /:mount/data/:path`.
   */
  write: mutation({
    input: z.strictObject({ at: SecretAddress, entries: Entries, base: WriteBase }),
    output: z.object({ version: Version.optional() }),
  }),
  /**
   * Changes some keys and leaves the rest unchanged; works without permission to read. KV 2 only. Afterwards each key
   * of `set` has exactly the given value: if a merge patch cannot express that, or the token can't patch, the whole
   * secret is written on top of the base version instead. `how` is the request that was used.
   *
   * Errors: `cas-mismatch`, `cas-required`, `not-found` (no secret, or its current version is deleted), `unsupported`
   * (KV 1; an object or a null that a patch cannot express, and the token can't read). API: `PATCH /:mount/data/:path`
   * (RFC 7396).
   */
  patch: mutation({
    input: z
      .strictObject({
        at: SecretAddress,
        set: Entries,
        remove: z.array(KeyName).max(limits.keys),
        base: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('version'), version: Version }),
          z.strictObject({ kind: z.literal('blind') }),
        ]),
      })
      .refine(({ set, remove }) => set.length + remove.length > 0, 'nothing to change')
      .refine(({ set, remove }) => set.every(({ key }) => !remove.includes(key)), 'a key is set and removed'),
    output: z.object({ version: Version, how: z.enum(['patch', 'write']) }),
  }),
  /**
   * Returns the token's capabilities on paths of the API (`secret/data/webapp/config`, not `secret/webapp/config`).
   * `null` if unknown, which must not disable anything. API: `POST /sys/capabilities-self`.
   */
  capabilities: query({
    input: z.strictObject({ profileId: ProfileId, paths: z.array(z.string().min(1).max(limits.path)).min(1).max(500) }),
    output: z.object({
      paths: z.array(z.object({ path: z.string(), capabilities: z.array(Capability).nullable() })),
    }),
  }),
  /**
   * Returns the names of the server's password policies. Errors: `permission-denied`. API: `GET
   * /sys/policies/password?list=true`.
   */
  passwordPolicies: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ names: z.array(z.string()) }),
  }),
  /** Returns one password by a policy of the server. API: `GET /sys/policies/password/:name/generate`. */
  generate: mutation({
    input: z.strictObject({ profileId: ProfileId, policy: z.string().min(1).max(limits.path) }),
    output: z.object({ password: z.string() }),
  }),
}
