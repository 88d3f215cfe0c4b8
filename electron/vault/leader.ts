/**
 * The leader of a cluster. Right after an unseal, a node first elects a leader, and refuses all requests until then.
 */
import { z } from 'zod'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import type { VaultSession } from './session.ts'

const Leader = z.object({
  ha_enabled: z.boolean().default(false),
  is_self: z.boolean().default(false),
  leader_address: z.string().max(4096).default(''),
  /** For raft storage: the newest entry that this node has. */
  raft_committed_index: z.number().int().nonnegative().optional(),
})

const pauseMs = 100
const patienceMs = 15_000

/** API: https://developer.hashicorp.com/vault/api-docs/system/leader */
export async function readLeader(session: VaultSession): Promise<z.infer<typeof Leader>> {
  const answer = await session.request({
    method: 'GET',
    path: 'sys/leader',
    repeatable: false,
    bound: answerBounds.status,
  })
  return parseBody(Leader, answer)
}

/**
 * Waits until the server has an active node, for at most 15 seconds. After that, the next request reports why it has
 * none. API: https://developer.hashicorp.com/vault/api-docs/system/leader
 * @throws Failure `sealed`, `not-initialized`, and any error of a server that cannot answer.
 */
export async function untilLed(session: VaultSession, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const leader = parseBody(Leader, await session.request({ method: 'GET', path: 'sys/leader', signal }))
    if (!leader.ha_enabled || leader.is_self || leader.leader_address !== '' || Date.now() > deadline) return
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
