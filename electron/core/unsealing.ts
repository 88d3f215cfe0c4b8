/** Giving shares to a connection's server. */
import type { UnsealProgress } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import { giveShare } from '../vault/unseal.ts'
import type { CallContext } from './handler.ts'
import type { Services } from './services.ts'

/**
 * Gives shares until the server is unsealed or they are used up; with `boundTo` only on the way of that binding, because
 * kept shares are released to no other one.
 * @throws Failure `not-found` without shares; what the server refuses.
 */
export async function giveShares(
  { servers, watch }: Services,
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
      if (!progress.sealed) break
    }
  } finally {
    // A wrong share changes the progress, too: the server forgets the others.
    watch.nudge(profileId)
  }
  if (progress === null) throw new Failure('not-found', 'There are no shares to give.')
  return progress
}
