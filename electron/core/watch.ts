/**
 * The live status of servers: one poll a server however many windows look, none when nobody does.
 *
 * Idle and well it is one request every 5 s; every 2 s while the server is sealed, since several people may be giving
 * their shares to it. A kept-open socket that breaks is looked into at once, so that a restart is
 * noticed without polling faster. What cannot be reached is tried again after 1, 2, 4, then every 5 s, and after five
 * minutes every 15 s. Where somebody is to hear of a seal while nobody looks, a server that was looked at is asked every
 * 30 s: the *vigil*.
 */
import type { ServerStatus } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import { asNobody } from '../vault/session.ts'
import { readHealth, readSealStatus } from '../vault/status.ts'
import type { Transport } from '../vault/transport.ts'
import { followQueue } from './events.ts'

const pollMs = 5_000
const sealedMs = 2_000
const statusTimeoutMs = 4_000
const firstRetriesMs = [1_000, 2_000, 4_000]
const patienceMs = 5 * 60_000
const slowRetryMs = 15_000
/** The least between two looks that lost sockets bring about: a server may close each one after its answer. */
const hushMs = 1_000

export interface WatchOptions {
  /** Is there somebody to hear of a seal while nobody looks? */
  readonly keepsVigil?: () => boolean
  /** Between two looks while nobody else looks. */
  readonly vigilMs?: number
  /** Called once when a server that was unsealed is found sealed. */
  readonly onSealed?: (profileId: string) => void
}

export interface Watch {
  /** One look now, shared with those who follow. */
  look(profileId: string, signal?: AbortSignal): Promise<ServerStatus>
  /** The status at once and after every poll, until `signal` aborts. */
  follow(profileId: string, signal: AbortSignal): AsyncGenerator<ServerStatus, void, void>
  /** Looks again right away, because something was done to the server. */
  nudge(profileId: string): void
  /** Forgets what was known: the connection leads to another server. */
  forget(profileId: string): void
  /** Asks nothing and tells nothing until `resume`; those who follow stay. */
  pause(): void
  resume(): void
  closeAll(): void
}

interface Poller {
  readonly listeners: Set<(status: ServerStatus) => void>
  /** Has anybody looked, so that the vigil holds for it? */
  wasFollowed: boolean
  last: ServerStatus | null
  looking: Promise<ServerStatus> | null
  /** When the last look began, by `performance.now`. */
  lookedAt: number
  timer: NodeJS.Timeout | null
  failures: number
  failingSince: number | null
  /** Which way to the server is listened to, and how to stop. */
  listening: { readonly to: Transport; readonly stop: () => void } | null
}

