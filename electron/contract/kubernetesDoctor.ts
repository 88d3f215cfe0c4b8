/**
 * Why a service account's token does, or does not, get a Vault token. A JWT crosses to the core once, when it is
 * pasted.
 */
import { z } from 'zod'
import { mutation, query, stream } from './define.ts'
import { MountPath, ProfileId, SecretPath } from './ids.ts'
import { ClusterAccess, KubernetesName } from './kubeconfig.ts'
import { Entry, Field } from './kv.ts'
import { limits } from './limits.ts'
import { ErrorCode } from './result.ts'
import { tidied } from './text/tidied.ts'

const text = z.string()
const time = text.nullable()

/** Problems of a token that do not depend on the server. */
export const TokenProblem = z.enum([
  'empty',
  'too-long',
  'vault-token',
  /** A variable or a command whose value is missing. */
  'placeholder',
  'several-tokens',
  'not-a-jwt',
  'encrypted',
  'not-base64',
  'header-not-json',
  'claims-not-json',
  'unsigned',
  'algorithm',
  'claim-type',
  'not-a-service-account',
  'no-expiry',
  'cut',
])
export type TokenProblem = z.infer<typeof TokenProblem>

/**
 * The claims of a JWT. Decoded only: the signature is not verified, which only Kubernetes can do. Times are ISO 8601.
 */
export const Claims = z.object({
  algorithm: text,
  keyId: text,
  issuer: text,
  subject: text,
  audiences: z.array(text),
  expiresAt: time,
  notBefore: time,
  issuedAt: time,
  namespace: text,
  serviceAccount: text,
  serviceAccountUid: text,
  pod: text,
  podUid: text,
  node: text,
  nodeUid: text,
  /** The Secret that a token is bound to. A token without `secretUid` is of the old kind, which does not expire. */
  secret: text,
  secretUid: text,
})
export type Claims = z.infer<typeof Claims>

export const TokenView = z.object({
  /** The ID by which the core finds the token again; null for a text that cannot be used at all. */
  id: z.uuid().nullable(),
  /** Null if they could not be read. */
  claims: Claims.nullable(),
  /** `detail` names a claim. */
  problems: z.array(z.object({ code: TokenProblem, detail: text })),
  /** What was left out of the text that was given. */
  tidied: z.array(z.enum(tidied)).readonly(),
})
export type TokenView = z.infer<typeof TokenView>

export const ConditionId = z.enum([
  'algorithm',
  'audience',
  'serviceAccount',
  'namespace',
  'selector',
  'expiry',
  'notBefore',
  'issuedAt',
  'issuer',
  'signature',
  'cidr',
])
export type ConditionId = z.infer<typeof ConditionId>

/** One condition, with the token's value and the value that the role or the mount requires. */
export const Condition = z.object({
  id: ConditionId,
  state: z.enum(['met', 'not-met', 'unknown', 'not-asked']),
  has: z.array(text),
  wants: z.array(text),
})
export type Condition = z.infer<typeof Condition>

export const ReasonCode = z.enum([
  'not-a-jwt',
  'not-a-service-account',
  'token-altered',
  'algorithm',
  'unknown-role',
  'no-such-mount',
  'other-method',
  'not-configured',
  'expired',
  'not-yet-valid',
  'wrong-audience',
  'wrong-issuer',
  'wrong-service-account',
  'wrong-namespace',
  'selector-no-match',
  'selector-unreadable',
  'selector-needs-reviewer',
  'reviewer-cannot-read-namespaces',
  'service-account-deleted',
  'pod-deleted',
  'node-deleted',
  'secret-deleted',
  'other-cluster',
  'wrong-key',
  'cidr',
  'reviewer-not-allowed',
  'reviewer-expired',
  'reviewer-is-the-token',
  'reviewer-audience',
  'api-unreachable',
  'not-an-api-server',
  'wrong-ca',
  'wrong-name',
  'certificate-expired',
])
export type ReasonCode = z.infer<typeof ReasonCode>

/**
 * A reason, its certainty, and its evidence. `certain`: the evidence proves that this problem makes every such sign-in
 * fail, regardless of other problems. `likely`: the evidence suggests it. `possible`: nothing excludes it.
 */
