/**
 * Watches of this window. A watch continues while the person looks at other pages, for instance to change the secret
 * that it reads. It ends on request, with the sign-in, with a lock, with the window, and after it was out of view for a
 * while.
 */
import { hashKey, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { WatchItem } from '../../../../electron/contract/kubernetesDoctor.ts'
import { bridge } from '../../../lib/bridge.ts'
import { CallFailed } from '../../../lib/call.ts'
import { useWindowState } from '../../../lib/windowState.ts'
import { secretWatchKey } from './queries.ts'
import type { SecretPlace } from './secretPlace.ts'

/** Seconds between two reads. */
export const pause = 3
/** The number of events that are kept. */
const maxCount = 30
/** Milliseconds for which a watch continues out of view. */
const longestUnseen = 10 * 60_000

/** Events that get a line. */
export type WatchEvent = Exclude<WatchItem, { kind: 'began' | 'same' }>

export interface SecretWatch {
  readonly id: number
  readonly mount: string
  readonly role: string
  readonly secret: SecretPlace
  /** The latest first. */
  readonly events: readonly WatchEvent[]
  /** ISO 8601. */
  readonly lastRead: string | null
  readonly isRunning: boolean
  readonly ended: { readonly reads: number; readonly revoked: boolean | null } | null
  readonly problem: unknown
}

export interface WatchWish {
  readonly tokenId: string
  readonly mount: string
  readonly role: string
  readonly secret: SecretPlace
}

/** The running part of a watch. It holds no secret: its token and what it read are in the core. */
interface Behind {
  readonly stop: AbortController
  watchId: string | null
  lookers: number
  timer: ReturnType<typeof setTimeout> | undefined
}

const behind = new Map<string, Behind>()
let lastId = 0

/** The watch of a connection, to show outside the doctor; null before the first. */
export const useWatchState = (profileId: string) => useWindowState<SecretWatch>(secretWatchKey(profileId))[0]

export interface SecretWatching {
  readonly watch: SecretWatch | null
  /** `onUnseenChange` is called when a changed secret arrives while the watch is out of view. */
  readonly begin: (wish: WatchWish, onUnseenChange: () => void) => void
  readonly end: () => void
}

/** The watch of a connection, shared by all its views. */
export function useSecretWatch(profileId: string): SecretWatching {
  const client = useQueryClient()
  const key = secretWatchKey(profileId)
  const hash = hashKey(key)
  const watch = useWatchState(profileId)
  useEffect(() => {
    const here = behind.get(hash)
    if (here === undefined) return
    here.lookers++
    clearTimeout(here.timer)
    return () => {
      here.lookers--
      if (here.lookers === 0) here.timer = setTimeout(() => endOf(here), longestUnseen)
    }
  }, [hash, watch?.id])
  return {
    watch,
    begin: (wish, onUnseenChange) => {
      behind.get(hash)?.stop.abort()
      void follow(client, { profileId, ...wish }, onUnseenChange)
    },
    end: () => {
      const here = behind.get(hash)
      if (here !== undefined) endOf(here)
    },
  }
}

/** Ends the watch so that it still reports what became of its token. */
function endOf({ watchId, stop }: Behind): void {
  if (watchId === null) stop.abort()
  else void bridge.kubernetesDoctor.endWatch({ watchId })
}

async function follow(
  client: QueryClient,
  { profileId, mount, role, secret, tokenId }: WatchWish & { readonly profileId: string },
  onUnseenChange: () => void,
): Promise<void> {
  const key = secretWatchKey(profileId)
  const here: Behind = { stop: new AbortController(), watchId: null, lookers: 0, timer: undefined }
  const id = ++lastId
  behind.set(hashKey(key), here)
  const change = (next: (before: SecretWatch) => SecretWatch) => {
    const now = client.getQueryData<SecretWatch | null>(key)
    // SECURITY: if a lock or a sign-out emptied it, or another began, nothing is written back into the window
    // (docs/security.md, "The window").
    if (now?.id !== id) here.stop.abort()
    else client.setQueryData<SecretWatch | null>(key, next(now))
  }
  const first: SecretWatch = {
    id,
    mount,
    role,
    secret,
    events: [],
    lastRead: null,
    isRunning: true,
    ended: null,
    problem: null,
  }
  client.setQueryData<SecretWatch | null>(key, first)
  const stream = bridge.kubernetesDoctor.watch(
    { profileId, tokenId, mount, role, secret, seconds: pause },
    here.stop.signal,
  )
  for await (const item of stream) {
    if (item.kind === 'began') here.watchId = item.watchId
    else if (item.kind === 'same') change((before) => ({ ...before, lastRead: item.at }))
    else {
      change((before) => ({
        ...before,
        ...(item.kind === 'read' && { lastRead: item.at }),
        events: [item, ...before.events].slice(0, maxCount),
      }))
      if (item.kind === 'read' && item.changed.length > 0 && here.lookers === 0) onUnseenChange()
    }
  }
  const result = await stream.result
  clearTimeout(here.timer)
  if (behind.get(hashKey(key)) === here) behind.delete(hashKey(key))
  change((before) => ({
    ...before,
    isRunning: false,
    ...(result.ok
      ? { ended: result.value }
      : here.stop.signal.aborted
        ? {}
        : { problem: new CallFailed(result.error) }),
  }))
}
