/** Redirects between the nodes of a real cluster, and a failover in the middle of work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginCluster, startCluster, type TestCluster, unsealOthers } from '../../servers/cluster.ts'
import { mountKv, type RootKeys, vaultApi } from '../../servers/initialized.ts'
import type { TestVault } from '../../servers/vault.ts'
import { type Hostile, hostile } from '../../vault/hostile.ts'
import { codeOf, connectTo, startCore, type TestCore, value } from '../../features/startCore.ts'

let cluster: TestCluster
let keys: RootKeys
let active: TestVault
let third: TestVault
/** A proxy in front of a standby that redirects the writes which the standby would forward. */
let redirecting: Hostile
let test: TestCore
let profileId: string
let allows = true

beforeAll(async () => {
  cluster = await startCluster()
  keys = await beginCluster(cluster)
  await unsealOthers(cluster, keys)
  await cluster.voting(keys.rootToken)
  active = await cluster.active()
  await mountKv(active, keys.rootToken)
  const [standby, other] = cluster.nodes.filter((node) => node !== active)
  if (standby === undefined || other === undefined) throw new Error('a cluster has standbys')
  third = other
  // OpenBao's standbys answer for an engine themselves, and only after its upgrade.
  const isReady = () =>
    vaultApi(standby, 'GET', 'secret/config', { token: keys.rootToken }).then(
      () => true,
      () => false,
    )
  for (let tries = 0; tries < 300 && !(await isReady()); tries += 1) await new Promise((next) => setTimeout(next, 100))
  redirecting = await hostile((request, response) => {
    const body = redirecting.bodies.at(-1) ?? ''
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers
    void fetch(standby.address + (request.url ?? ''), {
      method: request.method ?? 'GET',
      headers: {
        ...(headers as Record<string, string>),
        ...(request.method !== 'GET' && { 'x-vault-no-request-forwarding': 'true' }),
      },
      redirect: 'manual',
      ...(body !== '' && { body }),
    }).then(async (answer) => {
      const location = answer.headers.get('location')
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        ...(location !== null && { location }),
      })
      response.end(await answer.text())
    })
  })
  test = await startCore({ deps: { askConsent: async () => allows } })
  profileId = await connectTo(test, redirecting.address, keys.rootToken)
})
afterAll(async () => {
  await test.stop()
  await redirecting[Symbol.asyncDispose]()
  await cluster.stop()
})

const write = (path: string) =>
  test.client.kv.write({
    at: { profileId, mount: 'secret/', path },
    entries: [{ key: 'value', json: '"1"' }],
    base: { kind: 'new' },
  })

describe('a redirect to the active node', () => {
  it('is refused until the person has confirmed that node', async () => {
    expect(await codeOf(write('a'))).toBe('redirect-untrusted')
    // The page names the node.
    await value(test.client.server.setNodes({ profileId, addresses: [active.address, third.address] }))
    expect(await codeOf(write('a'))).toBe('redirect-untrusted')
    allows = false
    expect(await codeOf(test.client.server.confirmNode({ profileId, address: active.address }))).toBe('consent-refused')
    expect(await codeOf(write('a'))).toBe('redirect-untrusted')
  })

  it('is followed after it is confirmed, until it is removed from the nodes', async () => {
    allows = true
    await value(test.client.server.confirmNode({ profileId, address: active.address }))
    expect(await value(write('a'))).toEqual({ version: 1 })
    await value(test.client.server.setNodes({ profileId, addresses: [third.address] }))
    expect(await codeOf(write('b'))).toBe('redirect-untrusted')
  })
})

describe('a failover', () => {
  it('fails a save with an explanation or waits for a fast one, and the same save succeeds afterwards', async () => {
    for (const { address } of [active, third]) await value(test.client.server.confirmNode({ profileId, address }))
    await active.kill()
    // A fast failover ends before the reads that precede the write time out. Then the save succeeds immediately.
    const outcomes = [await codeOf(write('c'))]
    expect(['ok', 'no-active-node']).toContain(outcomes[0])
    // Saves again, as a person does.
    const deadline = Date.now() + 40_000
    while (outcomes.at(-1) !== 'ok' && Date.now() < deadline) outcomes.push(await codeOf(write('c')))
    expect(outcomes.at(-1)).toBe('ok')
    // A standby of OpenBao answers reads itself, a moment later.
    const read = () => test.client.kv.read({ at: { profileId, mount: 'secret/', path: 'c' } })
    await expect.poll(() => codeOf(read()), { timeout: 10_000 }).toBe('ok')
    expect(await value(read())).toMatchObject({ version: 1 })
  })

  it('is detected if it lasts', async () => {
    const events: string[] = []
    const stop = new AbortController()
    void (async () => {
      for await (const event of test.client.app.events({}, stop.signal)) events.push(event.type)
    })()
    void (async () => {
      for await (const _status of test.client.server.watch({ profileId }, stop.signal));
    })()
    const status = () => value(test.client.server.status({ profileId }))
    await expect.poll(async () => (await status()).clusterHealth, { timeout: 20_000 }).toBe('well')
    await third.kill()
    // If the remaining node was the active one, only a failed write shows that it has no quorum.
    await codeOf(write('d'))
    await expect.poll(() => events, { timeout: 55_000 }).toContain('cluster-lost')
    expect(events.filter((type) => type === 'cluster-lost')).toHaveLength(1)
    expect(events).not.toContain('sealed')
    stop.abort()
  })
})
