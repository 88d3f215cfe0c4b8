/** Giving shares to a connection's server. */
import type { UnsealProgress } from '../../contract/server.ts'
import { Failure } from '../../contract/failure.ts'
import { giveShare } from '../../vault/unseal.ts'
import type { CallContext } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/**
 * Submits shares until the server has enough of them or no more are left; with `boundTo` only on the way of that binding,
 * because
 * kept shares are released to no other one.
 * @throws Failure `not-found` without shares; what the server refuses.
 */
export async function giveShares(
  { servers, statusPoller, joiningNodes }: Services,
  profileId: string,
  shares: readonly string[],
  context: CallContext,
  boundTo?: string,
): Promise<UnsealProgress> {
  const session = await servers.nobody(profileId, context, boundTo)
  let progress: UnsealProgress | null = null
  try {
    for (const share of shares) {
      progress = await giveShare(session, share, context.signal)
      if (!progress.sealed || progress.joining === true) break
    }
  } finally {
    joiningNodes.note({ profileId }, progress)
    // A wrong share changes the progress, too: the server forgets the others.
    statusPoller.nudge(profileId)
  }
  if (progress === null) throw new Failure('not-found', 'There are no shares to give.')
  return progress
}
