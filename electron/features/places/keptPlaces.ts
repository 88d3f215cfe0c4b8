import { Failure } from '../../contract/failure.ts'
import type { PlacesOf } from '../../storage/places/places.ts'
import { resolveMount } from '../../vault/mounts.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/** Places that a person may want to return to. */
export function keptPlacesHandlers(services: Services): Handlers<'places'> {
  const { places, servers, kvVersions, ways, events } = services

  const of = async (profileId: string): Promise<PlacesOf> => {
    // SECURITY: names of secrets are shown only to a person who is signed in, and only on that way
    // (docs/security.md, "Places").
    const way = servers.signedInOn(profileId)
    if (way === null) throw new Failure('signed-out', 'You are not signed in to this server.')
    return { profileId, wayId: way.id }
  }
  const changing = async (profileId: string): Promise<PlacesOf> => {
    const places = await of(profileId)
    const way = servers.signedInOn(profileId)
    if (way !== null) await ways.note(profileId, way)
    return places
  }
  const changed = async (profileId: string, work: (of: PlacesOf) => Promise<void>) => {
    await work(await changing(profileId))
    events.emit({ type: 'places-changed', profileId })
    return {}
  }

  return {
    read: async ({ profileId }) => places.read(await of(profileId)),
    // No event: each window has its own tree, and the next start restores the one that changed last.
    keepOpen: async ({ profileId, open }) => {
      await places.keepOpen(await changing(profileId), open)
      return {}
    },
    visit: ({ profileId, place }) => changed(profileId, (kept) => places.visit(kept, place)),
    setFavorite: ({ profileId, place, isFavorite }) =>
      changed(profileId, (kept) => places.setFavorite(kept, place, isFavorite)),
    remember: ({ profileId, place }) => changed(profileId, (kept) => places.remember(kept, place)),
    forget: ({ profileId, place }) => changed(profileId, (kept) => places.forget(kept, place)),
    setAuthMount: ({ profileId, mount, isKept }) =>
      changed(profileId, (kept) => places.setAuthMount(kept, mount, isKept)),
    mountOf: async ({ profileId, path }, context) => {
      const session = await servers.authenticated(profileId, context)
      try {
        const mount = await resolveMount(session, path, context.signal)
        if (mount.kvVersion === undefined) return null
        kvVersions.learn(profileId, [mount])
        return { mount: mount.path, kvVersion: mount.kvVersion }
      } catch (problem) {
        const says = problem instanceof Failure ? problem.code : null
        // Older servers do not have the call, and a path without any capability is refused like a missing one.
        if (says === 'permission-denied' || says === 'not-found' || says === 'invalid-input') return null
        throw problem
      }
    },
  }
}
