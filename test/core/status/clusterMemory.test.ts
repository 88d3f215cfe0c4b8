/** A different cluster at the address of a connection is detected. */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import type { Result } from '../../../electron/contract/result.ts'
import { createClusterMemory } from '../../../electron/core/status/clusterMemory.ts'
import { initializeAndUnseal, type RootKeys, seal, unseal, vaultApi } from '../../servers/initialized.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import {
  codeOf,
  connectTo,
  draftOf,
  resetOwnNode,
  signInWith,
  startCore,
  unsealOwnNode,
  value,
  type TestCore,
} from '../../features/startCore.ts'

/** One address in front of several servers, like a load balancer or a new virtual machine. Records the requests. */
async function startSwitch(first: TestVault) {
  let target = first
  const arrived: string[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = 'GET', url = '/', headers } = incoming
      const body = Buffer.concat(chunks)
      arrived.push([method, url, headers['x-vault-token'] ?? '', body.toString('utf8')].join(' '))
      const onward = request(new URL(url, target.address), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', () => outgoing.destroy())
      onward.end(body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    lead: (to: TestVault) => {
      target = to
      arrived.length = 0
    },
    /** Closes every socket, as replacing a server does. */
    drop: () => server.closeAllConnections(),
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The secrets that no other cluster may get. */
const secrets = { token: 'root', password: 'a typed password', share: '', value: 'a typed value' }

describe('@boundary a connection whose address leads to another cluster', () => {
  let first: TestVault
  let second: TestVault
  let secondKeys: RootKeys
  let between: Awaited<ReturnType<typeof startSwitch>>
  let test: TestCore
  let profileId: string
  beforeAll(async () => {
    // The status queries the peers of only a raft node with the person's token.
    ;[first, second] = await Promise.all([startVault({ dev: true }), startVault({ storage: 'raft' })])
    secondKeys = await initializeAndUnseal(second)
    secrets.share = secondKeys.keys[0] ?? ''
    between = await startSwitch(first)
  })
  beforeEach(async () => {
    between.lead(first)
    test = await startCore()
    profileId = await connectTo(test, between.address, secrets.token)
    // Records the cluster.
    await look()
  })
  afterEach(() => test.stop())
  afterAll(async () => {
    between.stop()
    await Promise.all([first.stop(), second.stop()])
  })
  const look = () => value(test.client.server.status({ profileId }))
  const clusterOf = async (server: TestVault) => String((await vaultApi(server, 'GET', 'sys/health'))['cluster_id'])
  const sent = () => between.arrived.filter((each) => Object.values(secrets).some((secret) => each.includes(secret)))
  const at = () => ({ profileId, mount: 'secret/', path: 'a' })

  /** Every kind of call that sends a credential or changes something. */
  const calls: readonly [string, () => Promise<Result<unknown>>][] = [
    ['reading a secret', () => test.client.kv.read({ at: at() })],
    [
      'saving a secret',
      () =>
        test.client.kv.write({
          at: at(),
          entries: [{ key: 'a', json: JSON.stringify(secrets.value) }],
          base: { kind: 'new' },
        }),
    ],
    ['deleting a secret', () => test.client.kv.deleteLatest({ at: at(), base: { kind: 'blind' } })],
    ['listing mounts', () => test.client.mounts.list({ profileId })],
    ['renewing the token', () => test.client.session.renew({ profileId })],
    ['revoking the token', () => test.client.session.signOut({ profileId, revoke: true })],
    [
      'a typed token',
      () =>
        test.client.session.signIn({
          profileId,
          credentials: { method: 'token', token: secrets.token },
          remember: false,
        }),
    ],
    [
      'a typed password',
      () =>
        test.client.session.signIn({
          profileId,
          credentials: { method: 'userpass', mount: 'userpass/', username: 'a', password: secrets.password },
          remember: false,
        }),
    ],
    ['sealing the server', () => test.client.server.seal({ profileId, confirm: 'test' })],
  ]

  it("sends none of the person's secrets there until the person accepts it", async () => {
    const before = await look()
    between.lead(second)
    await look()
    for (const [what, call] of calls) {
      expect([what, await codeOf(call())]).toEqual([what, 'another-cluster'])
    }
    // A server that is not sealed gets no share.
    await value(unsealOwnNode(test.client, profileId, { by: 'share', share: secrets.share }))
    expect(sent()).toEqual([])
    // The status continues, and names both.
    const after = await look()
    expect(after).toMatchObject({ reachable: true, clusterId: await clusterOf(second) })
    expect(after.otherCluster).toEqual({ id: before.clusterId, name: before.clusterName })
    expect(await value(test.client.session.identity({ profileId }))).not.toBeNull()
    // The error names the cluster that answers.
    const refused = await test.client.kv.read({ at: at() })
    expect(refused.ok ? null : refused.error.cluster).toEqual({ id: after.clusterId, name: after.clusterName })
  })

  it('sends no token with the very poll that detects it', async () => {
    between.lead(second)
    expect((await look()).otherCluster).toBeDefined()
    expect(sent()).toEqual([])
    expect((await look()).otherCluster).toBeDefined()
    expect(sent()).toEqual([])
  })

  it('checks the identity of the cluster before a token is sent over a new socket', async () => {
    between.lead(second)
    between.drop()
    expect(await codeOf(test.client.kv.read({ at: at() }))).toBe('another-cluster')
    expect(sent()).toEqual([])
  })

  it('continues automatically when the original cluster answers again', async () => {
    between.lead(second)
    await look()
    expect(await codeOf(test.client.mounts.list({ profileId }))).toBe('another-cluster')
    between.lead(first)
    expect(await codeOf(test.client.mounts.list({ profileId }))).toBe('ok')
    expect((await look()).otherCluster).toBeUndefined()
  })

  it('uses a cluster that the person accepts, and then the original one is the different one', async () => {
    const before = await look()
    between.lead(second)
    const after = await look()
    // A third cluster that answers in between is not accepted along with the second one.
    const third = await test.client.server.acceptCluster({ profileId, clusterId: before.clusterId ?? '' })
    expect(third.ok ? null : [third.error.code, third.error.cluster?.id]).toEqual(['another-cluster', after.clusterId])
    expect(await codeOf(test.client.mounts.list({ profileId }))).toBe('another-cluster')

    await value(test.client.server.acceptCluster({ profileId, clusterId: after.clusterId ?? '' }))
    expect((await look()).otherCluster).toBeUndefined()
    // Now the token is sent there, and that server does not know it.
    expect(await codeOf(test.client.mounts.list({ profileId }))).toBe('token-expired')
    await signInWith(test, profileId, secondKeys.rootToken)
    expect(await codeOf(test.client.mounts.list({ profileId }))).toBe('ok')
    between.lead(first)
    expect((await look()).otherCluster?.id).toBe(after.clusterId)
  })

  it('submits no key share to it while it is sealed and reports no cluster', async () => {
    between.lead(second)
    const { clusterId } = await look()
    await seal(second, secondKeys.rootToken)
    try {
      expect(await look()).toMatchObject({ sealed: true, clusterId, otherCluster: { id: await clusterOf(first) } })
      expect(await codeOf(unsealOwnNode(test.client, profileId, { by: 'share', share: secrets.share }))).toBe(
        'another-cluster',
      )
      const source = { by: 'share', share: secrets.share } as const
      const [outcome] = await value(test.client.server.unsealNodes({ profileId, source, migrate: false }))
      expect(outcome?.error?.code).toBe('another-cluster')
      expect(await codeOf(resetOwnNode(test.client, profileId))).toBe('another-cluster')
      expect(sent()).toEqual([])
      await value(test.client.server.acceptCluster({ profileId, clusterId: clusterId ?? '' }))
      expect((await value(unsealOwnNode(test.client, profileId, { by: 'share', share: secrets.share }))).sealed).toBe(
        false,
      )
    } finally {
      await unseal(second, secondKeys)
    }
  })

  it('signs in there with no token that is stored on this computer', async () => {
    const passphrase = 'a passphrase of a test'
    const folder = await temporaryFolder('kept')
    const kept = await startCore({ folder })
    await value(kept.client.app.keepInPassphraseFile({ passphrase }))
    const { id } = await value(kept.client.connections.add({ profile: draftOf(between.address) }))
    const credentials = { method: 'token', token: secrets.token } as const
    await value(kept.client.session.signIn({ profileId: id, credentials, remember: true }))
    await value(kept.client.server.status({ profileId: id }))
    await kept.core.close()

    between.lead(second)
    const again = await startCore({ folder })
    await value(again.client.app.unlock({ passphrase }))
    // The first call after the start, before any status.
    expect(await codeOf(again.client.session.resume({ profileId: id }))).toBe('another-cluster')
    expect(sent()).toEqual([])
    expect(await value(again.client.server.kept({ profileId: id }))).toMatchObject({ token: true })
    between.lead(first)
    expect(await codeOf(again.client.session.resume({ profileId: id }))).toBe('ok')
    await again.core.close()
    await removeFolder(folder)
  })
})

describe('the cluster of a connection', () => {
  const stored = new Map<string, string>()
  const store = {
    read: async (name: string) => stored.get(name) ?? null,
    write: async (name: string, content: string) => void stored.set(name, content),
    remove: async (name: string) => void stored.delete(name),
  }
  const one = { clusterId: 'one', clusterName: 'vault-cluster-1' }
  const two = { clusterId: 'two', clusterName: 'vault-cluster-2' }
  const change = {
    before: { id: 'one', name: 'vault-cluster-1' },
    now: { id: 'two', name: 'vault-cluster-2' },
  }

  it('is stored at the first sign-in, and known after a restart', async () => {
    const memory = createClusterMemory(store)
    expect(await memory.compare('p', 'way', one, false)).toBeUndefined()
    expect(stored.size).toBe(0)
    expect(await memory.compare('p', 'way', one, true)).toBeUndefined()
    const restarted = createClusterMemory(store)
    expect(await restarted.isKnown('p', 'way')).toBe(true)
    expect(await restarted.isKnown('p', 'another way')).toBe(false)
    expect(await restarted.compare('p', 'way', two, false)).toEqual(change)
    // A sign-in does not accept the cluster.
    expect(await restarted.compare('p', 'way', two, true)).toEqual(change)
  })

  it('remembers a different one while it is sealed, and after a restart', async () => {
    const restarted = createClusterMemory(store)
    expect(await restarted.isKnown('p', 'way')).toBe(true)
    expect(() => restarted.refuseOther('p', 'way')).toThrow(Failure)
    expect(() => restarted.refuseOther('p', 'another way')).not.toThrow()
    expect(await restarted.compare('p', 'way', {}, true)).toEqual(change)
    expect(await restarted.compare('p', 'way', one, false)).toBeUndefined()
    expect(() => restarted.refuseOther('p', 'way')).not.toThrow()
    expect(await createClusterMemory(store).compare('p', 'way', {}, true)).toBeUndefined()
  })

  it('is not compared on another way, while sealed, or with a record that cannot be read', async () => {
    const memory = createClusterMemory(store)
    expect(await memory.compare('p', 'another way', two, false)).toBeUndefined()
    expect(await memory.compare('p', 'another way', {}, true)).toBeUndefined()
    stored.set('cluster:q', 'not JSON')
    expect(await memory.compare('q', 'way', one, false)).toBeUndefined()
  })

  it('is replaced when the person accepts the one that answers, and no third one', async () => {
    const memory = createClusterMemory(store)
    await memory.accept('p', 'three')
    await memory.compare('p', 'way', two, false)
    await expect(memory.accept('p', 'three')).rejects.toMatchObject({ code: 'another-cluster' })
    await memory.accept('p', 'two')
    expect(await memory.compare('p', 'way', two, true)).toBeUndefined()
    expect((await memory.compare('p', 'way', one, true))?.before).toEqual({ id: 'two', name: 'vault-cluster-2' })
    await memory.forget('p')
    expect(await memory.compare('p', 'way', one, false)).toBeUndefined()
    expect(stored.has('cluster:p')).toBe(false)
  })

  it('never prevents a status from being shown', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('locked')
    }
    const memory = createClusterMemory({ read: broken, write: broken, remove: broken })
    expect(await memory.compare('p', 'way', one, true)).toBeUndefined()
    expect(await memory.isKnown('p', 'way')).toBe(false)
  })

  it('is compared in this run even if it cannot be stored', async () => {
    const memory = createClusterMemory({ ...store, write: () => Promise.reject(new Error('the disk is full')) })
    expect(await memory.compare('r', 'way', one, true)).toBeUndefined()
    expect((await memory.compare('r', 'way', two, true))?.now.id).toBe('two')
    expect(() => memory.refuseOther('r', 'way')).toThrow(Failure)
  })
})