export function createWatch(
  transportOf: (profileId: string) => Promise<Transport>,
  { keepsVigil = () => false, vigilMs = 30_000, onSealed = () => {} }: WatchOptions = {},
): Watch {
  const pollers = new Map<string, Poller>()
  let paused = false

  const pollerOf = (profileId: string): Poller => {
    const known = pollers.get(profileId)
    if (known !== undefined) return known
    const poller: Poller = {
      listeners: new Set(),
      wasFollowed: false,
      last: null,
      looking: null,
      lookedAt: Number.NEGATIVE_INFINITY,
      timer: null,
      failures: 0,
      failingSince: null,
      listening: null,
    }
    pollers.set(profileId, poller)
    return poller
  }

  const deafen = (poller: Poller): void => {
    poller.listening?.stop()
    poller.listening = null
  }
  const listen = (profileId: string, poller: Poller, to: Transport): void => {
    if (poller.listening?.to === to) return
    deafen(poller)
    const onLost = () => schedule(profileId, poller, Math.max(0, poller.lookedAt + hushMs - performance.now()))
    poller.listening = { to, stop: to.onDisconnect(onLost) }
  }

  const isWanted = (poller: Poller): boolean =>
    !paused && (poller.listeners.size > 0 || (poller.wasFollowed && keepsVigil()))

  const wait = (poller: Poller): number => {
    if (poller.listeners.size === 0) return vigilMs
    if (poller.failingSince === null) return poller.last?.sealed === true ? sealedMs : pollMs
    if (Date.now() - poller.failingSince > patienceMs) return slowRetryMs
    return firstRetriesMs[poller.failures - 1] ?? pollMs
  }

  const schedule = (profileId: string, poller: Poller, after: number): void => {
    if (poller.timer !== null) clearTimeout(poller.timer)
    poller.timer = isWanted(poller) ? setTimeout(() => void look(profileId), after) : null
    poller.timer?.unref()
  }

  const nudge = (profileId: string): void => {
    const poller = pollers.get(profileId)
    if (poller === undefined || poller.listeners.size === 0 || paused) return
    void (poller.looking ?? Promise.resolve()).then(() => look(profileId))
  }

  const look = (profileId: string): Promise<ServerStatus> => {
    const poller = pollerOf(profileId)
    poller.looking ??= learn(profileId, poller).finally(() => {
      poller.looking = null
    })
    return poller.looking
  }

  const learn = async (profileId: string, poller: Poller): Promise<ServerStatus> => {
    const at = new Date().toISOString()
    const startedAt = Date.now()
    poller.lookedAt = performance.now()
    let status: ServerStatus
    try {
      const transport = await transportOf(profileId)
      // On vigil a lost socket is no reason to hurry: servers close idle ones.
      if (poller.listeners.size > 0) listen(profileId, poller, transport)
      status = { ...(await readStatus(transport, poller.last)), at, reachable: true }
      poller.failures = 0
      poller.failingSince = null
    } catch (problem) {
      // A connection that was removed needs no vigil.
      if (problem instanceof Failure && problem.code === 'not-found') poller.wasFollowed = false
      poller.failures += 1
      poller.failingSince ??= Date.now()
      deafen(poller)
      const { error: _before, nextTryAt: _then, ...known }: Partial<ServerStatus> = poller.last ?? {}
      status = { ...known, at, reachable: false, error: errorOf(problem) }
    }
    // A pause ends the look that is under way; that says nothing about the server.
    if (paused) return status
    // From start to start, so that a slow answer does not stretch the time in which a change is noticed.
    const after = Math.max(250, wait(poller) - (status.reachable ? Date.now() - startedAt : 0))
    const wasUnsealed = poller.last?.sealed === false
    if (!status.reachable) status = { ...status, nextTryAt: new Date(Date.now() + after).toISOString() }
    poller.last = status
    if (pollers.get(profileId) === poller) schedule(profileId, poller, after)
    for (const listener of poller.listeners) listener(status)
    if (wasUnsealed && status.reachable && status.sealed === true) onSealed(profileId)
    return status
  }

  const stopAll = (): void => {
    for (const poller of pollers.values()) {
      if (poller.timer !== null) clearTimeout(poller.timer)
      poller.timer = null
      deafen(poller)
    }
  }

  return {
    look,
    nudge,
    follow: (profileId, signal) =>
      followQueue(signal, (listener) => {
        const poller = pollerOf(profileId)
        poller.listeners.add(listener)
        poller.wasFollowed = true
        if (poller.last !== null) listener(poller.last)
        void look(profileId)
        return () => {
          poller.listeners.delete(listener)
          if (poller.listeners.size > 0) return
          deafen(poller)
          schedule(profileId, poller, vigilMs)
        }
      }),
    forget: (profileId) => {
      const poller = pollers.get(profileId)
      if (poller === undefined) return
      poller.last = null
      poller.failures = 0
      poller.failingSince = null
      poller.wasFollowed = poller.listeners.size > 0
    },
    pause: () => {
      paused = true
      stopAll()
    },
    resume: () => {
      paused = false
      for (const [profileId, poller] of pollers) {
        poller.failures = 0
        poller.failingSince = null
        if (poller.listeners.size > 0) nudge(profileId)
        else schedule(profileId, poller, vigilMs)
      }
    },
    closeAll: () => {
      stopAll()
      pollers.clear()
    },
  }
}

/**
 * One request where nothing has changed: `sys/health` while unsealed (it alone knows standby), `sys/seal-status` while
 * sealed (it alone knows progress). The other is asked when the seal has turned.
 */
async function readStatus(
  transport: Transport,
  last: ServerStatus | null,
): Promise<Omit<ServerStatus, 'at' | 'reachable'>> {
  const session = withDeadline(transport)
  const { error: _error, nextTryAt: _nextTryAt, ...known }: Partial<ServerStatus> = last ?? {}
  if (last?.sealed === false && last.reachable && last.storage !== undefined) {
    const health = await readHealth(session)
    if (health.sealed === false && health.version === last.version && health.clusterId === last.clusterId) {
      return { ...known, ...health }
    }
  }
  const seal = await readSealStatus(session)
  if (seal.sealed !== false) {
    const { role: _role, ...rest } = known
    return { ...rest, ...seal }
  }
  return { ...known, ...seal, ...(await readHealth(session)) }
}

function withDeadline(transport: Transport) {
  const session = asNobody(transport)
  return {
    request: (request: Parameters<typeof session.request>[0]) =>
      session.request({ ...request, timeoutMs: statusTimeoutMs, repeatable: false }),
  }
}

function errorOf(problem: unknown) {
  if (problem instanceof Failure) return problem.error
  return new Failure('unreachable', 'The server could not be asked.').error
}
