/**
 * The live status of servers: one poll a server however many windows look, none when nobody does.
 *
 * Idle and well it is one request every 5 s. A kept-open socket that breaks is looked into at once, so that a restart is
 * noticed without polling faster. What cannot be reached is tried again after 1, 2, 4, then every 5 s, and after five
 * minutes every 15 s.
 */
import type { ServerStatus } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import { asNobody } from '../vault/session.ts'
import { readHealth, readSealStatus } from '../vault/status.ts'
import type { Transport } from '../vault/transport.ts'
import { followQueue } from './events.ts'

const pollMs = 5_000
const statusTimeoutMs = 4_000
const firstRetriesMs = [1_000, 2_000, 4_000]
const patienceMs = 5 * 60_000
const slowRetryMs = 15_000

export interface Watch {
  /** One look now, shared with those who follow. */
  look(profileId: string, signal?: AbortSignal): Promise<ServerStatus>
  /** The status at once and after every poll, until `signal` aborts. */
  follow(profileId: string, signal: AbortSignal): AsyncGenerator<ServerStatus, void, void>
  /** Looks again right away, because something was done to the server. */
  nudge(profileId: string): void
  closeAll(): void
}

interface Poller {
  readonly listeners: Set<(status: ServerStatus) => void>
  last: ServerStatus | null
  looking: Promise<ServerStatus> | null
  timer: NodeJS.Timeout | null
  failures: number
  failingSince: number | null
  /** Which way to the server is listened to, and how to stop. */
  listening: { readonly to: Transport; readonly stop: () => void } | null
}

export function createWatch(transportOf: (profileId: string) => Promise<Transport>): Watch {
  const pollers = new Map<string, Poller>()

  const pollerOf = (profileId: string): Poller => {
    const known = pollers.get(profileId)
    if (known !== undefined) return known
    const poller: Poller = {
      listeners: new Set(),
      last: null,
      looking: null,
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
    poller.listening = { to, stop: to.onDisconnect(() => nudge(profileId)) }
  }

  const wait = (poller: Poller): number => {
    if (poller.failingSince === null) return pollMs
    if (Date.now() - poller.failingSince > patienceMs) return slowRetryMs
    return firstRetriesMs[poller.failures - 1] ?? pollMs
  }

  const schedule = (profileId: string, poller: Poller, after: number): void => {
    if (poller.timer !== null) clearTimeout(poller.timer)
    poller.timer = poller.listeners.size === 0 ? null : setTimeout(() => void look(profileId), after)
    poller.timer?.unref()
  }

  const nudge = (profileId: string): void => {
    const poller = pollers.get(profileId)
    if (poller === undefined || poller.listeners.size === 0) return
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
    let status: ServerStatus
    try {
      const transport = await transportOf(profileId)
      listen(profileId, poller, transport)
      status = { ...(await readStatus(transport, poller.last)), at, reachable: true }
      poller.failures = 0
      poller.failingSince = null
    } catch (problem) {
      poller.failures += 1
      poller.failingSince ??= Date.now()
      deafen(poller)
      const { error: _before, nextTryAt: _then, ...known }: Partial<ServerStatus> = poller.last ?? {}
      status = { ...known, at, reachable: false, error: errorOf(problem) }
    }
    // From start to start, so that a slow answer does not stretch the time in which a change is noticed.
    const after = Math.max(250, wait(poller) - (status.reachable ? Date.now() - startedAt : 0))
    if (!status.reachable) status = { ...status, nextTryAt: new Date(Date.now() + after).toISOString() }
    poller.last = status
    if (pollers.get(profileId) === poller) schedule(profileId, poller, after)
    for (const listener of poller.listeners) listener(status)
    return status
  }

  return {
    look,
    nudge,
    follow: (profileId, signal) =>
      followQueue(signal, (listener) => {
        const poller = pollerOf(profileId)
        poller.listeners.add(listener)
        if (poller.last !== null) listener(poller.last)
        void look(profileId)
        return () => {
          poller.listeners.delete(listener)
          if (poller.listeners.size > 0) return
          if (poller.timer !== null) clearTimeout(poller.timer)
          poller.timer = null
          deafen(poller)
        }
      }),
    closeAll: () => {
      for (const poller of pollers.values()) {
        if (poller.timer !== null) clearTimeout(poller.timer)
        deafen(poller)
      }
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
