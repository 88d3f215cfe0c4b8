/** The auth method `kubernetes`: its mounts, their configuration, and their roles. */
import { z } from 'zod'
import { SavedFile } from './ceremony.ts'
import { mutation, query, stream } from './define.ts'
import { MountPath, ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { Duration } from './mounts.ts'
import { CallError } from './result.ts'
import { tidied } from './text/tidied.ts'

export const KubernetesMount = z.object({
  path: z.string(),
  description: z.string(),
  accessor: z.string(),
  runningVersion: z.string(),
  local: z.boolean(),
  sealWrap: z.boolean(),
  /** Seconds; 0: the system's default. */
  defaultLeaseTtl: z.number(),
  maxLeaseTtl: z.number(),
  /** Whether people who have not signed in can see it. */
  isListed: z.boolean(),
})
export type KubernetesMount = z.infer<typeof KubernetesMount>

/** Fields that this version does not know: they are stored and sent back unchanged. `json` is JSON text. */
const More = z
  .array(z.strictObject({ name: z.string().min(1).max(limits.name), json: z.string().max(limits.pem) }))
  .max(100)

const Pem = z.string().max(limits.pem)

/** The configuration of a mount without the reviewer's JWT, which no server returns. */
export const KubernetesConfig = z.strictObject({
  host: z.string().max(limits.address),
  caPem: Pem,
  pemKeys: z.array(Pem).max(100),
  issuer: z.string().max(limits.address),
  disableIssValidation: z.boolean(),
  disableLocalCaJwt: z.boolean(),
  /** Null if the server does not have this setting (OpenBao). */
  annotationsAsAliasMetadata: z.boolean().nullable(),
  more: More,
})
export type KubernetesConfig = z.infer<typeof KubernetesConfig>

/** Settings of the server that a save would leave empty. */
export const Erased = z.enum(['reviewer', 'caPem', 'pemKeys', 'issuer', 'more'])
export type Erased = z.infer<typeof Erased>

export const ConfigState = z.object({
  /** Null before the first configuration. */
  config: KubernetesConfig.nullable(),
  /** `token_reviewer_jwt_set`; null if the server does not report it. */
  reviewerSet: z.boolean().nullable(),
  /** A reviewer's JWT that is stored on this computer for this mount. */
  kept: z.object({ keptAt: z.string(), host: z.string() }).nullable(),
  /** The certificates of `caPem` that could be read. Times are ISO 8601. */
  authorities: z.array(z.object({ subject: z.string(), validTo: z.string() })),
})
export type ConfigState = z.infer<typeof ConfigState>

/** The kind of a text for the reviewer's JWT, by its own claims; none of it is verified. */
export const ReviewerLook = z.object({
  /**
   * `other-jwt` names no service account. `opaque`: a word that can be a token of another kind. The other kinds cannot
   * be a token: `unreadable` is cut or changed, `placeholder` a name or a variable.
   */
  kind: z.enum(['service-account', 'other-jwt', 'opaque', 'placeholder', 'several', 'vault-token', 'unreadable']),
  /** `NAMESPACE/NAME`, empty for none. */
  account: z.string(),
  /** ISO 8601; null if the token has no expiry. */
  expiresAt: z.string().nullable(),
  /** What is left out of the text before it is saved. */
  tidied: z.array(z.enum(tidied)).readonly(),
})
export type ReviewerLook = z.infer<typeof ReviewerLook>

export const TokenType = z.enum(['default', 'service', 'batch', 'default-service', 'default-batch'])
export type TokenType = z.infer<typeof TokenType>

const Seconds = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const Names = z.array(z.string().max(limits.path)).max(10_000)

export const RoleSettings = z.strictObject({
  serviceAccounts: Names,
  namespaces: Names,
  /** JSON or YAML, as it was written; empty for none. */
  namespaceSelector: z.string().max(limits.pem),
  audience: z.string().max(limits.address),
  /** Null if the server does not report it, because it is older than this setting. */
  aliasNameSource: z.enum(['serviceaccount_uid', 'serviceaccount_name']).nullable(),
  policies: Names,
  ttl: Seconds,
  maxTtl: Seconds,
  period: Seconds,
  explicitMaxTtl: Seconds,
  /** 0: unlimited. */
  numUses: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  tokenType: TokenType,
  noDefaultPolicy: z.boolean(),
  boundCidrs: Names,
  /** Null if the server does not have this setting (Vault). */
  strictlyBindIp: z.boolean().nullable(),
  more: More,
})
export type RoleSettings = z.infer<typeof RoleSettings>

/** A role's name: one segment; the servers convert capitals to lower case, and so does the core. */
export const RoleName = z
  .string()
  .min(1)
  .max(limits.path)
  .regex(/^\w(?:[\w.-]*\w)?$/, 'not a role name')

export const Role = z.object({
  name: z.string(),
  settings: RoleSettings,
  /** The older names that it was written with (`policies`, `ttl`, …); a save writes the newer ones. */
  older: z.array(z.string()),
})
export type Role = z.infer<typeof Role>

/** The result for one role of many. */
export const RoleOutcome = z.object({ name: z.string(), error: CallError.nullable() })
export type RoleOutcome = z.infer<typeof RoleOutcome>

const at = { profileId: ProfileId, mount: MountPath }
const tuning = {
  description: z.string().max(limits.path).optional(),
  defaultLeaseTtl: Duration.optional(),
  maxLeaseTtl: Duration.optional(),
  isListed: z.boolean().optional(),
}

export const RoleFormat = z.enum(['json', 'yaml', 'commands', 'terraform'])
export type RoleFormat = z.infer<typeof RoleFormat>

export const roleFileNames: Readonly<Record<RoleFormat, string>> = {
  json: 'kubernetes-roles.json',
  yaml: 'kubernetes-roles.yaml',
  commands: 'kubernetes-roles.sh',
  terraform: 'kubernetes-roles.tf',
}

export const kubernetes = {
  /** `complete` is false when `sys/auth` was denied and only visible mounts are known. */
  mounts: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ mounts: z.array(KubernetesMount), complete: z.boolean() }),
  }),
  /** API: `POST /sys/auth/:path` */
  enable: mutation({ input: z.strictObject({ ...at, ...tuning }), output: z.object({}) }),
  /** Sends only the given settings. API: `POST /sys/auth/:path/tune` */
  tune: mutation({ input: z.strictObject({ ...at, ...tuning }), output: z.object({}) }),
  /**
   * Removes a mount with its roles; every token that it issued is revoked. `confirm` is the path as the person typed
   * it. API: `DELETE /sys/auth/:path`
   */
  disable: mutation({
    input: z
      .strictObject({ ...at, confirm: z.string().max(limits.path) })
      .refine((input) => input.confirm === input.mount || `${input.confirm}/` === input.mount, {
        path: ['confirm'],
        message: 'is not the mount',
      }),
    output: z.object({}),
  }),

  /** Errors: `unsupported` for a mount of another type. API: `GET /auth/:mount/config` */
  config: query({ input: z.strictObject(at), output: ConfigState }),
  /**
   * Writes the whole configuration, because the server resets fields that are left out. `base` is the configuration
   * that was changed (null: there was none). If the server's has changed since, nothing is written. The reviewer's JWT
   * is `given` again, `made` by Kubernetes (`kubernetesDoctor.makeToken`), the one `kept` on this computer, or `none`;
   * `keep` stores a given or made one sealed on this computer.
   * Settings that the save erases must be named in `erase`. Errors: `cas-mismatch`; `confirmation-needed` when more
   * would be erased, or the kept JWT was given for another API server; `certificate-invalid` for a CA without
   * certificates or with a private key; `invalid-input` for a reviewer that is not a token; `not-found` if the core no
   * longer has the made one; `rejected`. API: `POST
   * /auth/:mount/config`
   */
  writeConfig: mutation({
    input: z.strictObject({
      ...at,
      base: KubernetesConfig.nullable(),
      /** The value when `base` was read, because the JWT may have been set or erased since. */
      reviewerWasSet: z.boolean().nullable(),
      config: KubernetesConfig,
      reviewer: z.discriminatedUnion('from', [
        z.strictObject({ from: z.literal('none') }),
        z.strictObject({ from: z.literal('kept') }),
        z.strictObject({
          from: z.literal('given'),
          jwt: z.string().trim().min(1).max(limits.credential),
          keep: z.boolean(),
        }),
        z.strictObject({ from: z.literal('made'), tokenId: z.uuid(), keep: z.boolean() }),
      ]),
      erase: z.array(Erased).max(Erased.options.length),
    }),
    output: ConfigState,
  }),
  /** Reads a reviewer's JWT before it is saved. Nothing is stored, and nothing is sent. */
  lookAtReviewer: query({
    input: z.strictObject({ jwt: z.string().trim().min(1).max(limits.credential) }),
    output: ReviewerLook,
  }),
  /** Forgets the JWT that is stored on this computer; the server's configuration does not change. */
  forgetReviewer: mutation({ input: z.strictObject(at), output: z.object({}) }),

  /**
   * Yields every role: first all names, then the roles as they arrive. A role that could not be read has its error.
   * Errors: `permission-denied` when the list itself is denied; `unsupported`. API: `GET /auth/:mount/role?list=true`,
   * `GET /auth/:mount/role/:name`
   */
  roles: stream({
    input: z.strictObject(at),
    item: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('names'), names: z.array(z.string()) }),
      z.object({ kind: z.literal('roles'), roles: z.array(Role), failed: z.array(RoleOutcome) }),
    ]),
    output: z.object({ count: z.number().int() }),
  }),
  /** Errors: `not-found`. API: `GET /auth/:mount/role/:name` */
  role: query({ input: z.strictObject({ ...at, name: RoleName }), output: Role }),
  /**
   * Writes a role with all its fields, or creates one. `base` is the role that was changed, null for a new role. If the
   * server's role has changed since, nothing is written. Errors: `cas-mismatch`, `rejected`. API: `POST
   * /auth/:mount/role/:name`
   */
  writeRole: mutation({
    input: z.strictObject({ ...at, name: RoleName, base: RoleSettings.nullable(), settings: RoleSettings }),
    output: Role,
  }),
  /** The same for many roles, each independent of the others: an error of one does not stop the rest. */
  writeRoles: mutation({
    input: z.strictObject({
      ...at,
      roles: z
        .array(z.strictObject({ name: RoleName, base: RoleSettings.nullable(), settings: RoleSettings }))
        .min(1)
        .max(10_000),
    }),
    output: z.object({ outcomes: z.array(RoleOutcome) }),
  }),
  /**
   * Creates the role under another name, then removes the old one. Errors: `cas-mismatch` if the old one is no longer
   * `base`, or the new name exists; nothing is changed then.
   */
  renameRole: mutation({
    input: z.strictObject({ ...at, name: RoleName, newName: RoleName, base: RoleSettings }),
    output: Role,
  }),
  /** Saves a text of roles as a file for the person; its name is derived from the format. */
  exportRoles: mutation({
    input: z.strictObject({
      format: RoleFormat,
      text: z.string().max(limits.draft),
    }),
    output: SavedFile,
  }),
  /** Removes roles; tokens that they issued stay valid. API: `DELETE /auth/:mount/role/:name` */
  removeRoles: mutation({
    input: z.strictObject({ ...at, names: z.array(RoleName).min(1).max(10_000) }),
    output: z.object({ outcomes: z.array(RoleOutcome) }),
  }),
}
