/**
 * A server with an administrator, and an attacker whose token has one policy and who tries to gain the same
 * permissions.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import type { Dialect } from '../../policy/dialect.ts'
import type { LintMount } from '../../policy/lint/finding.ts'
import { createAuthority, type Authority, type Pair } from '../servers/certificates.ts'
import { startVault, type TestVault } from '../servers/vault.ts'

export type Json = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly body: Json
}

export const everything = 'path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }'

/** The attacker: signed in with userpass, so that it has an entity. */
export interface Attacker {
  readonly token: string
  /** The name of its only policy, which is not `default`. */
  readonly policy: string
  readonly user: string
  readonly entity: string
  readonly alias: string
  /** The entity of an administrator, without an alias. */
  readonly boss: string
  /** Sends one request with its token. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** Signs in again. */
  signIn(): Promise<string | null>
}

const dig = (value: unknown, ...path: string[]): unknown => {
  let at = value
  for (const name of path) at = typeof at === 'object' && at !== null ? (at as Json)[name] : undefined
  return at
}
export const textAt = (answer: Answer, ...path: string[]): string | null => {
  const value = dig(answer.body, ...path)
  return typeof value === 'string' && value !== '' ? value : null
}
export const tokenIn = (answer: Answer): string | null => textAt(answer, 'auth', 'client_token')

export class EscalationWorld {
  readonly dialect: Dialect
  readonly #vault: TestVault
  readonly #dispatcher: Agent
  #root = ''
  #count = 0
  readonly ca: Authority
  readonly client: Pair
  readonly #staff = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #cluster: Server
  accessor: Record<string, string> = {}
  adminGroup = ''

