import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { UnsealProgress } from '../../../electron/contract/server.ts'
import type { CallError, Result } from '../../../electron/contract/result.ts'
import { bridge } from '../../lib/bridge.ts'
import { serverStatus } from '../../lib/queries/server.ts'

/** One way to give shares. The values are in here for as long as the call takes. */
export type Unsealing =
  | { readonly by: 'share'; readonly share: string }
  | { readonly by: 'file'; readonly content: string }
  | { readonly by: 'kept' }
  | { readonly by: 'ceremony'; readonly ceremonyId: string }
  | { readonly by: 'reset' }

function give(profileId: string, unsealing: Unsealing): Promise<Result<UnsealProgress>> {
  switch (unsealing.by) {
    case 'share':
      return bridge.server.unseal({ profileId, share: unsealing.share })
    case 'file':
      return bridge.server.unsealWithFile({ profileId, content: unsealing.content })
    case 'kept':
      return bridge.server.unsealWithKept({ profileId })
    case 'ceremony':
      return bridge.server.unsealWithCeremony({ ceremonyId: unsealing.ceremonyId })
    case 'reset':
      return bridge.server.resetUnseal({ profileId })
  }
}

/** What the server answered goes into its status at once; the live watch brings the rest. */
function noteProgress(queryClient: QueryClient, profileId: string, progress: UnsealProgress): void {
  queryClient.setQueryData(serverStatus(profileId).queryKey, (status) =>
    status === undefined ? status : { ...status, initialized: true, sealed: progress.sealed, unseal: progress },
  )
  if (progress.sealed) return
  // What failed because the server was sealed may be asked again.
  void queryClient.invalidateQueries({
    queryKey: [profileId],
    predicate: (query) => query.state.status === 'error' || query.queryKey[1] === 'session',
  })
}

export interface UnsealFailure {
  readonly by: Unsealing['by']
  readonly error: CallError
  /** How many shares the server had before, and of how many it needed. */
  readonly before: UnsealProgress | undefined
}

/** Gives shares to a server, or forgets those given. `run` answers what the server said, `failure` what it refused last. */
export function useUnseal(profileId: string) {
  const queryClient = useQueryClient()
  const [pending, setPending] = useState<Unsealing['by'] | null>(null)
  const [failure, setFailure] = useState<UnsealFailure | null>(null)

  // SECURITY: not a mutation of the query library, whose cache would hold on to the share (docs/security.md, "The window").
  async function run(unsealing: Unsealing): Promise<Result<UnsealProgress>> {
    const before = queryClient.getQueryData(serverStatus(profileId).queryKey)?.unseal
    setPending(unsealing.by)
    setFailure(null)
    const result = await give(profileId, unsealing)
    if (result.ok) noteProgress(queryClient, profileId, result.value)
    else setFailure({ by: unsealing.by, error: result.error, before })
    setPending(null)
    return result
  }

  return { run, pending, failure }
}
