import type { Profile, ProfileDraft } from '../../contract/connections.ts'
import { testConnection } from '../../vault/diagnose.ts'
import { checkClientKey } from '../../vault/certificates.ts'
import { readEnvironment } from '../../profiles/environment.ts'
import type { Handlers } from '../handler.ts'
import { transportOptions } from '../servers.ts'
import type { Services } from '../services.ts'

/** Connections: profiles, and what is sealed for them. */
export function connectionsHandlers(services: Services): Handlers<'connections'> {
  const { deps, profiles, credentials, events } = services

  const withKey = async (profile: Omit<Profile, 'hasClientKey'>): Promise<Profile> => ({
    ...profile,
    hasClientKey: (await credentials.read(profile.id)).clientKeyPem !== null,
  })
  const list = async () => Promise.all((await profiles.list()).map(withKey))
  const keepKey = async (profileId: string, draft: ProfileDraft): Promise<void> => {
    const key = draft.clientKeyPem
    if (key === undefined) return
    await credentials.change(profileId, (kept) => ({ ...kept, clientKeyPem: key === '' ? null : key }))
  }

  return {
    list,
    add: async ({ profile: draft }) => {
      checkClientKey(draft.clientCertPem, draft.clientKeyPem ?? null)
      const added = await profiles.add(draft)
      await keepKey(added.id, draft)
      events.emit({ type: 'connections-changed' })
      return withKey(added)
    },
    update: async ({ profileId, profile: draft }) => {
      const before = await profiles.get(profileId)
      if (draft.clientKeyPem !== undefined) checkClientKey(draft.clientCertPem, draft.clientKeyPem)
      const updated = await profiles.update(profileId, draft)
      await keepKey(profileId, draft)
      // SECURITY: a token goes only to the server that it was given for.
      if (before.address !== updated.address || before.namespace !== updated.namespace) {
        services.servers.signOut(profileId)
        await credentials.change(profileId, (kept) => ({ ...kept, token: null }))
      }
      await services.servers.reset(profileId)
      services.kvVersions.forget(profileId)
      services.watch.nudge(profileId)
      events.emit({ type: 'connections-changed' })
      return withKey(updated)
    },
    remove: async ({ profileId }) => {
      await removeConnection(services, profileId)
      return {}
    },
    reorder: async ({ order }) => {
      await profiles.reorder(order)
      events.emit({ type: 'connections-changed' })
      return list()
    },
    test: async ({ profile: draft, profileId }, { signal }) => {
      const kept = profileId === undefined ? null : (await credentials.read(profileId)).clientKeyPem
      const key = draft.clientKeyPem === undefined ? kept : draft.clientKeyPem
      return testConnection(transportOptions(draft, key), signal)
    },
    fromEnvironment: async () => readEnvironment(deps.environment),
  }
}

/** Removes a connection and everything that is kept for it. */
export async function removeConnection(services: Services, profileId: string): Promise<void> {
  const { profiles, credentials, ceremonies, drafts, servers, events } = services
  servers.signOut(profileId)
  await servers.reset(profileId)
  await Promise.all([credentials.removeAll(profileId), ceremonies.removeAll(profileId), drafts.removeAll(profileId)])
  await profiles.remove(profileId)
  events.emit({ type: 'connections-changed' })
}