export const Reason = z.object({
  code: ReasonCode,
  certainty: z.enum(['certain', 'likely', 'possible']),
  evidence: z.array(
    z.enum([
      'words',
      'token',
      'role',
      'config',
      'review',
      'look',
      'bindings',
      'keys',
      'objects',
      'access',
      'kept',
      'cluster',
      ...ConditionId.options,
    ]),
  ),
})
export type Reason = z.infer<typeof Reason>

/** Facts about the account whose token Vault sends to Kubernetes. Null: unknown. */
export const ReviewerCheck = z.object({
  /** `token`: the mount has no reviewer, so each token reviews itself. `kept`: the reviewer that is stored here. */
  by: z.enum(['token', 'kept']),
  /** `namespace/name`. */
  account: text,
  /** Whether Kubernetes accepts its token as a credential. */
  works: z.boolean().nullable(),
  /** Whether it can create TokenReviews. */
  allowed: z.boolean().nullable(),
})
export type ReviewerCheck = z.infer<typeof ReviewerCheck>

/** Kubernetes' answers about the token to the person's own kubeconfig. */
export const Review = z.object({
  state: z.enum(['accepted', 'refused', 'not-asked']),
  /** Kubernetes' message of a refusal, or why it could not be asked. */
  words: text,
  username: text,
  audiences: z.array(text),
  /**
   * Service accounts (`namespace/name`) that a cluster role binding to `system:auth-delegator` or `cluster-admin`
   * names, and whether there is such an account; null when that can't be read. Other roles may allow reviews, too.
   */
  reviewers: z.array(z.object({ account: text, exists: z.boolean() })).nullable(),
  /** Whether the kubeconfig's cluster is the one of the mount, by address and CA. */
  cluster: z.enum(['same', 'other', 'unknown']),
  /** Who signed the token, by the signing keys of the kubeconfig's cluster. `altered`: its key, another signature. */
  signer: z.enum(['this', 'other', 'altered', 'unknown']),
  /** The bound object that was deleted or created again; null if there is none, or if it can't be read. */
  gone: z.enum(['account', 'pod', 'node', 'secret']).nullable(),
  /** Null if the account of the reviewer isn't known. */
  reviewer: ReviewerCheck.nullable(),
})
export type Review = z.infer<typeof Review>

/** The state of the mount's API server as seen from this computer, whose network can differ from Vault's. */
export const ApiLook = z.object({
  address: text,
  /** Why there was no answer; null if there was one, with a certificate of the mount's CA if `isEncrypted`. */
  problem: ErrorCode.nullable(),
  words: text,
  /** What answered. `below-path`: an API server, but not at the path of the address. Null with a problem. */
  answer: z.enum(['api-server', 'below-path', 'vault', 'other']).nullable(),
  isEncrypted: z.boolean(),
})
export type ApiLook = z.infer<typeof ApiLook>

const findings = {
  conditions: z.array(Condition),
  reasons: z.array(Reason),
}

/** A token compared with a role, as far as possible without a sign-in. */
export const CheckedToken = z.object({
  ...findings,
  /** Seconds that this computer's clock is ahead of the server's; null if the server did not report its time. */
  clockAhead: z.number().nullable(),
  /** Null if the token can read the role. */
  roleProblem: ErrorCode.nullable(),
})
export type CheckedToken = z.infer<typeof CheckedToken>

const SecretPlace = z.strictObject({ mount: MountPath, path: SecretPath })

/** A secret that the role's token has read: names, never values. */
export const TrialRead = z.object({
  /** The ID by which `revealRead` finds the values. */
  id: z.uuid(),
  version: z.int().nullable(),
  fields: z.array(Field),
})
export type TrialRead = z.infer<typeof TrialRead>

const Refusal = z.object({ code: ErrorCode, status: z.int().nullable(), words: z.array(text) })

export const TrialLogin = z.object({
  policies: z.array(text),
  /** Seconds; 0: it does not expire. */
  ttl: z.number(),
  renewable: z.boolean(),
  type: z.enum(['service', 'batch', 'other']),
  metadata: z.array(z.object({ key: text, value: text })),
  entityId: text,
  /** The name of the entity's alias on this mount; null if it could not be read. */
  alias: text.nullable(),
})
export type TrialLogin = z.infer<typeof TrialLogin>

