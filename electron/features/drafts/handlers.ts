import { once } from 'node:events'
import { Failure } from '../../contract/failure.ts'
import { createHolds } from '../../storage/drafts/holds.ts'
import type { Handlers } from '../../core/handler.ts'
import { consentIfHeld } from '../../core/consent/heldConsent.ts'
import type { Services } from '../../core/services.ts'
import { type Way, wayOf } from '../../storage/profiles/way.ts'

/** Edits that are not saved yet. */
export function draftsHandlers(services: Services): Handlers<'drafts'> {
  const { drafts, profiles, servers, ways, events, isLocked } = services

  const holds = createHolds()
  const sayChanged = () => {
    if (!isLocked()) events.emit({ type: 'drafts-changed' })
  }

  /** Returns the way that the person is signed in on, or else the connection's way. */
  const here = async (profileId: string): Promise<Way> =>
    servers.signedInOn(profileId) ?? wayOf(await profiles.get(profileId))

  return {
    // SECURITY: a draft's path names a secret, so it is listed only on the way of that draft
    // (docs/security.md, "Drafts").
    list: async ({ tab }) => {
      const found = await drafts.list()
      const current = new Map((await profiles.list()).map((profile) => [profile.id, wayOf(profile).id]))
      return found
        .filter(({ profileId, way }) => way !== null && current.get(profileId) === way)
        .map(({ way: _way, ...draft }) => ({ ...draft, isOpen: holds.isHeldByOthers(draft, tab) }))
    },
    read: async ({ profileId, place, session }, context) => {
      // SECURITY: a draft contains values, so only a signed-in person can open it (docs/security.md, "Drafts").
      const way = servers.signedInOn(profileId)
      if (way === null) throw new Failure('signed-out', 'You are not signed in to this server.')
      const draft = await drafts.read({ profileId, wayId: way.id }, place, session)
      await consentIfHeld(services, { profileId, place }, draft, context)
      return draft
    },
    keep: async ({ profileId, place, session, name, content }) => {
      // A page that outlives its session saves a draft of what it read there, even if the connection has changed since.
      const way = servers.lastSignedInOn(profileId) ?? (await here(profileId))
      // Passed on first, because a lock can follow at any moment. The facts of the way are for display only.
      const keeping = drafts.keep({ profileId, wayId: way.id }, place, content, { session, name })
      await Promise.all([keeping, ways.note(profileId, way).catch(() => undefined)])
      sayChanged()
      return {}
    },
    discard: async ({ profileId, place, session }) => {
      await drafts.discard({ profileId, wayId: (await here(profileId)).id }, place, session)
      sayChanged()
      return {}
    },
    hold: async function* ({ tab, ...draft }, { signal }) {
      const release = holds.take(draft, tab)
      if (release === null) {
        yield { isHeld: false }
        return {}
      }
      sayChanged()
      try {
        yield { isHeld: true }
        if (!signal.aborted) await once(signal, 'abort')
      } finally {
        release()
        sayChanged()
      }
      return {}
    },
  }
}
