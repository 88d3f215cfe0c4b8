/**
 * All nodes of a real three-node cluster: found, unsealed with the same shares, one of them stopped, the active one
 * stepping down.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NodeStatus } from '../../../electron/contract/seal.ts'
import { beginCluster, startCluster, type TestCluster } from '../../servers/cluster.ts'
import { createToken, type RootKeys, vaultApi } from '../../servers/initialized.ts'
import { startVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, value, type TestCore } from '../startCore.ts'

let cluster: TestCluster
let keys: RootKeys
let test: TestCore
let profileId: string

const others = () => cluster.nodes.slice(1).map(({ address }) => address)
const signIn = (token: string) =>
  test.client.session.signIn({ profileId, credentials: { method: 'token', token }, remember: false })
const give = (index: number) =>
  value(test.client.server.unsealNodes({ profileId, source: { by: 'share', share: keys.keys[index] ?? '' } }))

/** Reads the nodes until they are as `wanted` says. */
async function seen(wanted: (nodes: readonly NodeStatus[]) => boolean): Promise<readonly NodeStatus[]> {
  for await (const nodes of test.client.server.watchNodes({ profileId })) if (wanted(nodes)) return nodes
  throw new Error('the watch ended')
}

beforeAll(async () => {
  cluster = await startCluster()
  keys = await beginCluster(cluster)
  test = await startCore()
  profileId = (await value(test.client.connections.add({ profile: draftOf(cluster.nodes[0]?.address ?? '') }))).id
})
afterAll(async () => {
  await test.stop()
  await cluster.stop()
})

describe('the nodes of a cluster', () => {
  it('are only the one of the connection until the user adds others', async () => {
    const nodes = await seen(() => true)
    expect(nodes.map(({ address, own }) => ({ address, own }))).toEqual([
      { address: cluster.nodes[0]?.address, own: true },
    ])
    expect(await codeOf(test.client.server.findNodes({ profileId }))).toBe('signed-out')
  })

  it('are unsealed at once with the same shares, each with its own progress', async () => {
    await value(test.client.server.setNodes({ profileId, addresses: others() }))
    const first = await give(0)
    expect(first).toEqual([
      { address: cluster.nodes[0]?.address, own: true },
      ...others().map((address) => ({
        address,
        own: false,
        progress: expect.objectContaining({ sealed: true, given: 1, threshold: 2 }),
      })),
    ])
    await value(test.client.server.resetNodes({ profileId }))
    await seen((nodes) => nodes.every(({ status }) => status.unseal?.given === 0))
    await give(1)
    // A node that joins accepts the shares and stays sealed until it has the cluster's data.
    expect((await give(2)).slice(1)).toEqual(
      others().map((address) => ({
        address,
        own: false,
        progress: expect.objectContaining({ sealed: true, given: 0, joining: true }),
      })),
    )
    const joining = await seen((nodes) => nodes.some(({ own, status }) => !own && status.reachable))
    for (const { status } of joining.slice(1)) expect(status.joining === true).toBe(status.sealed)
    const all = await seen((nodes) => nodes.every(({ status }) => status.sealed === false))
    expect(all.map(({ status }) => status.role)).toEqual(['active', 'standby', 'standby'])
    expect(all.map(({ status }) => status.joining)).toEqual([undefined, undefined, undefined])
  })

  it('are found by asking the cluster, if the token may', async () => {
    await value(signIn(keys.rootToken))
    await expect
      .poll(
        async () => (await value(test.client.server.findNodes({ profileId }))).map(({ address }) => address).sort(),
        {
          timeout: 30_000,
        },
      )
      .toEqual(expect.arrayContaining(cluster.nodes.map(({ address }) => address).sort()))
    const found = await value(test.client.server.findNodes({ profileId }))
    expect(found.filter(({ active }) => active).map(({ address }) => address)).toContain(cluster.nodes[0]?.address)
    await value(
      signIn(await createToken(cluster.nodes[0] ?? { address: '' }, keys.rootToken, { policies: ['default'] })),
    )
    expect(await codeOf(test.client.server.findNodes({ profileId }))).toBe('permission-denied')
    expect(await codeOf(test.client.server.stepDown({ profileId }))).toBe('permission-denied')
    expect(await codeOf(test.client.server.seal({ profileId }))).toBe('permission-denied')
  })

  it('change roles when the active node steps down', async () => {
    await value(signIn(keys.rootToken))
    await cluster.voting(keys.rootToken)
    const before = await cluster.active()
    await value(test.client.server.stepDown({ profileId }))
    const isActive = ({ status }: NodeStatus) => status.role === 'active'
    const after = await seen((nodes) => nodes.some((each) => isActive(each) && each.address !== before.address))
    expect(after.find(isActive)?.address).not.toBe(before.address)
  })

  it('are unsealed even if one of them is stopped', async () => {
    const [first, second, third] = cluster.nodes
    await third?.kill()
    await second?.restart()
    await seen((nodes) => nodes.some(({ address, status }) => address === second?.address && status.sealed === true))
    await give(0)
    const outcomes = await give(1)
    const of = (address: string | undefined) => outcomes.find((outcome) => outcome.address === address)
    expect(of(third?.address)).toMatchObject({ error: { code: 'connection-refused' } })
    expect(of(second?.address)).toMatchObject({ progress: { sealed: false } })
    expect(of(first?.address)).not.toHaveProperty('error')
  })

  it('that belonged to another server are not given the shares of the next one', async () => {
    const next = await startVault()
    await value(test.client.connections.update({ profileId, profile: draftOf(next.address) }))
    await vaultApi(next, 'PUT', 'sys/init', { body: { secret_shares: 1, secret_threshold: 1 } })
    const nodes = await seen(() => true)
    expect(nodes.map(({ address }) => address)).toEqual([next.address])
    await next.stop()
  })
})

describe('sealing a production server', () => {
  it('requires the name of the connection, in the core too', async () => {
    const vault = await startVault({ dev: true })
    const profile = { ...draftOf(vault.address, 'payments'), stage: 'production' as const }
    const { id } = await value(test.client.connections.add({ profile }))
    const credentials = { method: 'token', token: 'root' } as const
    await value(test.client.session.signIn({ profileId: id, credentials, remember: false }))
    expect(await codeOf(test.client.server.seal({ profileId: id }))).toBe('confirmation-needed')
    expect(await codeOf(test.client.server.seal({ profileId: id, confirm: 'payment' }))).toBe('confirmation-needed')
    expect(await vaultApi(vault, 'GET', 'sys/seal-status')).toMatchObject({ sealed: false })
    expect(await codeOf(test.client.server.seal({ profileId: id, confirm: 'payments' }))).toBe('ok')
    expect(await vaultApi(vault, 'GET', 'sys/seal-status')).toMatchObject({ sealed: true })
    await vault.stop()
  })
})
