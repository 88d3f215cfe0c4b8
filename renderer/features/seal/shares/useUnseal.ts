import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { UnsealProgress } from '../../../../electron/contract/server.ts'
import type { CallError, Result } from '../../../../electron/contract/result.ts'
import { bridge } from '../../../lib/bridge.ts'
import { readFailedAgain, serverStatus } from '../../../lib/queries/server.ts'
import { useAct } from '../../../lib/useAct.ts'

/** One way to submit shares. The values are held here only during the call. */
export type Unsealing =
  | { readonly by: 'share'; readonly share: string }
  | { readonly by: 'file'; readonly content: string }
  | { readonly by: 'kept' }
  | { readonly by: 'ceremony'; readonly ceremonyId: string }
  | { readonly by: 'reset' }

/** Submits to every sealed node, and returns the most important result: that of the connection's own node first. */
async function give(profileId: string, unsealing: Unsealing, migrate: boolean): Promise<Given> {
  const answer = await (unsealing.by === 'reset'
    ? bridge.server.resetNodes({ profileId })
    : bridge.server.unsealNodes({ profileId, source: unsealing, migrate }))
  if (!answer.ok) return { result: answer, own: null }
  const outcomes = answer.value
  const own = outcomes.find((outcome) => outcome.own)?.progress ?? null
  const told = [
    outcomes.find((outcome) => outcome.own && (outcome.progress ?? outcome.error) !== undefined),
    outcomes.find(({ error }) => error?.code === 'rejected'),
    outcomes.find(({ progress }) => progress !== undefined),
    outcomes.find(({ error }) => error !== undefined),
  ].find((outcome) => outcome !== undefined)
  const { warnings } = answer
  if (told?.error !== undefined) return { result: { ok: false, error: told.error }, own }
  return { result: { ok: true, value: told?.progress ?? unsealedAlready, warnings }, own }
}

interface Given {
  readonly result: Result<UnsealProgress>
  /** The result of the connection's own node, if it got shares. */
  readonly own: UnsealProgress | null
}

/** The progress when no node was sealed any more at the time of the call. */
const unsealedAlready: UnsealProgress = { sealed: false, threshold: 0, shares: 0, given: 0, nonce: '' }

/** Writes the server's answer into its status at once; the live watch updates the rest. */
function noteProgress(queryClient: QueryClient, profileId: string, progress: UnsealProgress): void {
  queryClient.setQueryData(serverStatus(profileId).queryKey, (status) =>
    status === undefined
      ? status
      : {
          ...status,
          initialized: true,
          sealed: progress.sealed,
          unseal: progress,
          joining: progress.sealed && progress.joining === true,
        },
  )
  if (progress.sealed) return
  // Reads that failed because the server was sealed are repeated.
  readFailedAgain(queryClient, profileId)
}

export interface UnsealFailure {
  readonly by: Unsealing['by']
  readonly error: CallError
  /** How many shares the server had before, and how many it needed. */
  readonly before: UnsealProgress | undefined
}

/**
 * Submits shares to a server, or discards those submitted. `run` returns the server's progress, `failure` is the last
 * refusal, `pending` the kind of call that runs. Starting over does not wait for a share that is being sent.
 */
export function useUnseal(profileId: string) {
  const queryClient = useQueryClient()
  const [by, setBy] = useState<Unsealing['by'] | null>(null)
  const [failure, setFailure] = useState<UnsealFailure | null>(null)
  const { start, isPending } = useAct(
    async (unsealing: Unsealing): Promise<Result<UnsealProgress>> => {
      const status = queryClient.getQueryData(serverStatus(profileId).queryKey)
      const before = status?.unseal
      setBy(unsealing.by)
      setFailure(null)
      const { result, own } = await give(profileId, unsealing, status?.migration === true)
      if (own !== null) noteProgress(queryClient, profileId, own)
      if (!result.ok) setFailure({ by: unsealing.by, error: result.error, before })
      return result
    },
    { overlaps: true },
  )
  return { run: start, pending: isPending ? by : null, failure }
}
