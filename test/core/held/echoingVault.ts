/**
 * A server that repeats every credential it has seen, in every member of every answer, in names, headers and errors.
 */
import { hostile, type Hostile } from '../../vault/hostile.ts'

export interface EchoingVault extends Hostile {
  /** The recorded credentials: tokens of requests, shares that were submitted, keys that it generated. */
  readonly seen: ReadonlySet<string>
  /** While false, the server answers honestly and only collects. */
  echoes: boolean
  /** Whether the server reports that it can be initialized. */
  isNew: boolean
}

export const keys = {
  shares: ['3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhsc', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g'],
  rootToken: 'hvs.Root1234567890abcdefghIJKL',
} as const
const hexOf = (share: string) => Buffer.from(share, 'base64').toString('hex')

/** `pick` chooses one of this many variants. */
export async function echoingVault(pick: (from: number) => number): Promise<EchoingVault> {
  const seen = new Set<string>([...keys.shares, ...keys.shares.map(hexOf), keys.rootToken])
  let arrived = 0
  const server = await hostile((request, response) => {
    const token = request.headers['x-vault-token']
    if (typeof token === 'string') seen.add(token)
    const body = server.bodies[arrived++] ?? ''
    const share = /"key":"([^"]+)"/.exec(body)?.[1]
    if (share !== undefined) seen.add(share)
    const path = (request.url ?? '').replace(/^\/v1\//, '').replace(/\?.*$/, '')
    const all = [...seen]
    /** Returns one of the recorded credentials, in a form that such a server may write. */
    const echo = (): string => {
      if (!vault.echoes) return 'honest'
      const one = all[pick(all.length)] ?? ''
      const forms = [
        one,
        `Bearer ${one}`,
        `x${one}y`,
        one.slice(0, 40),
        one.toUpperCase(),
        one.slice(2),
        `${one}\n${one}`,
      ]
      return forms[pick(forms.length)] ?? one
    }
    const answer =
      vault.echoes && pick(4) === 0 ? refusal(echo, pick) : { status: 200, body: bodyOf(path, echo, vault.isNew) }
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (vault.echoes) {
      const inHeader = all[pick(all.length)] ?? ''
      headers['warning'] = `199 - "${inHeader}"`
      headers['retry-after'] = inHeader
      if (answer.status === 307)
        headers['location'] = `http://${inHeader.replaceAll(/[+/=_]/g, '-')}.example/${inHeader}`
    }
    response
      .writeHead(answer.status, headers)
      .end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  })
  const vault: EchoingVault = Object.assign(server, { seen, echoes: false, isNew: false })
  return vault
}

function refusal(echo: () => string, pick: (from: number) => number): { status: number; body: unknown } {
  const status = [307, 400, 403, 404, 405, 412, 500, 503][pick(8)] ?? 400
  const bodies = [
    { errors: [echo(), `1 error occurred: ${echo()}`], warnings: [echo()], request_id: echo() },
    echo(),
    { errors: [], data: { [echo()]: echo() } },
  ]
  return { status, body: bodies[pick(bodies.length)] }
}

const time = '2026-01-01T00:00:00Z'

function mountOf(type: string, echo: () => string) {
  const config = { default_lease_ttl: 0, max_lease_ttl: 0, listing_visibility: echo() }
  return {
    type,
    description: echo(),
    accessor: echo(),
    running_plugin_version: echo(),
    options: { version: '2', [echo()]: echo() },
    config,
  }
}

