/**
 * Reads a secret repeatedly like an app: signs in with the role, reads every few seconds, and signs in again when
 * needed.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Failure } from '../../../contract/failure.ts'
import type { WatchItem } from '../../../contract/kubernetesDoctor.ts'
import { stringifyJson } from '../../../base/json/json.ts'
import type { PodLogin } from '../../../vault/kubernetesLogin.ts'
import type { VaultSession } from '../../../vault/session.ts'
import type { DoctorSession } from './doctorSession.ts'
import type { CallContext } from '../../../core/handler.ts'
import type { KvPlace } from '../../../core/kv/kvVersions.ts'
import type { SecretData } from '../../../core/held/secretValueCache.ts'
import { asRefusal, endPod, openOwnWay, readAsPod, signInAsPod, type Pod, type SecretPlace } from './podTrial.ts'
import type { Services } from '../../../core/services.ts'

export interface WatchOptions {
  readonly profileId: string
  readonly pod: Pod
  readonly secret: SecretPlace
  /** Null: the server is asked. */
  readonly place: KvPlace | null
  readonly seconds: number
}

interface Ended {
  readonly reads: number
  readonly changes: number
  readonly revoked: boolean | null
}

/** Running watches by ID, each with the function that ends it. */
export type Watches = Map<string, () => void>

const now = () => new Date().toISOString()

/** Returns the keys whose values have changed, and the keys that were added or removed. */
export function changedKeys(before: SecretData, after: SecretData): string[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  const textOf = (data: SecretData, key: string) => (data.has(key) ? stringifyJson(data.get(key)) : undefined)
  return [...keys].filter((key) => textOf(before, key) !== textOf(after, key))
}

/**
 * Ends through `watches`, the call's signal, or the end of the person's session. The role's token is revoked in each
 * case.
 */
export async function* watchAsPod(
  services: Services,
  { holds, watches }: { readonly holds: DoctorSession; readonly watches: Watches },
  { profileId, pod, secret, place, seconds }: WatchOptions,
  context: CallContext,
): AsyncGenerator<WatchItem, Ended, void> {
  const watchId = randomUUID()
  const over = new AbortController()
  const end = () => over.abort()
  watches.set(watchId, end)
  const stopListening = holds.onEnd(profileId, end)
  context.signal.addEventListener('abort', end)
  const transport = await openOwnWay(services, profileId)
  let signedIn: { readonly login: PodLogin; readonly session: VaultSession } | null = null
  let before: SecretData | null = null
  let reads = 0
  let changes = 0
  let revoked: boolean | null = null

  /** Runs one round: a sign-in if there is no token, then a read. */
  async function* round(): AsyncGenerator<WatchItem, void, void> {
    let step: 'sign-in' | 'read' = 'sign-in'
    try {
      if (signedIn === null) {
        signedIn = await signInAsPod(services, profileId, transport, pod, context)
        yield { kind: 'signed-in', at: now(), ttl: signedIn.login.ttl, policies: [...signedIn.login.policies] }
      }
      step = 'read'
      const { read, data } = await readAsPod(signedIn.session, secret, place, context.signal)
      reads++
      const changed = before === null ? [] : changedKeys(before, data)
      if (before !== null && changed.length === 0) yield { kind: 'same', at: now() }
      else {
        if (before !== null) changes++
        yield { kind: 'read', at: now(), read: { ...read, id: holds.reads.keep(profileId, data) }, changed }
      }
      before = data
    } catch (problem) {
      if (over.signal.aborted) return
      yield { kind: 'refused', at: now(), step, refusal: asRefusal(problem) }
      // The next round signs in again, like an app whose token has expired.
      if (step === 'read' && problem instanceof Failure && problem.code === 'permission-denied') await letGo()
      else if (step === 'read' && problem instanceof Failure && problem.code === 'token-expired') signedIn = null
    }
  }
  async function letGo(): Promise<void> {
    if (signedIn === null) return
    const ended = signedIn
    signedIn = null
    revoked = await endPod(services, profileId, ended)
  }

  try {
    yield { kind: 'began', at: now(), watchId }
    while (!over.signal.aborted) {
      yield* round()
      // An aborted pause ends the loop and is not an error.
      await setTimeout(seconds * 1000, undefined, { signal: over.signal }).catch(() => undefined)
    }
    await letGo()
    return { reads, changes, revoked }
  } finally {
    // SECURITY: the token of the role is revoked however the watch ended (docs/security.md, "Kubernetes").
    await letGo()
    await transport.close()
    watches.delete(watchId)
    stopListening()
    context.signal.removeEventListener('abort', end)
  }
}
