/** ACL policies of a server, as text. The window parses the text (policy). */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { FileHandle } from './files.ts'
import { ProfileId, SecretPath } from './ids.ts'
import { limits } from './limits.ts'
import { SavedFile } from './ceremony.ts'

/** A policy's name; `/` inside is allowed. The servers convert capitals to lower case, and so does the core. */
export const PolicyName = SecretPath

export const PolicyText = z.string().max(limits.policy)

/** OpenBao's fields in addition to the text. */
export const PolicyExtras = z.object({
  version: z.number().int(),
  casRequired: z.boolean(),
  /** ISO 8601; null: never. */
  expiration: z.string().nullable(),
  modified: z.string().nullable(),
  /** Whether a template value may contain `/`, or `*` and `+`. */
  slashesInTemplates: z.boolean(),
  wildcardsInTemplates: z.boolean(),
})
export type PolicyExtras = z.infer<typeof PolicyExtras>

export const StoredPolicy = z.object({
  name: z.string(),
  text: z.string(),
  /** Null on Vault, which stores only the text. */
  extras: PolicyExtras.nullable(),
})
export type StoredPolicy = z.infer<typeof StoredPolicy>

/** A mount that a policy can name: a secrets engine, or an auth method with `auth/` before its path. */
export const PolicyMount = z.object({
  path: z.string(),
  type: z.string(),
  /** KV only. */
  version: z.literal([1, 2]).optional(),
  accessor: z.string(),
})
export type PolicyMount = z.infer<typeof PolicyMount>

/** The paths below mounts, as the server describes them. */
export const PolicyPaths = z.object({
  /**
   * Each path is followed by a space and its operations: `c` create, `r` read, `w` update, `p` patch, `d` delete, `l`
   * list, `s` needs sudo. `+` is a name: `roles/+ crwd`.
   */
  tables: z.array(z.array(z.string())),
  /** `table` is an index of `tables`. */
  mounts: z.array(z.object({ path: z.string(), table: z.number().int() })),
})
export type PolicyPaths = z.infer<typeof PolicyPaths>

/** An entry of the server that assigns a policy. */
export const PolicyUser = z.object({
  /** `entity`, `group`, `token-role`, or the auth method's type, e.g. `userpass`. */
  kind: z.string(),
  /** The folder of the entry, e.g. `auth/userpass/users/`. */
  folder: z.string(),
  name: z.string(),
  policies: z.array(z.string()),
})
export type PolicyUser = z.infer<typeof PolicyUser>

/** The operation of a trial's request. */
export const TrialOperation = z.enum(['read', 'list', 'scan', 'create', 'update', 'patch', 'delete', 'sudo'])
export type TrialOperation = z.infer<typeof TrialOperation>

export const TrialResult = z.object({
  /** `unknown`: neither a request nor the server's own evaluation gave a result. */
  verdict: z.enum(['allowed', 'refused', 'unknown']),
  /**
   * A request with the trial's token, or the token's capabilities according to the server, because a request would
   * change something.
   */
  how: z.enum(['request', 'reckoned']),
  /** The status of the request's answer. */
  status: z.number().int().optional(),
  /** The token's capabilities there according to the server, e.g. `read`. */
  capabilities: z.array(z.string()),
})
export type TrialResult = z.infer<typeof TrialResult>

const at = z.strictObject({ profileId: ProfileId, name: PolicyName })

export const policies = {
  /** Returns their names, sorted. Errors: `permission-denied`. API: `GET /sys/policies/acl?list=true` */
  list: query({ input: z.strictObject({ profileId: ProfileId }), output: z.object({ names: z.array(z.string()) }) }),
  /** Errors: `not-found`. API: `GET /sys/policies/acl/:name` */
  read: query({ input: at, output: StoredPolicy }),
  /**
   * Replaces a policy's text, or creates a policy. `base` is the text that was changed, null for a new policy. If the
   * server's text has changed since, nothing is written. OpenBao's other fields do not change. Errors: `cas-mismatch`;
   * `rejected` with the server's message when it cannot parse the text. API: `POST /sys/policies/acl/:name`, and
   * `PATCH` with `cas` on OpenBao
   */
  write: mutation({
    input: at.extend({ text: PolicyText.min(1), base: PolicyText.nullable() }),
    output: StoredPolicy,
  }),
  /**
   * Removes a policy; tokens that have it immediately lose its permissions. `confirm` is the name as the person typed
   * it. `root` and `default` cannot be removed: `rejected`. API: `DELETE /sys/policies/acl/:name`
   */
  remove: mutation({
    input: at
      .extend({ confirm: z.string().max(limits.path) })
      .refine((input) => input.confirm === input.name, { path: ['confirm'], message: 'is not the name' }),
    output: z.object({}),
  }),
  /**
   * Returns the mounts that paths can begin with; `complete` is false if the token can't list all of them. API: `GET
   * /sys/mounts`, `GET /sys/auth`
   */
  places: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ mounts: z.array(PolicyMount), complete: z.boolean() }),
  }),
  /**
   * Returns the paths below the mounts, as far as the token has access to them. Errors: `answer-too-large` for a server
   * with very many mounts. API: `GET /sys/internal/specs/openapi`
   */
  paths: query({ input: z.strictObject({ profileId: ProfileId }), output: PolicyPaths }),
  /**
   * Returns who has which policies, as far as the token can read: roles and users of auth methods, entities, groups.
   * `unseen` names folders that it can't list or that were read only in part.
   */
  users: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ users: z.array(PolicyUser), unseen: z.array(z.string()) }),
  }),
  /** Returns the texts that Strongroom has replaced or removed, newest first; `id` is the time of that (ISO 8601). */
  earlier: query({ input: at, output: z.array(z.object({ id: z.string(), length: z.number().int() })) }),
  /** Returns one of these texts. Errors: `not-found`. */
  earlierText: query({ input: at.extend({ id: z.string().max(40) }), output: z.object({ text: z.string() }) }),
  /**
   * Tries the saved policy: creates a child token with only this policy, sends requests with it, and revokes it.
   * Nothing is changed: the only writes are those that the server cannot execute. Errors: `permission-denied`,
   * `rejected` if the person's own token can't create such a token. API: `POST /auth/token/create`
   */
  trial: mutation({
    stoppable: true,
    input: at.extend({ path: z.string().min(1).max(limits.path), operation: TrialOperation }),
    output: TrialResult,
  }),
  /**
   * Creates a new folder for an export in the folder behind the handle (`files`), which can be used once. The core
   * chooses its name. Errors: `not-found` when the handle has been used, `invalid-input` when no folder can be created
   * there.
   */
  exportBegin: mutation({
    input: z.strictObject({ profileId: ProfileId, handle: FileHandle }),
    output: z.object({ exportId: z.uuid(), folder: z.string() }),
  }),
  /** Writes one policy into the folder, as the server has it now; `file` is its relative path (policyFiles.ts). */
  exportPolicy: mutation({ input: at.extend({ exportId: z.uuid() }), output: z.object({ file: z.string() }) }),
  /** Saves a policy's text as a file. */
  exportText: mutation({ input: at.extend({ text: PolicyText }), output: SavedFile }),
}
