/** Secrets engines: the mounts of a server. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { limits } from './limits.ts'
import { MountPath, ProfileId } from './ids.ts'

export const Mount = z.object({
  path: z.string(),
  type: z.string(),
  /** KV only: 1 or 2. Absent options mean 1. */
  kvVersion: z.union([z.literal(1), z.literal(2)]).optional(),
  description: z.string(),
  accessor: z.string(),
  /** The plugin's version as the server reports it, e.g. `v0.25.0+builtin.vault`. */
  runningVersion: z.string(),
  options: z.record(z.string(), z.string()),
  local: z.boolean(),
  sealWrap: z.boolean(),
  /** Seconds; 0: the system's default. */
  defaultLeaseTtl: z.number(),
  maxLeaseTtl: z.number(),
  /** `typed`: the person typed it because listing was denied. */
  source: z.enum(['sys', 'visible', 'typed']),
})
export type Mount = z.infer<typeof Mount>

/** A duration in Vault's format: whole numbers with units, `0` for none. E.g. `72h`, `1h30m`, `90s`, `30d`. */
export const Duration = z
  .string()
  .trim()
  .max(40)
  .regex(/^(0|(\d+(ms|s|m|h|d))+)$/, 'not a duration')

export const KvConfig = z.object({
  maxVersions: z.number().int(),
  casRequired: z.boolean(),
  /** In the server's format, e.g. `72h0m0s`; `0s` for never. */
  deleteVersionAfter: z.string(),
})
export type KvConfig = z.infer<typeof KvConfig>

const description = z.string().max(limits.path)

export const mounts = {
  /** `complete` is false when `sys/mounts` was denied and only visible and typed mounts are known. */
  list: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ mounts: z.array(Mount), complete: z.boolean() }),
  }),
  /** Returns one mount, and the settings of its KV engine if it has one and the token can read them. */
  read: query({
    input: z.strictObject({ profileId: ProfileId, mount: MountPath }),
    output: z.object({ mount: Mount, kv: KvConfig.nullable() }),
  }),
  /** API: `POST /sys/mounts/:path`, then `POST /:path/config` for KV 2 settings. */
  enableKv: mutation({
    input: z.strictObject({
      profileId: ProfileId,
      mount: MountPath,
      version: z.union([z.literal(1), z.literal(2)]),
      description,
      maxVersions: z.number().int().min(0).max(100_000).optional(),
      casRequired: z.boolean().optional(),
      deleteVersionAfter: Duration.optional(),
    }),
    output: Mount,
  }),
  /** API: `POST /sys/mounts/:path/tune` and `POST /:path/config`. Sends only the given settings. */
  tune: mutation({
    input: z.strictObject({
      profileId: ProfileId,
      mount: MountPath,
      description: description.optional(),
      defaultLeaseTtl: Duration.optional(),
      maxLeaseTtl: Duration.optional(),
      maxVersions: z.number().int().min(0).max(100_000).optional(),
      casRequired: z.boolean().optional(),
      deleteVersionAfter: Duration.optional(),
    }),
    output: z.object({ mount: Mount, kv: KvConfig.nullable() }),
  }),
  /**
   * Destroys all of its data. `confirm` is the mount's path as the person typed it. API: `DELETE /sys/mounts/:path`.
   */
  disable: mutation({
    input: z
      .strictObject({ profileId: ProfileId, mount: MountPath, confirm: z.string().max(limits.path) })
      .refine((input) => input.confirm === input.mount || `${input.confirm}/` === input.mount, {
        path: ['confirm'],
        message: 'is not the mount',
      }),
    output: z.object({}),
  }),
  /**
   * Stores a mount that the token can't list. `kvVersion` comes from the server if it answers, else from the person.
   */
  addTyped: mutation({
    input: z.strictObject({ profileId: ProfileId, mount: MountPath, kvVersion: z.union([z.literal(1), z.literal(2)]) }),
    output: Mount,
  }),
  removeTyped: mutation({ input: z.strictObject({ profileId: ProfileId, mount: MountPath }), output: z.object({}) }),
}