/** Returns an answer that the schemas of the core accept and that has a value in every place. */
function bodyOf(path: string, echo: () => string, isNew: boolean): unknown {
  const around = { request_id: echo(), lease_id: echo(), warnings: [echo(), echo()], [echo()]: echo() }
  if (path === 'sys/init') {
    return {
      keys: keys.shares.map(hexOf),
      keys_base64: keys.shares,
      root_token: keys.rootToken,
      recovery_keys: [],
      recovery_keys_base64: [],
    }
  }
  const status = {
    type: echo(),
    initialized: !isNew,
    sealed: false,
    t: 2,
    n: 2,
    progress: 0,
    nonce: echo(),
    version: '1.21.0',
  }
  const health = {
    standby: false,
    server_time_utc: 0,
    cluster_name: echo(),
    // Always the same ID: the app would send another cluster nothing that it could repeat.
    cluster_id: keys.rootToken,
    build_date: echo(),
  }
  if (path === 'sys/mounts')
    return { ...around, data: { 'secret/': mountOf('kv', echo), [`${echo()}/`]: mountOf(echo(), echo) } }
  if (path === 'sys/auth')
    return { ...around, data: { 'kubernetes/': mountOf('kubernetes', echo), [`${echo()}/`]: mountOf(echo(), echo) } }
  if (path === 'sys/internal/ui/mounts') {
    const auth = { 'kubernetes/': mountOf('kubernetes', echo), [`${echo()}/`]: mountOf('userpass', echo) }
    return { ...around, data: { secret: { 'secret/': mountOf('kv', echo) }, auth } }
  }
  if (path.startsWith('sys/internal/ui/mounts/')) {
    const asked = `${path.slice('sys/internal/ui/mounts/'.length)}/`
    return { ...around, data: { ...mountOf(asked.startsWith('auth/') ? 'kubernetes' : 'kv', echo), path: asked } }
  }
  const holder = { policies: [echo()], token_policies: [echo()], allowed_policies: [echo()] }
  const secret = {
    data: { [echo()]: echo(), key: echo(), nested: { [echo()]: [echo()] } },
    metadata: {
      version: 1,
      created_time: time,
      deletion_time: '',
      destroyed: false,
      custom_metadata: { [echo()]: echo() },
    },
  }
  const by = { actor: echo(), operation: echo(), client_id: echo(), entity_id: echo() }
  const versions = { '1': { created_time: time, deletion_time: '', created_by: by, deleted_by: by } }
  const metadata = {
    current_version: 1,
    created_time: time,
    updated_time: time,
    last_updated_by: by,
    custom_metadata: { [echo()]: echo() },
    versions,
    max_versions: 1,
    cas_required: false,
    delete_version_after: '0s',
  }
  const identity = {
    id: echo(),
    display_name: echo(),
    identity_policies: [echo()],
    entity_id: echo(),
    path: echo(),
    type: 'service',
    orphan: false,
    renewable: true,
    creation_ttl: 0,
    ttl: 0,
    expire_time: null,
    issue_time: time,
    aliases: [{ name: echo(), mount_accessor: echo(), mount_path: 'auth/kubernetes/' }],
  }
  const role = {
    bound_service_account_names: [echo()],
    bound_service_account_namespaces: [echo()],
    audience: echo(),
    token_bound_cidrs: [echo()],
    token_type: 'default',
    more: echo(),
  }
  const config = { kubernetes_host: echo(), kubernetes_ca_cert: echo(), issuer: echo(), pem_keys: [echo()] }
  const node = { hostname: echo(), api_address: echo(), cluster_address: echo(), active_node: true, last_echo: time }
  const policy = { name: echo(), policy: echo(), password: echo(), version: 1, expiration: echo(), modified: echo() }
  const capabilities = { capabilities: ['read'], 'secret/data/app': ['read'], [echo()]: [echo()] }
  const common = { ...identity, ...holder, ...role, ...config, ...policy, ...capabilities, keys: [echo(), echo()] }
  const data = { ...common, ...metadata, ...secret, version: 1, nodes: [node], config: { servers: [node] } }
  const auth = {
    client_token: 'hvs.OfTheTrial1234567890abcdefgh',
    accessor: echo(),
    policies: [echo()],
    metadata: { [echo()]: echo() },
    entity_id: echo(),
    token_type: 'service',
    lease_duration: 60,
  }
  return { ...around, ...common, ...status, ...health, nodes: [node], data, auth, errors: [echo()] }
}
