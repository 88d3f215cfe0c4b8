/**
 * What the doctor stores for a person: JWTs, the values that a trial has read, and dropped kubeconfigs. In memory only;
 * dropped at lock and sign-out, and when another person signs in.
 */
import { randomUUID } from 'node:crypto'
import { Failure } from '../../../contract/failure.ts'
import type { LoadedKubeconfig } from '../../../kubernetes/kubeconfig.ts'
import type { SecretData } from '../../../core/held/secretValueCache.ts'
import type { Services } from '../../../core/services.ts'

interface Held<T> {
  readonly profileId: string
  /** The Vault token of the person who added it. */
  readonly owner: string
  readonly thing: T
}

/** The maximum number of items; the oldest is dropped. */
const maxCount = 40

export interface Holds<T> {
  /** Stores it for the signed-in person. Errors: `signed-out`. */
  keep(profileId: string, thing: T): string
  /** Returns the item. Errors: `not-found`. */
  get(profileId: string, id: string): T
}

export interface DoctorSession {
  readonly tokens: Holds<string>
  readonly reads: Holds<SecretData>
  readonly kubeconfigs: Map<string, LoadedKubeconfig>
  /** Calls `end` when the person at `profileId` signs out, or the app locks. Returns a function that unregisters it. */
  onEnd(profileId: string, end: () => void): () => void
}

export function createDoctorSession({ servers, events }: Pick<Services, 'servers' | 'events'>): DoctorSession {
  const kubeconfigs = new Map<string, LoadedKubeconfig>()
  const stores: Map<string, Held<unknown>>[] = []
  const ends = new Set<{ readonly profileId: string; readonly end: () => void }>()

  function holds<T>(): Holds<T> {
    const held = new Map<string, Held<T>>()
    stores.push(held)
    return {
      keep: (profileId, thing) => {
        const owner = servers.tokenOf(profileId)
        if (owner === null) throw new Failure('signed-out', 'You are not signed in to this server.')
        const id = randomUUID()
        held.set(id, { profileId, owner, thing })
        const [oldest] = held.keys()
        if (held.size > maxCount && oldest !== undefined) held.delete(oldest)
        return id
      },
      get: (profileId, id) => {
        const entry = held.get(id)
        // SECURITY: an item that one person added is not given to the next one (docs/security.md, "Kubernetes").
        if (entry === undefined || entry.profileId !== profileId || entry.owner !== servers.tokenOf(profileId)) {
          throw new Failure('not-found', 'The token is no longer held.')
        }
        return entry.thing
      },
    }
  }

  const forget = (isOver: (profileId: string) => boolean) => {
    for (const store of stores) for (const [id, { profileId }] of store) if (isOver(profileId)) store.delete(id)
    for (const { profileId, end } of ends) if (isOver(profileId)) end()
  }
  events.listen((event) => {
    if (event.type === 'locked') {
      kubeconfigs.clear()
      forget(() => true)
    } else if (event.type === 'session-changed' && servers.signedIn(event.profileId) === null) {
      forget((profileId) => profileId === event.profileId)
    }
  })

  return {
    tokens: holds<string>(),
    reads: holds<SecretData>(),
    kubeconfigs,
    onEnd: (profileId, end) => {
      const entry = { profileId, end }
      ends.add(entry)
      return () => ends.delete(entry)
    },
  }
}
