/** The nodes of a cluster as the server reports them, and step-down of the active node. */
import { z } from 'zod'
import { parseBody } from '../base/http/answer.ts'
import { shortText } from './responseFields.ts'
import type { VaultSession } from './session.ts'

const HaStatus = z.object({
  data: z.object({
    nodes: z.array(z.object({ api_address: shortText, active_node: z.boolean() })).max(200),
  }),
})

/**
 * Returns the unsealed nodes and their addresses for clients. API:
 * https://developer.hashicorp.com/vault/api-docs/system/ha-status
 */
export async function readHaStatus(
  session: VaultSession,
): Promise<readonly { readonly address: string; readonly active: boolean }[]> {
  const { data } = parseBody(HaStatus, await session.request({ method: 'GET', path: 'sys/ha-status' }))
  return data.nodes.map((node) => ({ address: node.api_address, active: node.active_node }))
}

const RaftConfiguration = z.object({
  data: z.object({
    config: z.object({ servers: z.array(z.object({ address: shortText, leader: z.boolean() })).max(200) }),
  }),
})

/**
 * Returns every node of a raft cluster, including sealed ones, with its cluster address as `host:port`. API:
 * https://developer.hashicorp.com/vault/api-docs/system/storage/raft#read-raft-configuration
 */
export async function readRaftPeers(
  session: VaultSession,
): Promise<readonly { readonly clusterAddress: string; readonly leader: boolean }[]> {
  const answer = await session.request({ method: 'GET', path: 'sys/storage/raft/configuration' })
  const { data } = parseBody(RaftConfiguration, answer)
  return data.config.servers.map(({ address, leader }) => ({ clusterAddress: address, leader }))
}

const AutopilotState = z.object({
  data: z.object({
    voters: z.array(shortText).max(200),
    servers: z.record(shortText, z.object({ healthy: z.boolean() })),
  }),
})

/**
 * The number of voters of a raft cluster that autopilot finds healthy. `too-few`: fewer than a quorum; `alone`: there
 * is only one voter.
 */
export type HealthyPeers = 'alone' | 'all' | 'some' | 'too-few'

/**
 * Returns the view of the node that was active last. It may no longer be the leader, and notices a lost peer after ten
 * seconds. API: https://developer.hashicorp.com/vault/api-docs/system/storage/raftautopilot
 */
export async function readHealthyPeers(session: VaultSession): Promise<HealthyPeers> {
  const answer = await session.request({ method: 'GET', path: 'sys/storage/raft/autopilot/state' })
  const { voters, servers } = parseBody(AutopilotState, answer).data
  const healthy = voters.filter((id) => servers[id]?.healthy === true).length
  if (voters.length === 1) return 'alone'
  if (healthy === voters.length) return 'all'
  return healthy > voters.length / 2 ? 'some' : 'too-few'
}

/**
 * Seals the server, which must be the active node. API: https://developer.hashicorp.com/vault/api-docs/system/seal
 * @throws Failure `permission-denied`, `standby`
 */
export async function sealServer(session: VaultSession): Promise<void> {
  await session.request({ method: 'PUT', path: 'sys/seal', repeatable: false })
}

/**
 * Makes the active node give up its role. It waits ten seconds before it can become active again. API:
 * https://developer.hashicorp.com/vault/api-docs/system/step-down
 */
export async function stepDown(session: VaultSession): Promise<void> {
  await session.request({ method: 'PUT', path: 'sys/step-down', repeatable: false })
}
