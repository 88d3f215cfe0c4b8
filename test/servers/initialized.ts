/** Brings a test server into the initial state of a test, through Vault's HTTP API only. */
import type { TestVault } from './vault.ts'

/** The answer of `PUT /sys/init`. */
export interface RootKeys {
  readonly rootToken: string
  /** Unseal keys, base64. */
  readonly keys: readonly string[]
  /** The same keys, hex. */
  readonly keysHex: readonly string[]
  readonly threshold: number
}

type Json = Readonly<Record<string, unknown>>
/** The target of requests: a `TestVault`, or anything else with an address. */
type Server = Pick<TestVault, 'address'>

/** Sends one request to a server; returns the answer's JSON, `{}` for an empty one. Throws on status 400 and above. */
export async function vaultApi(
  server: Server,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  options: { readonly token?: string; readonly body?: Json; readonly namespace?: string } = {},
): Promise<Json> {
  const headers: Record<string, string> = { 'X-Vault-Request': 'true' }
  if (options.token !== undefined) headers['X-Vault-Token'] = options.token
  if (options.namespace !== undefined) headers['X-Vault-Namespace'] = options.namespace
  const answer = await fetch(`${server.address}/v1/${path}`, {
    method,
    headers,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`)
  return text === '' ? {} : (JSON.parse(text) as Json)
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Returns a member of an answer that must be an object, e.g. `data` or `auth`. */
export function member(answer: Json, name: string): Json {
  const value = answer[name]
  if (typeof value !== 'object' || value === null) throw new Error(`the answer has no ${name}`)
  return value as Json
}

/** Initializes a new server; it stays sealed. */
export async function initialize(server: Server, shares = 1, threshold = 1): Promise<RootKeys> {
  const answer = await vaultApi(server, 'PUT', 'sys/init', {
    body: { secret_shares: shares, secret_threshold: threshold },
  })
  return {
    rootToken: String(answer['root_token']),
    keys: strings(answer['keys_base64']),
    keysHex: strings(answer['keys']),
    threshold,
  }
}

/** Submits as many keys as the threshold requires and waits until the server is active. */
export async function unseal(server: Server, keys: Pick<RootKeys, 'keys' | 'threshold'>): Promise<void> {
  for (const key of keys.keys.slice(0, keys.threshold)) await vaultApi(server, 'PUT', 'sys/unseal', { body: { key } })
  const deadline = Date.now() + 60_000
  // A raft node elects itself after it is unsealed; until then it is a standby without an active node.
  while ((await fetch(`${server.address}/v1/sys/health`)).status !== 200) {
    if (Date.now() > deadline) throw new Error('the server was unsealed and did not become active')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** Seals a server. */
export const seal = async (server: Server, rootToken: string): Promise<void> => {
  await vaultApi(server, 'PUT', 'sys/seal', { token: rootToken })
}

/** Initializes and unseals. */
export async function initializeAndUnseal(server: Server, shares = 1, threshold = 1): Promise<RootKeys> {
  const keys = await initialize(server, shares, threshold)
  await unseal(server, keys)
  return keys
}

/** Enables a KV engine; waits until version 2 responds, because its upgrade runs after the first answer. */
export async function mountKv(
  server: Server,
  token: string,
  mount = 'secret',
  version: 1 | 2 = 2,
  config: Json = {},
): Promise<void> {
  await vaultApi(server, 'POST', `sys/mounts/${mount}`, {
    token,
    body: { type: 'kv', options: { version: String(version) }, config },
  })
  if (version === 1) return
  const deadline = Date.now() + 30_000
  for (;;) {
    try {
      await vaultApi(server, 'GET', `${mount}/config`, { token })
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}

/** Writes a secret: a new version with KV v2, a replacement with v1. `path` is encoded as in a URL. */
export async function putSecret(
  server: Server,
  token: string,
  path: string,
  data: Json,
  mount = 'secret',
  version: 1 | 2 = 2,
): Promise<void> {
  const url = version === 2 ? `${mount}/data/${path}` : `${mount}/${path}`
  await vaultApi(server, 'POST', url, { token, body: version === 2 ? { data } : data })
}

/** Writes an ACL policy. */
export async function writePolicy(server: Server, token: string, name: string, hcl: string): Promise<void> {
  await vaultApi(server, 'PUT', `sys/policies/acl/${name}`, { token, body: { policy: hcl } })
}

/** Creates a token; `settings` as in `POST /auth/token/create`, e.g. `{ policies: ['webapp'], ttl: '5s' }`. */
export async function createToken(server: Server, token: string, settings: Json = {}): Promise<string> {
  const answer = await vaultApi(server, 'POST', 'auth/token/create', { token, body: settings })
  return String(member(answer, 'auth')['client_token'])
}

/** Enables an auth method. */
export async function enableAuth(server: Server, token: string, type: string, mount = type): Promise<void> {
  await vaultApi(server, 'POST', `sys/auth/${mount}`, { token, body: { type } })
}

/** Enables userpass if it is missing and adds a user; `settings` e.g. `{ token_policies: 'webapp' }`. */
export async function addUser(
  server: Server,
  token: string,
  user: { readonly name: string; readonly password: string; readonly settings?: Json; readonly mount?: string },
): Promise<void> {
  const mount = user.mount ?? 'userpass'
  const mounted = await vaultApi(server, 'GET', 'sys/auth', { token })
  if (!Object.hasOwn(mounted, `${mount}/`)) await enableAuth(server, token, 'userpass', mount)
  await vaultApi(server, 'POST', `auth/${mount}/users/${user.name}`, {
    token,
    body: { ...user.settings, password: user.password },
  })
}

/** Enables approle if it is missing, creates a role and one secret ID. */
export async function addAppRole(
  server: Server,
  token: string,
  role: { readonly name: string; readonly settings?: Json; readonly mount?: string },
): Promise<{ readonly roleId: string; readonly secretId: string }> {
  const mount = role.mount ?? 'approle'
  const mounted = await vaultApi(server, 'GET', 'sys/auth', { token })
  if (!Object.hasOwn(mounted, `${mount}/`)) await enableAuth(server, token, 'approle', mount)
  const path = `auth/${mount}/role/${role.name}`
  await vaultApi(server, 'POST', path, { token, body: role.settings ?? {} })
  const id = await vaultApi(server, 'GET', `${path}/role-id`, { token })
  const secret = await vaultApi(server, 'POST', `${path}/secret-id`, { token, body: {} })
  return { roleId: String(member(id, 'data')['role_id']), secretId: String(member(secret, 'data')['secret_id']) }
}
