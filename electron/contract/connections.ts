/**
 * Connections: the servers that a person works with. Stored as profiles; their secrets are stored separately, sealed.
 */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { limits } from './limits.ts'
import { ProfileId } from './ids.ts'
import { CallError, CertificateFacts } from './result.ts'

export const Stage = z.enum(['none', 'dev', 'staging', 'production'])
export type Stage = z.infer<typeof Stage>

/** `http(s)://host[:port][/path]`, nothing else: no credentials, query or fragment. */
export const ServerAddress = z
  .string()
  .trim()
  .max(limits.address)
  .refine((text) => {
    try {
      const url = new URL(text)
      return (
        (url.protocol === 'http:' || url.protocol === 'https:') &&
        url.hostname !== '' &&
        // The parser removes tabs and line breaks, so the text could lead to another host than it shows.
        !/\p{Cc}/u.test(text) &&
        url.username === '' &&
        url.password === '' &&
        url.search === '' &&
        url.hash === ''
      )
    } catch {
      return false
    }
  }, 'not an http or https address')

/** Names `a/b` below the root namespace, without slashes at both ends; empty for the root itself. */
export const Namespace = z
  .string()
  .trim()
  .max(limits.path)
  .refine((text) => text === '' || /^[^/\s]+(\/[^/\s]+)*$/.test(text), 'not a namespace')

const Pem = z.string().max(limits.pem)

const profileFields = {
  name: z.string().trim().min(1).max(limits.name),
  address: ServerAddress,
  namespace: Namespace,
  stage: Stage,
  /** Certificates to trust in addition to the system's; PEM, one or more. */
  caPem: Pem.nullable(),
  /** The client certificate, PEM; its key is stored sealed. */
  clientCertPem: Pem.nullable(),
  /** The name to request and verify in the server's certificate, if it differs from the address. */
  tlsServerName: z.string().trim().max(255).nullable(),
  /** Accept any certificate. Marked in red as long as it is on. */
  skipVerify: z.boolean(),
  /** An HTTP proxy, `http://host:port`; null: a direct connection. */
  proxy: ServerAddress.nullable(),
}

/** A connection as it is typed. The key is write-only: `undefined` keeps the stored key, null erases it. */
export const ProfileDraft = z.strictObject({ ...profileFields, clientKeyPem: Pem.nullable().optional() })
export type ProfileDraft = z.infer<typeof ProfileDraft>

export const Profile = z.object({
  id: ProfileId,
  ...profileFields,
  hasClientKey: z.boolean(),
  /** Whether this is the practice server that Strongroom itself runs. */
  practice: z.boolean(),
})
export type Profile = z.infer<typeof Profile>

/** The result of *Test*, one step after the other, so that the person sees how far it got. */
export const TestReport = z.object({
  steps: z.array(
    z.object({
      step: z.enum(['name', 'connect', 'tls', 'vault']),
      ok: z.boolean(),
      /** For `connect`: the TCP port that was tried, the proxy's if there is one. */
      port: z.number().int().optional(),
      throughProxy: z.boolean().optional(),
      detail: z.string().optional(),
    }),
  ),
  /** Absent if there is no problem. TLS errors include the chain. */
  error: CallError.optional(),
  product: z.enum(['vault', 'openbao']).optional(),
  version: z.string().optional(),
  /** Milliseconds of one request on an open connection. */
  latency: z.number().optional(),
  chain: z.array(CertificateFacts).optional(),
})
export type TestReport = z.infer<typeof TestReport>

/** A variable of the environment that is set and not used. */
export const IgnoredVariable = z.object({
  name: z.string(),
  /** `secret`: it contains, or leads to, a key or a password, which the window does not get. */
  why: z.enum([
    'not-an-address',
    'broken-scheme',
    'socket',
    'not-a-namespace',
    'no-file',
    'no-certificate',
    'too-long',
    'secret',
  ]),
})
export type IgnoredVariable = z.infer<typeof IgnoredVariable>

export const EnvironmentHints = z.object({
  address: z.string().optional(),
  namespace: z.string().optional(),
  /** Certificates that `…_CACERT_BYTES`, `…_CACERT` or `…_CAPATH` contains or names. */
  caPem: z.string().optional(),
  clientCertPem: z.string().optional(),
  tlsServerName: z.string().optional(),
  skipVerify: z.boolean().optional(),
  proxy: z.string().optional(),
  /** Names of the variables that were used. */
  from: z.array(z.string()),
  ignored: z.array(IgnoredVariable),
})
export type EnvironmentHints = z.infer<typeof EnvironmentHints>

/** CAs that every connection trusts because `NODE_EXTRA_CA_CERTS` names their file. */
export const ExtraCas = z.object({
  count: z.number().int(),
  /** Whether the variable names a file without a readable certificate. */
  isUnreadable: z.boolean(),
})
export type ExtraCas = z.infer<typeof ExtraCas>

export const connections = {
  list: query({ input: z.strictObject({}), output: z.array(Profile) }),
  add: mutation({ input: z.strictObject({ profile: ProfileDraft }), output: Profile }),
  update: mutation({ input: z.strictObject({ profileId: ProfileId, profile: ProfileDraft }), output: Profile }),
  /** Removes the profile and everything sealed for it. */
  remove: mutation({ input: z.strictObject({ profileId: ProfileId }), output: z.object({}) }),
  /** The new order, by ID; missing IDs follow in their present order. */
  reorder: mutation({ input: z.strictObject({ order: z.array(ProfileId).max(1000) }), output: z.array(Profile) }),
  /**
   * Tests a connection that need not be saved. With `profileId`, its stored client key is used. Problems that it finds
   * are not errors.
   */
  test: query({
    input: z.strictObject({ profile: ProfileDraft, profileId: ProfileId.optional() }),
    output: TestReport,
  }),
  /**
   * Returns the settings of `VAULT_ADDR`, `VAULT_NAMESPACE`, `VAULT_CACERT`, `VAULT_TLS_SERVER_NAME`,
   * `VAULT_SKIP_VERIFY`.
   */
  fromEnvironment: query({ input: z.strictObject({}), output: EnvironmentHints }),
  extraCas: query({ input: z.strictObject({}), output: ExtraCas }),
}