  private constructor(dialect: Dialect, vault: TestVault, ca: Authority, client: Pair) {
    this.dialect = dialect
    this.#vault = vault
    this.ca = ca
    this.client = client
    this.#dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
    this.#cluster = createServer((_, response) => {
      // A TokenReview of a cluster that accepts every token.
      response.writeHead(201, { 'Content-Type': 'application/json' })
      response.end(
        JSON.stringify({
          kind: 'TokenReview',
          apiVersion: 'authentication.k8s.io/v1',
          status: {
            authenticated: true,
            audiences: ['vault'],
            user: { username: 'system:serviceaccount:apps:web', uid: 'u-1', groups: [] },
          },
        }),
      )
    })
  }

  static async start(dialect: Dialect): Promise<EscalationWorld> {
    const ca = await createAuthority()
    const vault = await startVault({
      product: dialect,
      tls: await ca.server(),
      settings: { raw_storage_endpoint: true },
      plugins: ['kubernetes'],
    })
    const world = new EscalationWorld(dialect, vault, ca, await ca.client({ name: 'eve' }))
    await world.#prepare()
    return world
  }

  async stop(): Promise<void> {
    this.#cluster.close()
    await this.#dispatcher.close()
    await this.#vault.stop()
  }

  /** The mounts that the linter knows. */
  readonly mounts: readonly LintMount[] = [
    { path: 'secret/', type: 'kv', version: 2 },
    ...['userpass', 'approle', 'jwt', 'kubernetes', 'cert'].map((type) => ({ path: `auth/${type}/`, type })),
  ]

  async request(token: string | null, method: string, path: string, body?: unknown, client?: Pair): Promise<Answer> {
    const dispatcher =
      client === undefined
        ? this.#dispatcher
        : new Agent({ connect: { rejectUnauthorized: false, cert: client.certPem, key: client.keyPem } })
    const answer = await request(`${this.#vault.address}/v1/${path}`, {
      method: method as 'GET',
      dispatcher,
      headers: {
        ...(token === null ? {} : { 'X-Vault-Token': token }),
        ...(method === 'PATCH' ? { 'Content-Type': 'application/merge-patch+json' } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    if (client !== undefined) await dispatcher.close()
    return { status: answer.statusCode, body: text === '' ? {} : (JSON.parse(text) as Json) }
  }

  /** Sends a request as root; throws if the server refuses. */
  async root(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.request(this.#root, method, path, body)
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer
  }

  async #prepare(): Promise<void> {
    // The helpers of other tests use plain HTTP or trust a CA; here both are separate.
    const init = await this.request(null, 'PUT', 'sys/init', { secret_shares: 1, secret_threshold: 1 })
    this.#root = textAt(init, 'root_token') ?? ''
    const keys = init.body['keys_base64']
    await this.request(null, 'PUT', 'sys/unseal', { key: Array.isArray(keys) ? String(keys[0]) : '' })
    for (let tries = 0; tries < 400; tries++) {
      if ((await this.request(null, 'GET', 'sys/health')).status === 200) break
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await this.root('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } })
    if (this.dialect === 'vault') await this.#registerKubernetes()
    for (const type of ['userpass', 'approle', 'jwt', 'kubernetes', 'cert'])
      await this.root('POST', `sys/auth/${type}`, { type })
    const mounted = await this.root('GET', 'sys/auth')
    for (const type of ['userpass', 'jwt'])
      this.accessor[type] =
        textAt(mounted, 'data', `${type}/`, 'accessor') ?? textAt(mounted, `${type}/`, 'accessor') ?? ''
    await this.root('PUT', 'sys/policies/acl/admin', { policy: everything })
    for (let tries = 0; tries < 100; tries++) {
      const written = await this.request(this.#root, 'POST', 'secret/data/crown', { data: { a: 'b' } })
      if (written.status === 200) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const group = await this.root('POST', 'identity/group', { name: 'bosses', type: 'external', policies: ['admin'] })
    this.adminGroup = textAt(group, 'data', 'id') ?? ''
    await this.root('POST', 'identity/group', { name: 'team', policies: [] })
    await this.trustStaff()
    await new Promise<void>((resolve) => this.#cluster.listen(0, '127.0.0.1', resolve))
    await this.trustCluster()
  }

  async #registerKubernetes(): Promise<void> {
    const command = 'vault-plugin-auth-kubernetes'
    const program = await readFile(join(this.#vault.folder, 'plugins', command))
    const sha256 = createHash('sha256').update(program).digest('hex')
    await this.root('PUT', 'sys/plugins/catalog/auth/kubernetes', { sha256, command })
  }

  /** Accepts every identity that the company's sign-on confirms. */
  async trustStaff(): Promise<void> {
    await this.root('POST', 'auth/jwt/config', { jwt_validation_pubkeys: [pem(this.#staff.publicKey)] })
  }

  /** Allows the cluster's own tokens, one of which the attacker has. */
  async trustCluster(): Promise<void> {
    await this.root('POST', 'auth/kubernetes/config', this.clusterConfig)
  }

  get clusterConfig(): Json {
    const { port } = this.#cluster.address() as AddressInfo
    return {
      kubernetes_host: `http://127.0.0.1:${port}`,
      kubernetes_ca_cert: this.ca.certPem,
      token_reviewer_jwt: this.podToken(),
      disable_local_ca_jwt: true,
    }
  }

  /** Returns a pod's token. */
  podToken(): string {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const now = Math.floor(Date.now() / 1000)
    return jwt(privateKey, {
      iss: 'kubernetes/serviceaccount',
      sub: 'system:serviceaccount:apps:web',
      aud: ['vault'],
      iat: now,
      nbf: now,
      exp: now + 3600,
      'kubernetes.io': { namespace: 'apps', serviceaccount: { name: 'web', uid: 'u-1' } },
    })
  }

  /** Returns the token that the company's single sign-on issues to every user. */
  staffToken(key: KeyObject = this.#staff.privateKey): string {
    const now = Math.floor(Date.now() / 1000)
    return jwt(key, { sub: 'eve', groups: ['staff'], iat: now, exp: now + 3600 })
  }

  /** Creates a user whose token has only this policy, unless `withDefault`. */
  async attacker(policy: string, withDefault = false): Promise<Attacker> {
    const name = `eve-${++this.#count}`
    await this.root('PUT', `sys/policies/acl/${name}`, { policy: policy.replaceAll('OWN', name) })
    const user = { password: 'p', token_policies: [name], token_no_default_policy: !withDefault }
    await this.root('POST', `auth/userpass/users/${name}`, user)
    const path = `auth/userpass/login/${name}`
    const signedIn = await this.request(null, 'POST', path, { password: 'p' })
    const token = tokenIn(signedIn) ?? ''
    const entity = textAt(signedIn, 'auth', 'entity_id') ?? ''
    const read = await this.root('GET', `identity/entity/id/${entity}`)
    const boss = await this.root('POST', 'identity/entity', { name: `boss of ${name}`, policies: ['admin'] })
    const aliases = dig(read.body, 'data', 'aliases')
    return {
      token,
      policy: name,
      user: name,
      entity,
      alias: String(dig(Array.isArray(aliases) ? aliases[0] : null, 'id')),
      boss: textAt(boss, 'data', 'id') ?? '',
      ask: (method, at, body) => this.request(token, method, at, body),
      signIn: async () => tokenIn(await this.request(null, 'POST', path, { password: 'p' })),
    }
  }

  /** Whether a token reads every secret and passes the paths that need `sudo`. */
  async isRoot(token: string | null): Promise<boolean> {
    if (token === null) return false
    const crown = await this.request(token, 'GET', 'secret/data/crown')
    const accessors = await this.request(token, 'GET', 'auth/token/accessors?list=true')
    return crown.status === 200 && accessors.status === 200
  }

  /** Returns the first token in a log of the server's requests while an administrator works. */
  async overheard(enable: (address: string) => Promise<Answer>): Promise<string | null> {
    const heard: string[] = []
    const listener = createTcpServer((socket) => {
      socket.on('data', (data) => heard.push(data.toString()))
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const enabled = await enable(`127.0.0.1:${(listener.address() as AddressInfo).port}`)
    if (enabled.status >= 300) {
      listener.close()
      return null
    }
    const boss = tokenIn(await this.root('POST', 'auth/token/create', { policies: ['admin'] })) ?? ''
    await this.request(boss, 'GET', 'secret/data/crown')
    for (let tries = 0; tries < 80 && !heard.join('').includes(boss); tries++)
      await new Promise((resolve) => setTimeout(resolve, 25))
    listener.close()
    return heard.join('').includes(boss) ? boss : null
  }
}

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
export const ownKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const ownKeyPem = pem(ownKey.publicKey)

function jwt(key: KeyObject, claims: Json): string {
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'ES256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
