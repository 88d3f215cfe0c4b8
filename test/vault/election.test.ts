/** A raft node that was unsealed a moment ago has no leader yet, which does not count as a loss. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { neverAborts } from '../../electron/base/async/neverAborts.ts'
import { readAll } from '../../electron/core/status/readStatus.ts'
import { type ClusterLook, createClusterLook } from '../../electron/vault/clusterHealth.ts'
import { anonymousSession } from '../../electron/vault/session.ts'
import { openTransport, type Transport } from '../../electron/vault/transport.ts'
import { type Hostile, hostile, json } from './hostile.ts'

type State = 'sealed' | 'leaderless' | 'active'

let node: Hostile
let transport: Transport
/** The node's answer. A real election can end before a test observes it. */
let state: State

beforeEach(async () => {
  node = await hostile((request, response) => {
    const sealed = state === 'sealed'
    const common = { initialized: true, sealed, version: '1.21.0', ...(!sealed && { cluster_id: 'c' }) }
    const answers: Readonly<Record<string, object>> = {
      '/v1/sys/seal-status': { ...common, type: 'shamir', t: 1, n: 1, progress: 0, storage_type: 'raft' },
      '/v1/sys/health': { ...common, standby: state !== 'active', enterprise: false },
      '/v1/sys/leader': { ha_enabled: true, is_self: false, leader_address: '' },
    }
    const path = (request.url ?? '').replace(/\?.*$/, '')
    return json(200, answers[path] ?? {})(request, response)
  })
  transport = openTransport({
    address: node.address,
    namespace: '',
    proxy: null,
    caPem: null,
    clientCertPem: null,
    clientKeyPem: null,
    tlsServerName: null,
    skipVerify: false,
  })
})
afterEach(async () => {
  await transport.close()
  await node[Symbol.asyncDispose]()
})

/** Returns the cluster health in each of the states, in order. */
async function healths(look: ClusterLook, ...states: readonly State[]): Promise<unknown[]> {
  const seen: unknown[] = []
  for (state of states) {
    seen.push((await readAll(anonymousSession(transport), look, { signal: neverAborts })).clusterHealth)
  }
  return seen
}

it('A node that was just unsealed is electing a leader, each time', async () => {
  const look = createClusterLook()
  const expected = [undefined, 'electing-leader', 'electing-leader', 'well']
  expect(await healths(look, 'sealed', 'leaderless', 'leaderless', 'active')).toEqual(expected)
  expect(await healths(look, 'sealed', 'leaderless', 'leaderless', 'active')).toEqual(expected)
})

it('A node whose leader is lost after the election has no active node', async () => {
  expect(await healths(createClusterLook(), 'sealed', 'active', 'leaderless')).toEqual([
    undefined,
    'well',
    'no-active-node',
  ])
})

it('A node has no active node when the time for an election has passed', async () => {
  const look = createClusterLook({ electionMs: 0 })
  expect(await healths(look, 'sealed', 'leaderless')).toEqual([undefined, 'no-active-node'])
})

it('A node that was not observed sealed has no active node', async () => {
  expect(await healths(createClusterLook(), 'leaderless', 'active', 'leaderless')).toEqual([
    'no-active-node',
    'well',
    'no-active-node',
  ])
})
