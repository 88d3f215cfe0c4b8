import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { ServerStatus } from '../../electron/contract/server.ts'
import { bridge } from '../lib/bridge.ts'
import { clusterTrouble } from '../lib/clusterHealth.ts'
import { noteServerWorks } from '../lib/serverTurns.ts'
import { readFailedAgain, serverStatus } from '../lib/queries/server.ts'

const subscribe = (listener: () => void) => {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
/** Milliseconds until a watch that ended starts again. */
const againMs = 1_000

const isVisible = () => document.visibilityState === 'visible'

/** Keeps the status of the open connections fresh in the query cache; pauses while the window is hidden. */
export function useLiveStatus(profileIds: readonly string[]): void {
  const queryClient = useQueryClient()
  const visible = useSyncExternalStore(subscribe, isVisible)
  const key = profileIds.join(' ')

  useEffect(() => {
    if (!visible || key === '') return
    const stop = new AbortController()
    const take = (profileId: string, status: ServerStatus) => {
      const { queryKey } = serverStatus(profileId)
      const before = queryClient.getQueryData(queryKey)
      queryClient.setQueryData(queryKey, status)
      // A server that is reachable again, was unsealed, has an active node again, or whose cluster was accepted or answers
      // again: reads may have failed for that reason.
      const turned =
        before !== undefined &&
        (before.sealed !== status.sealed ||
          before.reachable !== status.reachable ||
          before.otherCluster?.id !== status.otherCluster?.id ||
          (before.clusterHealth !== status.clusterHealth && status.clusterHealth === 'well'))
      const works =
        status.reachable && status.sealed === false && status.initialized !== false && status.otherCluster === undefined
      if (works && clusterTrouble(status) === null) noteServerWorks(profileId)
      if (turned && works) {
        readFailedAgain(queryClient, profileId)
      }
    }
    const watch = async (profileId: string) => {
      // The watch has no end of its own; one that ended all the same (the connection to the core broke) starts again.
      while (!stop.signal.aborted) {
        for await (const status of bridge.server.watch({ profileId }, stop.signal)) take(profileId, status)
        await new Promise((resolve) => setTimeout(resolve, againMs))
      }
    }
    for (const profileId of key.split(' ')) void watch(profileId)
    return () => stop.abort()
  }, [key, visible, queryClient])
}
