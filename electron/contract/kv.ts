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
  /**
   * Whatever there is: for who may write and not read. No check-and-set; a server that requires it answers
   * `cas-required`.
   */
  z.strictObject({ kind: z.literal('blind') }),
])
export type WriteBase = z.infer<typeof WriteBase>

/** What a token may do on a path of the API. `root` tokens have all of them. */
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
      keys: z.array(KeyName).max(limits.keys).optional(),
    }),
    output: z.object({ entries: z.array(z.object({ key: z.string(), json: z.string() })) }),
  }),
  /**
   * One value as a file, as its text or as the bytes that its text is the base64 of. The desktop shell writes it where the
   * person chooses and answers the path; the browser shell answers the bytes (base64) for a download.
   *
   * Errors: `not-found` when the key is gone, `invalid-input` when its text is no base64 (RFC 4648).
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
   * Changes some keys and leaves the rest as it is; works without the right to read. KV 2 only. After it each key of
   * `set` holds exactly what was given: where a merge patch cannot say that, or the token may not patch, the whole is
   * written on top of the base version instead, and `how` tells.
   *
   * Errors: `cas-mismatch`, `cas-required`, `not-found` (no secret, or its current version is deleted), `unsupported`
   * (KV 1; an object or a null that a patch cannot express, and the token may not read).
   * API: `PATCH /:mount/data/:path` (RFC 7396).
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
   * What the token may do on paths of the API (`secret/data/webapp/config`, not `secret/webapp/config`). `null` where it
   * cannot be known: that is no reason to disable anything. API: `POST /sys/capabilities-self`.
   */
  capabilities: query({
    input: z.strictObject({ profileId: ProfileId, paths: z.array(z.string().min(1).max(limits.path)).min(1).max(500) }),
    output: z.object({
      paths: z.array(z.object({ path: z.string(), capabilities: z.array(Capability).nullable() })),
    }),
  }),
  /** Names of the server's password policies. Errors: `permission-denied`. API: `GET /sys/policies/password?list=true`. */
  passwordPolicies: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ names: z.array(z.string()) }),
  }),
  /** One password by a policy of the server. API: `GET /sys/policies/password/:name/generate`. */
  generate: mutation({
    input: z.strictObject({ profileId: ProfileId, policy: z.string().min(1).max(limits.path) }),
    output: z.object({ password: z.string() }),
  }),
}
