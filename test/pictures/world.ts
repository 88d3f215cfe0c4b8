/** The servers of the pictures: one in each state that a screen shows. */
import type { Page } from 'playwright'
import { addConnection, callFrom, signIn } from '../e2e/app.ts'
import { draftOf } from '../features/startCore.ts'
import { enableKubernetes, writeRole } from '../servers/kubernetesAuth.ts'
import { initialize, initializeAndUnseal, vaultApi } from '../servers/initialized.ts'
import { startKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'

/** IDs of the connections by the state of their server. */
export type Places = Readonly<Record<string, string>>

export interface World {
  readonly env: Readonly<Record<string, string>>
  connect(page: Page): Promise<Places>
  stop(): Promise<void>
}

/** Starts all servers. */
export async function makeWorld(): Promise<World> {
  const [fresh, begun, sealed, open, keyring] = await Promise.all([
    startVault(),
    startVault(),
    startVault({ storage: 'raft' }),
    startVault({ storage: 'raft', plugins: ['kubernetes'] }),
    startKeyring(),
  ])
  await initialize(sealed, 5, 3)
  const { rootToken, keys } = await initializeAndUnseal(open, 5, 3)
  const asRoot = (method: 'POST' | 'PUT', path: string, body: Readonly<Record<string, unknown>>) =>
    vaultApi(open, method, path, { token: rootToken, body })
  await asRoot('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' }, description: 'of the web app' })
  await asRoot('POST', 'sys/mounts/team%2Fold', { type: 'kv', options: { version: '1' }, description: '' }).catch(() =>
    asRoot('POST', 'sys/mounts/team/old', { type: 'kv', options: { version: '1' }, description: '' }),
  )
  await asRoot('POST', 'sys/mounts/pki', { type: 'pki', description: 'internal certificates' })
  const many = Object.fromEntries(
    ['username', 'password', 'host', 'port', 'pem'].map((key) => [
      key,
      key === 'port' ? 5432 : key === 'pem' ? '-----BEGIN X-----\nAAAA\n-----END X-----\n' : `static-${key}`,
    ]),
  )
  for (const path of ['webapp/config', 'webapp/keys', 'ci/deploy', 'infra/dns/zone', 'infra/한글 이름']) {
    await asRoot('POST', `secret/data/${path.split('/').map(encodeURIComponent).join('/')}`, { data: many })
  }
  await asRoot('POST', 'secret/data/webapp/config', { data: { ...many, username: 'changed-user' } })
  await asRoot('POST', 'secret/metadata/webapp/config', { custom_metadata: { owner: 'team-web', ticket: 'OPS-1234' } })
  const long = 'l'.repeat(200)
  await asRoot('POST', `secret/data/odd/${long}`, { data: { x: 'y', [long]: long, nested: { a: [1, 2, { b: null }] } } })
  await asRoot('POST', 'secret/data/odd/x', { data: {} })
  await asRoot('POST', 'cubbyhole/deploy/credentials', many)
  await asRoot('POST', 'cubbyhole/note', { value: 'static-value' })
  await asRoot('PUT', 'sys/policies/acl/little', {
    policy: 'path "secret/data/webapp/*" { capabilities = ["read"] }\npath "secret/metadata/ci/*" { capabilities = ["list"] }',
  })
  const { auth } = (await asRoot('POST', 'auth/token/create', { policies: ['little'] })) as { auth: { client_token: string } }

  await asRoot('POST', 'sys/policies/acl/webapp', {
    policy:
      '# the web app\npath "secret/webapp/*" {\n  capabilities = ["read", "list"]\n}\n\npath "secret/data/ci/*" {\n  capabilities = ["create", "update"]\n}\n',
  })

  await asRoot('POST', `sys/policies/acl/${'p'.repeat(200)}`, { policy: `path "secret/data/${'p'.repeat(200)}" { capabilities = ["read"] }` })
  await enableKubernetes(open, rootToken)
  await enableKubernetes(open, rootToken, `team/${'cluster-'.repeat(12)}x`)
  await asRoot('POST', 'auth/kubernetes/config', { kubernetes_host: 'https://127.0.0.1:6443', disable_local_ca_jwt: true })
  const role = (name: string, accounts: string, namespaces: string, more: Readonly<Record<string, unknown>>) =>
    writeRole(open, rootToken, name, {
      bound_service_account_names: accounts,
      bound_service_account_namespaces: namespaces,
      ...more,
    })
  await role('webapp', 'vault', 'default', { token_policies: 'webapp', token_ttl: '24h', audience: 'vault' })
  await role('debug', 'default', '*', { token_policies: 'nobody-has-made-it' })
  await role('r'.repeat(200), 'a'.repeat(60), 'shop,shop-staging,shop-canary', { token_policies: 'webapp,little' })

  return {
    env: keyring.env,
    connect: async (page) => {
      const places = {
        fresh: await addConnection(page, fresh.address, 'new cluster'),
        begun: await addConnection(page, begun.address, 'just initialized'),
        sealed: await addConnection(page, sealed.address, 'sealed'),
        open: await addConnection(page, open.address, 'kind'),
        signedOut: await addConnection(page, open.address, 'stage'),
        little: await addConnection(page, open.address, 'little'),
        offline: await addConnection(page, 'http://127.0.0.1:9', 'unreachable'),
      }
      const production = { ...draftOf(open.address, 'production'), stage: 'production', skipVerify: true }
      const { id } = (await callFrom(page, 'connections.add', { profile: production })) as { id: string }
      await callFrom(page, 'server.initialize', { profileId: places.begun, shares: 5, threshold: 3 })
      for (const [index, share] of keys.entries()) {
        const own = { profileId: places.open, share, index: index + 1 }
        if (index < 3) await callFrom(page, 'custody.addShare', own)
      }
      await callFrom(page, 'custody.addShare', { profileId: id, share: keys[3], index: 4 })
      await signIn(page, places.open, rootToken)
      await signIn(page, id, rootToken)
      await signIn(page, places.little, auth.client_token)
      return { ...places, production: id }
    },
    stop: async () => {
      await Promise.all([fresh.stop(), begun.stop(), sealed.stop(), open.stop(), keyring.stop()])
    },
  }
}
