/** The answer of every call: a value with the server's warnings, or an error from a closed list. */
import { z } from 'zod'

/**
 * The closed list of error codes. The renderer switches on it, in the person's language; a new code needs a message in
 * `renderer/lib/errors.ts` (the compiler requires it).
 */
export const errorCodes = [
  // the call itself
  'invalid-input',
  'forbidden-sender',
  'locked',
  'canceled',
  'internal',
  // the way to the server
  'timeout',
  'unreachable',
  'name-not-resolved',
  'connection-refused',
  'connection-lost',
  'tls-untrusted',
  'tls-expired',
  'tls-wrong-host',
  'tls-client-certificate',
  'tls-no-match',
  'tls-failed',
  'plain-http-expected',
  'https-expected',
  'proxy-failed',
  'redirect-untrusted',
  'namespaces-unsupported',
  'namespaces-unverified',
  'namespace-not-found',
  // what answered
  'not-a-vault',
  'address-includes-api',
  'answer-invalid',
  'answer-too-large',
  /** A cluster that the person has not accepted answers, so no credential was sent. `cluster` identifies it. */
  'another-cluster',
  // the server's state
  'sealed',
  'not-initialized',
  'already-initialized',
  'answer-lost',
  'standby',
  'no-active-node',
  'rate-limited',
  'not-consistent-yet',
  'server-error',
  // the session
  'signed-out',
  'token-expired',
  'sign-in-refused',
  'permission-denied',
  // the request
  'not-found',
  'cas-mismatch',
  'cas-required',
  'request-too-large',
  'engine-upgrading',
  'answer-wrapped',
  'answer-withheld',
  'rejected',
  'unsupported',
  'confirmation-needed',
  'consent-refused',
  'pgp-key-unusable',
  // this computer
  'keychain-unavailable',
  'keychain-refused',
  'master-key-lost',
  'passphrase-wrong',
  'too-many-guesses',
  'passphrase-too-weak',
  'passphrase-mismatch',
  'file-unreadable',
  'file-unwritable',
  /** A kubeconfig names a program that is not on this computer. */
  'program-not-found',
  'certificate-invalid',
  'practice-unavailable',
] as const

export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/** One certificate of the chain that a server presented. Times are ISO 8601. */
export const CertificateFacts = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** SHA-256 over the DER form, upper-case hex with colons. */
  fingerprint: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  altNames: z.string().optional(),
  selfSigned: z.boolean(),
  /** Whether it may sign other certificates (basic constraints, RFC 5280, section 4.2.1.9). */
  isCa: z.boolean(),
  /** PEM, so that the person can trust exactly this one. A certificate is public. */
  pem: z.string(),
})
export type CertificateFacts = z.infer<typeof CertificateFacts>

/** Never contains a stack, a header, a request body or a secret. */
export const CallError = z.object({
  code: ErrorCode,
  /** One technical sentence in English; the renderer explains the `code` and shows this as a detail. */
  message: z.string(),
  /** HTTP status, if a server answered. */
  status: z.number().int().optional(),
  /** The server's own messages (`errors` of its answer). */
  vaultErrors: z.array(z.string()).optional(),
  /** Whether the same call may succeed if it is repeated. */
  retryable: z.boolean(),
  /** Vault's `request_id`, to find the request in an audit log. */
  requestId: z.string().optional(),
  /** For `rate-limited`, `unreachable` and `too-many-guesses`: seconds until the next attempt. */
  retryAfter: z.number().optional(),
  /** For TLS errors: the chain, leaf first. */
  chain: z.array(CertificateFacts).optional(),
  /** For `another-cluster`: the cluster that answers, as it reports itself. */
  cluster: z.object({ id: z.string(), name: z.string() }).optional(),
  /** For `invalid-input`: the field's path and its problem. Never the value. */
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type CallError = z.infer<typeof CallError>

export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly error: CallError }
