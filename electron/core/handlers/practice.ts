import type { PracticeProgress, PracticeState } from '../../contract/practice.ts'
import { followQueue } from '../events.ts'
import type { Handlers } from '../handler.ts'
import type { Services } from '../services.ts'
import { removeConnection } from './connections.ts'

/** The practice server and its connection. */
export function practiceHandlers(services: Services): Handlers<'practice'> {
  const { practice, profiles, credentials, ceremonies, events } = services

  const profileOf = async () => (await profiles.list()).find((profile) => profile.practice)
  const state = async (): Promise<PracticeState> => {
    const [now, profile] = await Promise.all([practice.state(), profileOf()])
    return { ...now, profileId: profile?.id ?? null }
  }
  /** The connection of the practice server, at the address where it now listens. */
  const connect = async (address: string): Promise<void> => {
    const draft = {
      name: 'practice',
      address,
      namespace: '',
      stage: 'dev' as const,
      caPem: null,
      clientCertPem: null,
      tlsServerName: null,
      skipVerify: false,
      proxy: null,
    }
    const profile = await profileOf()
    if (profile === undefined) await profiles.add(draft, { practice: true })
    else if (profile.address !== address) {
      // The same server on another port: its keys and its token move with it.
      await credentials.change(profile.id, (kept) => ({ ...kept, tokenFor: address, keysFor: address }))
      await ceremonies.move(profile.id, address)
      services.servers.signOut(profile.id)
      await profiles.update(profile.id, { ...draft, name: profile.name, stage: profile.stage })
      await services.servers.reset(profile.id)
    }
    events.emit({ type: 'connections-changed' })
  }
  const changed = async (): Promise<PracticeState> => {
    events.emit({ type: 'practice-changed' })
    const profile = await profileOf()
    if (profile !== undefined) services.watch.nudge(profile.id)
    return state()
  }

  return {
    state,

    start: async function* (_input, { signal }) {
      const began = Date.now()
      const ended = new AbortController()
      let report: (progress: PracticeProgress) => void = () => undefined
      const work = practice
        .start((progress) => report({ ...progress, seconds: (Date.now() - began) / 1000 }), signal)
        .finally(() => ended.abort())
      // Its failure is thrown below, when it is awaited; here it only must not count as unhandled.
      work.catch(() => undefined)
      yield* followQueue<PracticeProgress>(ended.signal, (listener) => {
        report = listener
        return () => undefined
      })
      const { address } = await work
      await connect(address)
      yield { phase: 'ready', seconds: (Date.now() - began) / 1000 }
      return changed()
    },

    stop: async () => {
      await practice.stop()
      return changed()
    },

    wipe: async () => {
      await practice.wipe()
      const profile = await profileOf()
      if (profile !== undefined) await removeConnection(services, profile.id)
      return changed()
    },
  }
}