export const Trial = z.object({
  ...findings,
  login: TrialLogin.nullable(),
  refusal: Refusal.nullable(),
  read: TrialRead.nullable(),
  readRefusal: Refusal.nullable(),
  /** Whether the token was revoked. Null for a kind that cannot be revoked, or if there was none. */
  revoked: z.boolean().nullable(),
  review: Review.nullable(),
  look: ApiLook.nullable(),
  /**
   * Findings that disagree with the server's answer: conditions, or `certificate` and `api-server` for a check that
   * failed although the sign-in worked. A server keeps connections open, also after a change of the CA.
   */
  doubts: z.array(z.enum(['certificate', 'api-server', ...ConditionId.options])),
})
export type Trial = z.infer<typeof Trial>

export const WatchItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('began'), at: text, watchId: z.uuid() }),
  z.object({ kind: z.literal('signed-in'), at: text, ttl: z.number(), policies: z.array(text) }),
  /** The first read, and each one with changes; `changed` names the keys. */
  z.object({ kind: z.literal('read'), at: text, read: TrialRead, changed: z.array(text) }),
  z.object({ kind: z.literal('same'), at: text }),
  z.object({ kind: z.literal('refused'), at: text, step: z.enum(['sign-in', 'read']), refusal: Refusal }),
])
export type WatchItem = z.infer<typeof WatchItem>

const RoleName = z.string().min(1).max(limits.path)
const trial = { profileId: ProfileId, tokenId: z.uuid(), mount: MountPath, role: RoleName }

export const kubernetesDoctor = {
  /** Takes a JWT. The core stores it until the person signs out or the app locks. */
  takeToken: mutation({
    input: z.strictObject({ profileId: ProfileId, jwt: z.string().max(limits.jwt) }),
    output: TokenView,
  }),
  /**
   * Requests a token from Kubernetes; nothing is stored in the cluster. `seconds` is only a request. Errors:
   * `confirmation-needed`, `permission-denied`, `not-found`. API: `POST
   * /api/v1/namespaces/:namespace/serviceaccounts/:name/token`
   */
  makeToken: mutation({
    stoppable: true,
    input: z.strictObject({
      profileId: ProfileId,
      access: ClusterAccess,
      namespace: KubernetesName,
      serviceAccount: KubernetesName,
      audiences: z.array(z.string().min(1).max(2048)).max(20),
      seconds: z.int().min(600).max(4_294_967_296),
    }),
    output: TokenView,
  }),
  /** Returns the token itself, because the person requested to see or copy it. */
  revealToken: query({
    input: z.strictObject({ profileId: ProfileId, tokenId: z.uuid() }),
    output: z.object({ jwt: text }),
  }),
  /**
   * Compares it with a role, as far as possible without a sign-in. With `access`, more can be checked (a namespace's
   * labels).
   */
  check: query({
    input: z.strictObject({ ...trial, access: ClusterAccess.optional() }),
    output: CheckedToken,
  }),
  /**
   * Signs in with the role. The token stays in the core and is revoked afterwards. A refusal is a result and not an
   * error. With `access` Kubernetes is asked about the JWT, too; with `look` the mount's API server is checked from
   * here. API: `POST /auth/:mount/login`
   */
  tryLogin: mutation({
    stoppable: true,
    input: z.strictObject({
      ...trial,
      secret: SecretPlace.optional(),
      access: ClusterAccess.optional(),
      look: z.boolean(),
    }),
    output: Trial,
  }),
  /**
   * Returns the values of a secret that a trial or a watch has read, because the person requested them. Errors:
   * `not-found`.
   */
  revealRead: query({
    input: z.strictObject({ profileId: ProfileId, readId: z.uuid() }),
    output: z.object({ entries: z.array(Entry) }),
  }),
  /**
   * Signs in and reads repeatedly like an app, until `endWatch`; then the token is revoked. `seconds` between two
   * reads.
   */
  watch: stream({
    input: z.strictObject({ ...trial, secret: SecretPlace, seconds: z.number().min(0.2).max(3600) }),
    item: WatchItem,
    output: z.object({ reads: z.int(), changes: z.int(), revoked: z.boolean().nullable() }),
  }),
  /** Ends a watch; its result then contains the outcome. */
  endWatch: mutation({ input: z.strictObject({ watchId: z.uuid() }), output: z.object({}) }),
}
