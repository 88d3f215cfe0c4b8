/** Who leads a cluster. Right after it is unsealed a node elects a leader first, and refuses everybody until then. */
import { z } from 'zod'
import { parseBody } from './answer.ts'
import type { VaultSession } from './session.ts'

const Leader = z.object({
  ha_enabled: z.boolean().default(false),
  is_self: z.boolean().default(false),
  leader_address: z.string().max(4096).default(''),
})

const pauseMs = 100
const patienceMs = 15_000

/**
 * Waits until the server has an active node, or 15 seconds: then whoever asks it next learns why it has none.
 * API: https://developer.hashicorp.com/vault/api-docs/system/leader
 * @throws Failure `sealed`, `not-initialized`, and whatever keeps the server from answering.
 */
export async function untilLed(session: VaultSession, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const leader = parseBody(Leader, await session.request({ method: 'GET', path: 'sys/leader', signal }))
    if (!leader.ha_enabled || leader.is_self || leader.leader_address !== '' || Date.now() > deadline) return
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
