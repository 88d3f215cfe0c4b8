/** ACL policies of a server, as text. What a text means is the window's to read (policy). */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { FileHandle } from './files.ts'
import { ProfileId, SecretPath } from './ids.ts'
import { limits } from './limits.ts'
import { SavedFile } from './ceremony.ts'

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

/** A mount that a policy may name: a secret engine, or an auth method with `auth/` before its path. */
export const PolicyMount = z.object({
  path: z.string(),
  type: z.string(),
  /** KV only. */
  version: z.literal([1, 2]).optional(),
  accessor: z.string(),
})
export type PolicyMount = z.infer<typeof PolicyMount>

/** What gives a policy to somebody. */
export const PolicyUser = z.object({
  /** `entity`, `group`, `token-role`, or the auth method's type, e.g. `userpass`. */
  kind: z.string(),
  /** Where it is kept, e.g. `auth/userpass/users/`. */
  folder: z.string(),
  name: z.string(),
  policies: z.array(z.string()),
})
export type PolicyUser = z.infer<typeof PolicyUser>

/** What a request of a trial does. */
export const TrialOperation = z.enum(['read', 'list', 'scan', 'create', 'update', 'patch', 'delete', 'sudo'])
export type TrialOperation = z.infer<typeof TrialOperation>

export const TrialResult = z.object({
  /** `unknown`: neither a request nor the server's own reckoning could tell. */
  verdict: z.enum(['allowed', 'refused', 'unknown']),
  /** A request with the trial's token, or what the server says that the token may do, because a request would change something. */
  how: z.enum(['request', 'reckoned']),
  /** The status of the request's answer. */
  status: z.number().int().optional(),
  /** What the server says that the token may do there, e.g. `read`. */
  capabilities: z.array(z.string()),
})
export type TrialResult = z.infer<typeof TrialResult>

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
  /** What paths can begin with; `complete` is false where not all of it may be listed. API: `GET /sys/mounts`, `GET /sys/auth` */
  places: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ mounts: z.array(PolicyMount), complete: z.boolean() }),
  }),
  /**
   * Who has which policies, as far as the token may look: roles and users of auth methods, entities, groups. `unseen`
   * names folders that it may not list or of which only a part was read.
   */
  users: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ users: z.array(PolicyUser), unseen: z.array(z.string()) }),
  }),
  /** Texts that Strongroom has replaced or removed, newest first; `id` is the time of that (ISO 8601). */
  earlier: query({ input: at, output: z.array(z.object({ id: z.string(), length: z.number().int() })) }),
  /** One of them. Errors: `not-found`. */
  earlierText: query({ input: at.extend({ id: z.string().max(40) }), output: z.object({ text: z.string() }) }),
  /**
   * Tries the saved policy: makes a child token that has it and nothing else, asks with that, and ends it. Nothing is
   * changed: of writes only those are sent that the server cannot carry out. Errors: `permission-denied`, `rejected`
   * when the person's own token may not make such a token. API: `POST /auth/token/create`
   */
  trial: mutation({
    stoppable: true,
    input: at.extend({ path: z.string().min(1).max(limits.path), operation: TrialOperation }),
    output: TrialResult,
  }),
  /**
   * Makes a new folder for an export in the folder behind the handle (`files`), which counts once. The core names it.
   * Errors: `not-found` when the handle is used up, `invalid-input` when no folder can be made there.
   */
  exportBegin: mutation({
    input: z.strictObject({ profileId: ProfileId, handle: FileHandle }),
    output: z.object({ exportId: z.uuid(), folder: z.string() }),
  }),
  /** Writes one policy, as the server has it now, into the folder; `file` is its way from there (policyFiles.ts). */
  exportPolicy: mutation({ input: at.extend({ exportId: z.uuid() }), output: z.object({ file: z.string() }) }),
  /** A policy's text as a file. */
  exportText: mutation({ input: at.extend({ text: PolicyText }), output: SavedFile }),
}
