import type { PracticeProgress, PracticeState } from '../../contract/practice.ts'
import { followQueue } from '../events.ts'
import type { Handlers } from '../handler.ts'
import { practiceProfile } from '../provenProfiles.ts'
import type { Services } from '../services.ts'
import { removeConnection } from './connections.ts'

/** The practice server and its connection. */
export function practiceHandlers(services: Services): Handlers<'practice'> {
  const { practice, events } = services

  const profileOf = () => practiceProfile(services)
  const state = async (): Promise<PracticeState> => {
    const [now, profile] = await Promise.all([practice.state(), profileOf()])
    return { ...now, profileId: profile?.id ?? null }
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
      const { connectPractice } = await import('../practiceConnection.ts')
      await connectPractice(services, address)
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
