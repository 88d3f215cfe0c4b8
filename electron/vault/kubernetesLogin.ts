/** Signs in like a pod. API: https://developer.hashicorp.com/vault/api-docs/auth/kubernetes */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { isJsonObject, parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { nameList, shortList } from '../base/json/bounded.ts'
import { notFound, saysNothingHere } from './responseChecks.ts'
import { shortText } from './responseFields.ts'
import type { VaultSession } from './session.ts'

const long = z
  .string()
  .max(1024 * 1024)
  .nullish()
  .transform((value) => value ?? '')
const names = z
  .union([nameList(4096, 10_000), shortText.transform((value) => (value === '' ? [] : value.split(',')))])
  .nullish()
  .transform((list) => list ?? [])
const flag = z.boolean().default(false)

/** The fields of a role that decide about a sign-in. */
const Role = z.object({
  data: z.object({
    bound_service_account_names: names,
    bound_service_account_namespaces: names,
    bound_service_account_namespace_selector: long,
    audience: long,
    token_bound_cidrs: names,
  }),
})

export interface SignInRole {
  readonly serviceAccounts: readonly string[]
  readonly namespaces: readonly string[]
  readonly selector: string
  readonly audience: string
  readonly boundCidrs: readonly string[]
}

/** An answer with the server's time. */
export interface Timed<T> {
  readonly value: T
  /** Milliseconds since 1970; undefined if the server did not report it. */
  readonly serverTime: number | undefined
}

/**
 * Returns a role. API: `GET /auth/:mount/role/:name`. `mount` ends in a slash. @throws Failure `not-found`,
 * `permission-denied`.
 */
export async function readSignInRole(
  session: VaultSession,
  mount: string,
  role: string,
  signal?: AbortSignal,
): Promise<Timed<SignInRole>> {
  const answer = await session.request({
    method: 'GET',
    path: `auth/${mount}role/${role}`,
    expect: [404],
    signal,
    bound: answerBounds.lists,
  })
  if (answer.status === 404) throw notFound(answer, 'There is no role of this name.')
  const { data } = parseBody(Role, answer)
  return {
    value: {
      serviceAccounts: data.bound_service_account_names,
      namespaces: data.bound_service_account_namespaces,
      selector: data.bound_service_account_namespace_selector,
      audience: data.audience,
      boundCidrs: data.token_bound_cidrs,
    },
    serverTime: answer.serverTime,
  }
}

const Config = z.object({
  data: z.object({
    kubernetes_host: shortText,
    kubernetes_ca_cert: long,
    issuer: long,
    disable_iss_validation: flag,
    disable_local_ca_jwt: flag,
    // Older plugins do not report it.
    token_reviewer_jwt_set: z.boolean().optional(),
    pem_keys: z
      .array(z.string())
      .nullish()
      .transform((list) => list ?? []),
  }),
})

export interface SignInConfig {
  readonly host: string
  readonly caPem: string
  readonly issuer: string
  readonly checksIssuer: boolean
  /** PEM */
  readonly pemKeys: readonly string[]
  /** Undefined if the server does not report it. */
  readonly hasReviewer: boolean | undefined
  readonly usesPod: boolean
}

/**
 * Returns the configuration, or null if there is none yet. API: `GET /auth/:mount/config`.
 * @throws Failure `permission-denied`; `not-found` with the server's message if no such method is mounted.
 */
export async function readSignInConfig(
  session: VaultSession,
  mount: string,
  signal?: AbortSignal,
): Promise<Timed<SignInConfig | null>> {
  const answer = await session.request({
    method: 'GET',
    path: `auth/${mount}config`,
    expect: [404],
    signal,
    bound: answerBounds.lists,
  })
  const { serverTime } = answer
  if (saysNothingHere(answer)) return { value: null, serverTime }
  if (answer.status === 404) throw notFound(answer, 'The mount has no such settings.')
  const { data } = parseBody(Config, answer)
  const value = {
    host: data.kubernetes_host,
    caPem: data.kubernetes_ca_cert,
    issuer: data.issuer,
    checksIssuer: !data.disable_iss_validation,
    pemKeys: data.pem_keys,
    hasReviewer: data.token_reviewer_jwt_set,
    usesPod: !data.disable_local_ca_jwt,
  }
  return { value, serverTime }
}

/**
 * Accepts names of any length that the server allows: a sign-in that could not be parsed would leave its token behind.
 */
const list = z
  .array(z.string().max(1024 * 1024))
  .max(10_000)
  .nullish()
  .transform((given) => given ?? [])

const Login = z.object({
  auth: z.object({
    client_token: z
      .string()
      .min(1)
      .max(64 * 1024),
    policies: list,
    lease_duration: z.number().min(0).default(0),
    renewable: z.boolean().default(false),
    token_type: shortText.default(''),
    entity_id: shortText.default(''),
    metadata: z
      .record(shortText, shortText)
      .nullish()
      .transform((given) => given ?? {}),
  }),
})

export interface PodLogin {
  /** SECURITY: stays in the core (docs/security.md, "Tokens"). */
  readonly token: string
  readonly policies: readonly string[]
  /** Seconds. */
  readonly ttl: number
  readonly renewable: boolean
  readonly type: 'service' | 'batch' | 'other'
  readonly entityId: string
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Signs in with a service account's JWT. API: `POST /auth/:mount/login`
 * @throws Failure with the server's message unchanged; `unsupported` if it requires a second factor.
 */
export async function loginAsPod(
  session: VaultSession,
  { mount, role, jwt }: { readonly mount: string; readonly role: string; readonly jwt: string },
  signal?: AbortSignal,
): Promise<PodLogin> {
  const answer = await session.request({ method: 'POST', path: `auth/${mount}login`, body: { role, jwt }, signal })
  if (isJsonObject(answer.body) && isJsonObject(answer.body['auth'])) {
    const { auth } = answer.body
    if (isJsonObject(auth['mfa_requirement'])) {
      throw new Failure('unsupported', 'The server asks for a second factor (login MFA), which no pod can give.')
    }
  }
  const { auth } = parseBody(Login, answer)
  return {
    token: auth.client_token,
    policies: auth.policies,
    ttl: auth.lease_duration,
    renewable: auth.renewable,
    type: auth.token_type === 'service' || auth.token_type === 'batch' ? auth.token_type : 'other',
    entityId: auth.entity_id,
    metadata: auth.metadata,
  }
}

const Entity = z.object({
  data: z.object({
    aliases: shortList(z.object({ name: shortText, mount_path: shortText.default('') }), 10_000).nullish(),
  }),
})

/**
 * Returns the name of an entity's alias on a mount; null if it is missing or the token can't read it. API: `GET
 * /identity/entity/id/:id`
 */
export async function aliasOn(
  session: VaultSession,
  entityId: string,
  mount: string,
  signal?: AbortSignal,
): Promise<string | null> {
  if (!/^[\w-]{1,100}$/.test(entityId)) return null
  try {
    const answer = await session.request({
      method: 'GET',
      path: `identity/entity/id/${entityId}`,
      signal,
      bound: answerBounds.lists,
    })
    const aliases = parseBody(Entity, answer).data.aliases ?? []
    return aliases.find(({ mount_path: path }) => path === `auth/${mount}`)?.name ?? null
  } catch (problem) {
    if (problem instanceof Failure && problem.code !== 'canceled') return null
    throw problem
  }
}
