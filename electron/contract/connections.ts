/** Connections: the servers a person works with. Kept as profiles; what is secret of them is kept apart, sealed. */
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
        // The parser takes tabs and line breaks out, so that the text would name another host than it says.
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

/** Names `a/b` below the root namespace, without slashes around; empty for the root itself. */
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
  /** Certificates to trust beside the system's; PEM, may be several. */
  caPem: Pem.nullable(),
  /** The client certificate, PEM; its key is kept sealed. */
  clientCertPem: Pem.nullable(),
  /** The name to ask for and check in the server's certificate, where it differs from the address. */
  tlsServerName: z.string().trim().max(255).nullable(),
  /** Accept any certificate. Marked in red for as long as it is on. */
  skipVerify: z.boolean(),
  /** An HTTP proxy, `http://host:port`; null goes directly. */
  proxy: ServerAddress.nullable(),
}

/** A connection as it is typed. The key is write-only: `undefined` keeps what is there, null erases it. */
export const ProfileDraft = z.strictObject({ ...profileFields, clientKeyPem: Pem.nullable().optional() })
export type ProfileDraft = z.infer<typeof ProfileDraft>

export const Profile = z.object({
  id: ProfileId,
  ...profileFields,
  hasClientKey: z.boolean(),
  /** Is this the practice server that Strongroom itself runs? */
  practice: z.boolean(),
})
export type Profile = z.infer<typeof Profile>

/** What *Test* found, one step after the other, so that the person sees how far it came. */
export const TestReport = z.object({
  steps: z.array(
    z.object({
      step: z.enum(['name', 'connect', 'tls', 'vault']),
      ok: z.boolean(),
      /** Of `connect`: the TCP port that was tried, of the proxy if there is one. */
      port: z.number().int().optional(),
      throughProxy: z.boolean().optional(),
      detail: z.string().optional(),
    }),
  ),
  /** Absent when all is well. TLS errors carry the chain. */
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
  /** `secret`: it holds, or leads to, a key or a password, which the window does not get. */
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
  /** Certificates that `…_CACERT_BYTES`, `…_CACERT` or `…_CAPATH` holds or names. */
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
  /** The new order, by id; ids that are missing keep their order after those given. */
  reorder: mutation({ input: z.strictObject({ order: z.array(ProfileId).max(1000) }), output: z.array(Profile) }),
  /** Tries a connection that need not be saved. `profileId` lends its kept client key. Never fails for what it finds. */
  test: query({
    input: z.strictObject({ profile: ProfileDraft, profileId: ProfileId.optional() }),
    output: TestReport,
  }),
  /** What `VAULT_ADDR`, `VAULT_NAMESPACE`, `VAULT_CACERT`, `VAULT_TLS_SERVER_NAME`, `VAULT_SKIP_VERIFY` say. */
  fromEnvironment: query({ input: z.strictObject({}), output: EnvironmentHints }),
  extraCas: query({ input: z.strictObject({}), output: ExtraCas }),
}
