import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AppEvent } from '../../electron/contract/app.ts'
import { bridge } from '../lib/bridge.ts'
import { appState, draftList } from '../lib/queries/app.ts'
import { connectionList, practiceState } from '../lib/queries/connections.ts'
import { signedInIdentity } from '../lib/queries/session.ts'

const keysOf = (event: AppEvent): readonly (readonly unknown[])[] => {
  switch (event.type) {
    case 'locked':
    case 'unlocked':
    case 'settings-changed':
    case 'custody-changed':
      return [appState.queryKey]
    case 'connections-changed':
      return [connectionList.queryKey]
    case 'session-changed':
      return [signedInIdentity(event.profileId).queryKey]
    case 'drafts-changed':
      return [draftList.queryKey]
    case 'practice-changed':
      return [practiceState.queryKey]
  }
}

/** Follows what happens by itself in the core, for as long as the window is open. Answers whether the core is there. */
export function useAppEvents(onGone: () => void): void {
  const queryClient = useQueryClient()
  useEffect(() => {
    const stop = new AbortController()
    const follow = async () => {
      const events = bridge.app.events({}, stop.signal)
      for await (const event of events) {
        for (const queryKey of keysOf(event)) void queryClient.invalidateQueries({ queryKey })
      }
      await events.result
      if (!stop.signal.aborted) onGone()
    }
    void follow()
    return () => stop.abort()
  }, [queryClient, onGone])
}
