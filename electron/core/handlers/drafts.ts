import { Failure } from '../../contract/failure.ts'
import type { Handlers } from '../handler.ts'
import type { Services } from '../services.ts'

/** Edits that are not saved yet. */
export function draftsHandlers(services: Services): Handlers<'drafts'> {
  const { drafts, servers, events, isLocked } = services

  return {
    list: async () => drafts.list(),
    read: async ({ profileId, place }) => {
      // SECURITY: a draft holds values, so it opens only to somebody who is signed in (docs/security.md, "Drafts").
      if (servers.signedIn(profileId) === null) throw new Failure('signed-out', 'Nobody is signed in to this server.')
      return drafts.read(profileId, place)
    },
    keep: async ({ profileId, place, content }) => {
      await drafts.keep(profileId, place, content)
      if (!isLocked()) events.emit({ type: 'drafts-changed' })
      return {}
    },
    discard: async ({ profileId, place }) => {
      await drafts.discard(profileId, place)
      events.emit({ type: 'drafts-changed' })
      return {}
    },
  }
}
