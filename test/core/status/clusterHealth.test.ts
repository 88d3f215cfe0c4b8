/** The status of a real cluster of three nodes: a failover, a lost quorum, a removed node. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServerStatus } from '../../../electron/contract/server.ts'
import { beginCluster, startCluster, type TestCluster, unsealOthers } from '../../servers/cluster.ts'
import { mountKv, putSecret, type RootKeys, vaultApi } from '../../servers/initialized.ts'
import { testedProduct, type TestVault } from '../../servers/vault.ts'
import { codeOf, connectTo, draftOf, startCore, type TestCore, value } from '../../features/startCore.ts'

let cluster: TestCluster
let keys: RootKeys
let test: TestCore

const until = async (profileId: string, fits: (status: ServerStatus) => boolean): Promise<ServerStatus> => {
  const deadline = Date.now() + 50_000
  for (;;) {
    const status = await value(test.client.server.status({ profileId }))
    if (fits(status)) return status
    if (Date.now() > deadline) throw new Error(`it did not come to that: ${JSON.stringify(status)}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
const healthIs = (profileId: string, health: ServerStatus['clusterHealth']) =>
  until(profileId, ({ clusterHealth }) => clusterHealth === health)
const connect = async (node: TestVault) =>
  (await value(test.client.connections.add({ profile: draftOf(node.address, node.address) }))).id

beforeAll(async () => {
  cluster = await startCluster()
  keys = await beginCluster(cluster)
  await unsealOthers(cluster, keys)
  await cluster.voting(keys.rootToken)
  await mountKv(await cluster.active(), keys.rootToken)
  test = await startCore()
})
afterAll(async () => {
  await test.stop()
  await cluster.stop()
})

describe('a cluster that loses nodes', () => {
  it('is healthy on its active node and on its standbys, which name the active one', async () => {
    const active = await cluster.active()
    for (const node of cluster.nodes) {
      const status = await healthIs(await connect(node), 'well')
      expect(status).toMatchObject(
        node === active
          ? { sealed: false, role: 'active' }
          : { sealed: false, role: 'standby', activeNode: active.address },
      )
    }
  })

  it('reports that a standby has no active node until another node has taken over', async () => {
    const before = await cluster.active()
    const standby = cluster.nodes.find((node) => node !== before)
    if (standby === undefined) throw new Error('a cluster has standbys')
    const profileId = await connectTo(test, standby.address, keys.rootToken, 'standby')
    await putSecret(before, keys.rootToken, 'a', { value: '1' })
    await before.kill()
    // A failed request makes the next poll query the active node. After a fast failover, the request does not fail.
    await test.client.kv.read({ at: { profileId, mount: 'secret/', path: 'a' } })
    await healthIs(profileId, 'well')
    expect((await cluster.active()) === before).toBe(false)
    await value(test.client.kv.read({ at: { profileId, mount: 'secret/', path: 'a' } }))
    await before.restart()
    await unsealOthers(cluster, keys)
    await healthIs(await connect(before), 'well')
  })

  it('reports that the formerly active node has no active node when the others are gone', async () => {
    const active = await cluster.active()
    const profileId = await connectTo(test, active.address, keys.rootToken, 'last')
    const withoutToken = await connect(active)
    for (const id of [profileId, withoutToken]) await healthIs(id, 'well')
    const others = cluster.nodes.filter((node) => node !== active)
    await others[0]?.kill()
    await healthIs(profileId, 'standbys-unreachable')
    await others[1]?.kill()
    // An elected node continues to report itself as active; a write shows that it is not.
    const at = { profileId, mount: 'secret/', path: 'b' }
    const write = { at, entries: [{ key: 'value', json: '"1"' }], base: { kind: 'new' } } as const
    await expect
      .poll(() => codeOf(test.client.kv.write({ ...write, entries: [...write.entries] })), { timeout: 30_000 })
      .toBe('no-active-node')
    expect(await healthIs(profileId, 'no-active-node')).toMatchObject({ reachable: true, sealed: false })
    // Autopilot's view lasts longer than the failed write counts.
    await new Promise((resolve) => setTimeout(resolve, 12_000))
    expect(await value(test.client.server.status({ profileId }))).toMatchObject({ clusterHealth: 'no-active-node' })
    await Promise.all(others.map((node) => node.restart()))
    await unsealOthers(cluster, keys)
    for (const id of [profileId, withoutToken]) await healthIs(id, 'well')
  })

  it('reports that an isolated standby cannot reach its active node', async () => {
    const active = await cluster.active()
    const [left, other] = cluster.nodes.filter((node) => node !== active)
    if (left === undefined || other === undefined) throw new Error('a cluster has standbys')
    const profileId = await connectTo(test, left.address, keys.rootToken, 'left alone')
    await healthIs(profileId, 'well')
    await Promise.all([active.kill(), other.kill()])
    const isLost = ({ clusterHealth }: ServerStatus) =>
      clusterHealth === 'cut-off' || clusterHealth === 'no-active-node'
    expect(await until(profileId, isLost)).toMatchObject({ reachable: true, sealed: false, role: 'standby' })
    await Promise.all([active.restart(), other.restart()])
    await unsealOthers(cluster, keys)
    await healthIs(profileId, 'well')
  })
})

describe('a node that was removed from its cluster', () => {
  it('is reported as removed, or as serving outdated data', async () => {
    const active = await cluster.active()
    const removed = cluster.nodes.findIndex((node) => node !== active)
    const node = cluster.nodes[removed]
    if (node === undefined) throw new Error('a cluster has standbys')
    const profileId = await connect(node)
    await healthIs(profileId, 'well')
    const { rootToken: token } = keys
    await vaultApi(active, 'POST', 'sys/storage/raft/remove-peer', { token, body: { server_id: `n${removed + 1}` } })
    await putSecret(active, token, 'a', { value: 'newer' })
    // Vault's node seals itself a moment after its report; OpenBao's stays a standby and answers reads with its last
    // data.
    const [health, isSealed] = testedProduct === 'vault' ? ['removed', true] : ['outdated', false]
    const isGone = ({ clusterHealth, sealed }: ServerStatus) => clusterHealth === health && sealed === isSealed
    expect(await until(profileId, isGone)).toMatchObject({ reachable: true })
  })
})
