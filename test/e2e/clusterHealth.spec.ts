/** A cluster without an active node in the window: it never shows a green "unsealed", and keeps what the user typed. */
import type { Page } from '@playwright/test'
import { vaultApi } from '../servers/initialized.ts'
import { startVault } from '../servers/vault.ts'
import { noKeyring } from '../servers/keyring.ts'
import { type Hostile, hostile, json } from '../vault/hostile.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn, test as base } from './app.ts'

type State = 'active' | 'no-active-node' | 'cut-off' | 'removed' | 'sealed'

/** Starts a server that answers in place of `address` with the status that `state` selects. */
async function clusterNode(address: string, state: () => State): Promise<Hostile> {
  // With the ID of the real server: an unhealthy node still belongs to the same cluster.
  const { cluster_id, cluster_name } = await vaultApi({ address }, 'GET', 'sys/health')
  const server = await hostile((request, response) => {
    const url = request.url ?? ''
    const now = state()
    if (now !== 'active') {
      const removed_from_cluster = now === 'removed'
      const sealed = now === 'sealed' || removed_from_cluster
      const common = { initialized: true, sealed, version: '1.21.0', cluster_name, cluster_id }
      if (url.startsWith('/v1/sys/health')) {
        const ha = now === 'cut-off' ? { ha_connection_healthy: false } : {}
        return json(200, { ...common, standby: true, enterprise: false, removed_from_cluster, ...ha })(
          request,
          response,
        )
      }
      if (url === '/v1/sys/leader') {
        return json(200, { ha_enabled: true, is_self: false, leader_address: '' })(request, response)
      }
      if (url === '/v1/sys/seal-status') {
        const seal = { ...common, type: 'shamir', t: 1, n: 1, progress: 0, storage_type: 'raft', removed_from_cluster }
        return json(200, seal)(request, response)
      }
      const [status, words] = sealed
        ? [503, 'Vault is sealed']
        : [500, 'local node not active but active cluster node not found']
      return json(status, { errors: [words] })(request, response)
    }
    const body = server.bodies.at(-1) ?? ''
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers
    void fetch(address + url, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body !== '' && { body }),
    }).then(async (answer) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(answer.status === 204 ? undefined : await answer.text())
    })
  })
  return server
}

interface Cluster {
  readonly profileId: string
  /** What the node answers from now on. */
  state: State
}

const test = base.extend<{ readonly cluster: Cluster }>({
  /** A node with a signed-in window. */
  cluster: async ({ window }, use) => {
    const vault = await startVault({ dev: true })
    const current: Pick<Cluster, 'state'> = { state: 'active' }
    const node = await clusterNode(vault.address, () => current.state)
    const profileId = await addConnection(window, node.address)
    await window.waitForURL(new RegExp(profileId))
    await signIn(window, profileId, 'root')
    await use(Object.assign(current, { profileId }))
    await node[Symbol.asyncDispose]()
    await vault.stop()
  },
})

test.use({ appOptions: { env: noKeyring } })

const banner = (page: Page, text: string) => page.getByText(text)

/** Opens the editor of a new secret and types its path and the name of a key. */
async function typeSecret(page: Page, profileId: string, path: string): Promise<void> {
  await goTo(page, `/c/${profileId}/kv?mount=secret%2F&mode=new`)
  await page.getByRole('textbox', { name: 'Path' }).fill(path)
  await page.getByRole('textbox', { name: 'Key' }).first().fill('name')
}

test.describe('@cluster', () => {
  test('shows a lost quorum, a failover and a removed node, and lets the user retry a save', async ({
    window,
    cluster,
  }) => {
    await typeSecret(window, cluster.profileId, 'a')

    cluster.state = 'no-active-node'
    await expect(banner(window, 'The cluster has no active node.').first()).toBeVisible({ timeout: 15_000 })
    const status = window.locator('[data-fact="trouble"]')
    await expect(status).toHaveText('no active node')
    await expectAccessible(window)

    await window.getByRole('button', { name: /^Save/ }).click()
    await expect(banner(window, 'Changes that were not saved stay as drafts')).toBeVisible()
    cluster.state = 'active'
    await expect(banner(window, 'The server is available again.')).toBeVisible({ timeout: 15_000 })
    await expect(banner(window, 'The cluster has no active node.')).toHaveCount(0)
    await window.getByRole('button', { name: /^Save/ }).click()
    await expect(window.getByText('a saved').first()).toBeVisible()

    await goTo(window, '/connections')
    await expect(window.getByRole('gridcell', { name: 'unsealed' })).toBeVisible()
    cluster.state = 'cut-off'
    await expect(window.getByRole('gridcell', { name: 'active node unreachable' })).toBeVisible({ timeout: 15_000 })
    await expectAccessible(window)
    cluster.state = 'removed'
    await expect(window.getByRole('gridcell', { name: 'removed from cluster' })).toBeVisible({ timeout: 15_000 })
    await goTo(window, `/c/${cluster.profileId}/seal`)
    await expect(banner(window, 'This node was removed from its cluster.').first()).toBeVisible()
    await expect(window.getByLabel(/Unseal key share/)).toHaveCount(0)
  })

  test('sends nothing to another cluster at the address until the user accepts it, and keeps what was typed', async ({
    window,
  }) => {
    const first = await startVault({ dev: true })
    const profileId = await addConnection(window, first.address)
    await signIn(window, profileId, 'root')
    // The first status request after the sign-in records the cluster's ID.
    await callFrom(window, 'server.status', { profileId })
    await typeSecret(window, profileId, 'typed')
    await first.stop()
    const second = await startVault({ dev: true, port: first.port })
    const words = banner(window, 'Another cluster answers at this address.')
    await expect(words).toBeVisible({ timeout: 20_000 })
    await expect(banner(window, 'Strongroom sends it no token, password or key share')).toBeVisible()
    await expectAccessible(window)
    const save = window.getByRole('button', { name: /^Save/ })
    await save.click()
    await expect(banner(window, "Strongroom didn't send this request to it.")).toBeVisible()
    await expect(window.getByRole('textbox', { name: 'Path' })).toHaveValue('typed')
    await expectAccessible(window)
    await expect(vaultApi(second, 'GET', 'secret/metadata/typed', { token: 'root' })).rejects.toThrow('404')

    // The token ends. The button can still be pressed before a sign-in covers it.
    await callFrom(window, 'session.signOut', { profileId, revoke: false })
    await window.getByRole('button', { name: 'Use this cluster' }).click()
    await expect(words).toHaveCount(0)
    const dialog = window.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Token' }).fill('root')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(banner(window, "Strongroom didn't send this request to it.")).toHaveCount(0)
    await save.click()
    await expect(window.getByText('typed saved').first()).toBeVisible()
    await vaultApi(second, 'GET', 'secret/metadata/typed', { token: 'root' })
    await second.stop()
  })

  test('removes the word "sealed" from an editor when the server is unsealed @desktop', async ({ window, cluster }) => {
    await typeSecret(window, cluster.profileId, 'b')
    cluster.state = 'sealed'
    await window.getByRole('button', { name: /^Save/ }).click()
    const words = banner(window, 'The server is sealed')
    await expect(words.first()).toBeVisible()
    cluster.state = 'active'
    await expect(words).toHaveCount(0, { timeout: 15_000 })
    await expect(banner(window, 'The server is available again.')).toBeVisible()
  })
})
