/**
 * When each server started to work again in this window: after an unseal, a failover, or an outage. An error from
 * before that moment is outdated.
 */
import { useSyncExternalStore } from 'react'
import type { ErrorCode } from '../../electron/contract/result.ts'
import { CallFailed } from './call.ts'
import { connectionOf } from './errorSource.ts'

/** By `performance.now`. */
const turnedAt = new Map<string, number>()
const listeners = new Set<() => void>()

/** Records that a connection's server works again. */
export function noteServerWorks(profileId: string): void {
  turnedAt.set(profileId, performance.now())
  for (const listener of listeners) listener()
}

/** Errors about the state of a server, which end with that state. */
const stateCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'sealed',
  'not-initialized',
  'no-active-node',
  'another-cluster',
  'unreachable',
  'connection-refused',
  'connection-lost',
])

/**
 * Whether a problem is over because its server has worked again since: the server of the connection that the call
 * named, or of `openId` if the call named none.
 */
export function isOver(problem: unknown, openId: string | null): boolean {
  if (!(problem instanceof CallFailed) || !stateCodes.has(problem.error.code)) return false
  const profileId = connectionOf(problem.error) ?? openId
  return profileId !== null && (turnedAt.get(profileId) ?? Number.NEGATIVE_INFINITY) > problem.at
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether a problem is over; renders again when that changes. */
export const useIsOver = (problem: unknown): boolean =>
  useSyncExternalStore(subscribe, () => isOver(problem, openConnection()))

/** The connection that the address of this window names. */
const openConnection = (): string | null => /^#?\/c\/([^/?]+)/.exec(location.hash)?.[1] ?? null
