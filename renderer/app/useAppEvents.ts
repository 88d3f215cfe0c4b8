import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import type { AppEvent } from '../../electron/contract/app.ts'
import { bridge } from '../lib/bridge.ts'
import { appState, draftList } from '../lib/queries/app.ts'
import { connectionList, practiceState } from '../lib/queries/connections.ts'
import { allowedItems, custodyItems, keptOfAnyConnection, lostConnections } from '../lib/queries/custody.ts'
import { keptPlaces } from '../lib/queries/places.ts'
import { unfinishedCeremony } from '../lib/queries/server.ts'
import { noteQuestion } from '../lib/openQuestion.ts'
import { refreshQuery } from '../lib/refreshQuery.ts'
import { signedInIdentity } from '../lib/queries/session.ts'

const keysOf = (event: AppEvent): readonly (readonly unknown[])[] => {
  switch (event.type) {
    case 'locked':
    case 'unlocked':
    case 'settings-changed':
      return [appState.queryKey]
    case 'custody-changed':
      return [appState.queryKey, custodyItems.queryKey, allowedItems.queryKey, lostConnections.queryKey]
    case 'connections-changed':
      return [connectionList.queryKey]
    case 'session-changed':
      return [signedInIdentity(event.profileId).queryKey]
    case 'drafts-changed':
      return [draftList.queryKey]
    case 'places-changed':
      return [keptPlaces(event.profileId).queryKey]
    case 'practice-changed':
      return [practiceState.queryKey]
    case 'ceremony-changed':
      return [unfinishedCeremony(event.profileId).queryKey]
    case 'sealed':
    case 'cluster-lost':
    case 'consent-changed':
      return []
  }
}

/**
 * Follows the core's own events for as long as the window is open. Calls `onGone` when the core has ended, `onLocked`
 * when Strongroom was locked, and `onSealed` when a server is found sealed or its cluster is lost.
 */
export function useAppEvents(
  onGone: () => void,
  onLocked: () => void,
  onSealed: (profileId: string, name: string, event: 'sealed' | 'cluster-lost') => void,
): void {
  const queryClient = useQueryClient()
  const sealed = useEffectEvent(onSealed)
  useEffect(() => {
    const stop = new AbortController()
    const follow = async () => {
      const events = bridge.app.events({}, stop.signal)
      for await (const event of events) {
        if (event.type === 'locked') onLocked()
        if (event.type === 'sealed' || event.type === 'cluster-lost') sealed(event.profileId, event.name, event.type)
        for (const queryKey of keysOf(event)) void refreshQuery(queryClient, queryKey)
        if (event.type === 'consent-changed') noteQuestion(event.question)
        if (event.type === 'custody-changed') {
          // The count of stored items of every connection.
          void queryClient.invalidateQueries(keptOfAnyConnection)
        }
      }
      await events.result
      if (!stop.signal.aborted) onGone()
    }
    void follow()
    return () => stop.abort()
  }, [queryClient, onGone, onLocked])
}
