import type { PracticeProgress, PracticeState } from '../../contract/practice.ts'
import { followQueue } from '../../core/events.ts'
import type { Handlers } from '../../core/handler.ts'
import { practiceProfile } from '../../core/sessions/provenProfiles.ts'
import type { Services } from '../../core/services.ts'
import type { Practice } from './practice.ts'
import { removeConnection } from '../../core/custody/removeConnection.ts'

/** The practice server and its connection. */
export function practiceHandlers(services: Services, practice: Practice): Handlers<'practice'> {
  const { events } = services

  const profileOf = () => practiceProfile(services)
  const state = async (): Promise<PracticeState> => {
    const [now, profile] = await Promise.all([practice.state(), profileOf()])
    return { ...now, profileId: profile?.id ?? null }
  }
  const changed = async (): Promise<PracticeState> => {
    events.emit({ type: 'practice-changed' })
    const profile = await profileOf()
    if (profile !== undefined) services.statusPoller.nudge(profile.id)
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
      // The failure is thrown below, where it is awaited. This only keeps it from counting as unhandled.
      work.catch(() => undefined)
      yield* followQueue<PracticeProgress>(ended.signal, (listener) => {
        report = listener
        return () => undefined
      })
      const { address } = await work
      const { connectPractice } = await import('./practiceConnection.ts')
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
