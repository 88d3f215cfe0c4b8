/**
 * Sign-in, the person's identity, and the lifetime of the token. A token never crosses this contract towards the
 * window.
 */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { ProfileId } from './ids.ts'
import { ErrorCode } from './result.ts'
import { Credentials, SignInMethod } from './signInMethods.ts'

/** API: `GET /auth/token/lookup-self`, without the token. Times are seconds or ISO 8601. */
export const Identity = z.object({
  displayName: z.string(),
  policies: z.array(z.string()),
  identityPolicies: z.array(z.string()),
  entityId: z.string(),
  /** The API path that issued the token, e.g. `auth/userpass/login/ann`. */
  path: z.string(),
  type: z.enum(['service', 'batch', 'other']),
  orphan: z.boolean(),
  renewable: z.boolean(),
  /** Seconds; 0 without `expiresAt` is a token that does not expire. */
  creationTtl: z.number(),
  /** ISO 8601; null: it does not expire. */
  expiresAt: z.string().nullable(),
  issuedAt: z.string().nullable(),
  /** False if the policy denies `lookup-self`: then only the facts of the sign-in answer are known. */
  complete: z.boolean(),
  /** Whether the token is stored in the keychain. */
  remembered: z.boolean(),
})
export type Identity = z.infer<typeof Identity>

/** A sign-in that succeeded. `keepProblem`: why the token could not be stored, or an older stored one not removed. */
export const SignedIn = Identity.extend({ keepProblem: ErrorCode.nullable() })
export type SignedIn = z.infer<typeof SignedIn>

export const session = {
  /** Methods that the server lists without a token come first; API: `GET /sys/internal/ui/mounts`. */
  methods: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({
      listed: z.array(z.object({ method: SignInMethod, mount: z.string(), description: z.string() })),
      /** The last successful choice here, never a credential. */
      last: z.object({ method: SignInMethod, mount: z.string(), username: z.string() }).nullable(),
      /** Whether a token is stored in the keychain for this connection. */
      remembered: z.boolean(),
    }),
  }),
  /** Errors: `sign-in-refused` with the server's message. */
  signIn: mutation({
    input: z.strictObject({ profileId: ProfileId, credentials: Credentials, remember: z.boolean() }),
    output: SignedIn,
  }),
  /**
   * Signs in with the token that is stored in the keychain. Errors: `signed-out` when there is none, `token-expired`.
   */
  resume: mutation({ input: z.strictObject({ profileId: ProfileId }), output: Identity }),
  /** Null if no person is signed in. */
  identity: query({ input: z.strictObject({ profileId: ProfileId }), output: Identity.nullable() }),
  /** API: `POST /auth/token/renew-self`. `increment` in seconds, counted from now; it is a request only. */
  renew: mutation({
    input: z.strictObject({ profileId: ProfileId, increment: z.number().int().min(1).max(3_153_600_000).optional() }),
    output: Identity,
  }),
  /** `revoke` revokes the token on the server; otherwise it stays valid until it expires. */
  signOut: mutation({
    input: z.strictObject({ profileId: ProfileId, revoke: z.boolean() }),
    output: z.object({}),
  }),
}
