/** States of the address that a mount names: the server that responds there, and its certificate. */
import { createAuthority } from '../../servers/certificates.ts'
import { vaultApi } from '../../servers/initialized.ts'
import { freePort } from '../../../electron/features/practice/ports.ts'
import { bySelector } from './mounts.ts'
import { trialOf, type Json, type State, type StateWorld } from './state.ts'

const at = async ({ newMount }: StateWorld, host: string, more: Json = {}, role: Json = {}) => ({
  mount: await newMount({ kubernetes_host: host, ...more }, role),
})
const gatewayWords = JSON.stringify({ message: 'Unauthorized' })

/** A server with a certificate of the mount's CA that isn't an API server. */
const gateway = async (world: StateWorld, status: number, body: string, role: Json = {}) => {
  const authority = await createAuthority()
  const host = await world.serve(await authority.server(), { status, body })
  return at(world, host, { kubernetes_ca_cert: authority.certPem }, role)
}
/** The API server with a different certificate. */
const behind = async (world: StateWorld, kind: 'wrongHost' | 'expired' | 'server', role: Json = {}) => {
  const authority = await createAuthority()
  const host = await world.serve(await authority[kind](), null)
  return at(world, host, { kubernetes_ca_cert: authority.certPem }, role)
}

const notAnApiServer = (name: string, make: State['make'], more: Partial<State> = {}): State => ({
  name: `at a mount whose host is ${name}`,
  make,
  first: 'not-an-api-server',
  certain: [],
  excluded: ['service-account-deleted'],
  evidence: ['look'],
  ...more,
})

export const hostStates: readonly State[] = [
  notAnApiServer('the API server over http', (world) => at(world, `http://127.0.0.1:${world.kubernetes.port}`)),
  notAnApiServer('below a path of the API server', (world) => at(world, `${world.kubernetes.address}/api`)),
  notAnApiServer('below a path that the API server answers 404 for', (world) =>
    at(world, `${world.kubernetes.address}/healthz`),
  ),
  notAnApiServer("Vault's own address", (world) => at(world, world.vault.address)),
  notAnApiServer("below a path of Vault's own address", (world) => at(world, `${world.vault.address}/v1`)),
  notAnApiServer('a gateway that answers 401', (world) => gateway(world, 401, gatewayWords)),
  notAnApiServer('a gateway that answers 403', (world) => gateway(world, 403, '{"errors":["permission denied"]}')),
  notAnApiServer('a web server that answers 404', (world) => gateway(world, 404, '<h1>Not found</h1>')),
  notAnApiServer('a web server that answers 200', (world) => gateway(world, 200, '<h1>Welcome</h1>')),
  notAnApiServer('a server that answers as a login page in JSON', (world) => gateway(world, 200, '{"status":"ok"}')),
  notAnApiServer(
    'a gateway that answers the lookup of a namespace with 401',
    (world) => gateway(world, 401, gatewayWords, bySelector()),
    { evidence: ['words', 'look'], excluded: ['reviewer-expired', 'selector-no-match'], cluster: 'other' },
  ),
  notAnApiServer(
    'a web server that answers the lookup of a namespace with 404',
    (world) => gateway(world, 404, '<h1>Not found</h1>', bySelector()),
    { evidence: ['words', 'look'], cluster: 'other' },
  ),
  {
    name: 'at a mount whose host is the API server behind a path that a proxy removes',
    make: async (world) => behind(world, 'server'),
    first: null,
    certain: [],
  },
  notAnApiServer('an address without a scheme', (world) => at(world, `127.0.0.1:${world.kubernetes.port}`), {
    certain: ['not-an-api-server'],
    evidence: ['config'],
  }),
  notAnApiServer('a name without a scheme', (world) => at(world, `localhost:${world.kubernetes.port}`), {
    certain: ['not-an-api-server'],
    evidence: ['config'],
  }),
  notAnApiServer('an address of another scheme', (world) => at(world, `ftp://127.0.0.1:${world.kubernetes.port}`), {
    certain: ['not-an-api-server'],
    evidence: ['config'],
  }),
  {
    name: 'at a mount whose host does not answer',
    make: async (world) => at(world, `https://127.0.0.1:${await freePort()}`),
    first: 'api-unreachable',
    certain: [],
    excluded: ['not-an-api-server'],
  },
  {
    name: 'at a mount whose host does not resolve',
    make: async (world) => at(world, 'https://nowhere.invalid:6443'),
    first: null,
    certain: [],
    true: ['api-unreachable'],
  },
  {
    name: 'with a selector at a mount whose host does not answer',
    make: async (world) => at(world, `https://127.0.0.1:${await freePort()}`, {}, bySelector()),
    first: 'api-unreachable',
    certain: ['api-unreachable'],
  },
  {
    name: 'at a mount with another CA',
    make: async (world) =>
      at(world, world.kubernetes.address, { kubernetes_ca_cert: (await createAuthority()).certPem }),
    first: 'wrong-ca',
    certain: [],
    excluded: ['wrong-name', 'certificate-expired', 'not-an-api-server'],
  },
  {
    name: 'with a selector at a mount with another CA',
    make: async (world) =>
      at(world, world.kubernetes.address, { kubernetes_ca_cert: (await createAuthority()).certPem }, bySelector()),
    first: 'wrong-ca',
    certain: ['wrong-ca'],
    evidence: ['words', 'look'],
  },
  {
    name: 'at a mount whose host has a certificate for another name',
    make: (world) => behind(world, 'wrongHost'),
    first: 'wrong-name',
    certain: [],
    excluded: ['wrong-ca'],
  },
  {
    name: 'with a selector at a mount whose host has a certificate for another name',
    make: (world) => behind(world, 'wrongHost', bySelector()),
    first: 'wrong-name',
    certain: ['wrong-name'],
    excluded: ['wrong-ca'],
  },
  {
    name: 'at a mount whose host has an expired certificate',
    make: (world) => behind(world, 'expired'),
    first: 'certificate-expired',
    certain: [],
    excluded: ['wrong-ca'],
  },
  {
    name: 'with a selector at a mount whose host has an expired certificate',
    make: (world) => behind(world, 'expired', bySelector()),
    first: 'certificate-expired',
    certain: ['certificate-expired'],
    excluded: ['wrong-ca'],
  },
  {
    name: 'at a mount without any CA',
    make: async (world) => at(world, world.kubernetes.address, { kubernetes_ca_cert: '', disable_local_ca_jwt: true }),
    first: 'wrong-ca',
    certain: [],
    // OpenBao refuses such a configuration; Vault then trusts the authorities of its system.
    product: 'vault',
  },
  {
    name: 'at a mount with an intermediate CA that signed the certificate',
    make: async (world) => {
      const authority = await createAuthority()
      const below = await authority.intermediate()
      const host = await world.serve(await below.server(), null)
      return at(world, host, { kubernetes_ca_cert: below.certPem })
    },
    first: null,
    certain: [],
  },
  {
    name: 'over a connection that is older than the wrong CA',
    make: async (world) => {
      const mount = await world.newMount()
      await trialOf(world, { mount }, 'none')
      await vaultApi(world.vault, 'POST', `auth/${mount}config`, {
        token: world.root,
        body: {
          kubernetes_host: world.kubernetes.address,
          kubernetes_ca_cert: (await createAuthority()).certPem,
          token_reviewer_jwt: await world.kubernetes.reviewer(),
        },
      })
      return { mount }
    },
    first: null,
    certain: [],
    doubts: ['certificate'],
    isOnce: true,
  },
]
