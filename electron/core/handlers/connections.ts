import type { Profile, ProfileDraft } from '../../contract/connections.ts'
import { Failure } from '../../contract/failure.ts'
import { checkClientKey } from '../../vault/certificates.ts'
import { readEnvironment } from '../../profiles/environment.ts'
import { earlierPoliciesPrefix } from '../earlierPoliciesPrefix.ts'
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
  const refuseIfDrafts = async (profileId: string): Promise<void> => {
    if (!(await services.drafts.list()).some((draft) => draft.profileId === profileId)) return
    throw new Failure('rejected', 'There are unsaved edits: sign in, or discard them, before the address changes.')
  }
  const keepKey = (profileId: string, key: string | null): Promise<void> =>
    credentials.change(profileId, (kept) => ({ ...kept, clientKeyPem: key === '' ? null : key }))

  /**
   * The key that goes with the certificate after a change: the typed one, or else the one that is kept. It is checked
   * where one of the two is new; a certificate that goes takes its key with it.
   */
  const keyAfter = async (draft: ProfileDraft, profileId: string | undefined, certificateBefore: string | null) => {
    if (draft.clientCertPem === null && (draft.clientKeyPem ?? '') === '') return null
    const kept = profileId === undefined ? null : (await credentials.read(profileId)).clientKeyPem
    const key = draft.clientKeyPem === undefined ? kept : draft.clientKeyPem
    const same = draft.clientKeyPem === undefined && draft.clientCertPem === certificateBefore
    if (!same) checkClientKey(draft.clientCertPem, key)
    return key
  }

  return {
    list,
    add: async ({ profile: draft }) => {
      const key = await keyAfter(draft, undefined, null)
      const added = await profiles.add(draft)
      if (key !== null) await keepKey(added.id, key)
      events.emit({ type: 'connections-changed' })
      return withKey(added)
    },
    update: async ({ profileId, profile: draft }) => {
      const before = await profiles.get(profileId)
      const key = await keyAfter(draft, profileId, before.clientCertPem)
      const moves = before.address !== draft.address
      // SECURITY: a draft holds values. Whoever could lead the connection to a server of their own would be somebody who
      // is signed in, and read it (docs/security.md, "Drafts").
      const isSignedIn = services.servers.signedIn(profileId) !== null
      if (moves && !isSignedIn) await refuseIfDrafts(profileId)
      // SECURITY: a token goes only to the server that it was given for (docs/security.md, "Tokens"); first of all, so
      // that no call that comes in between takes it along.
      if (moves || provesItselfOtherwise(before, draft)) {
        services.servers.signOut(profileId)
        await credentials.change(profileId, (kept) => ({ ...kept, token: null, tokenFor: '' }))
      }
      const updated = await profiles.update(profileId, draft)
      // SECURITY: names of secrets follow whoever may read them (docs/security.md, "Places").
      if (moves && isSignedIn) await services.places.move(profileId, before.address, draft.address)
      await keepKey(profileId, key)
      await services.servers.reset(profileId)
      services.kvVersions.forget(profileId)
      if (moves) services.watch.forget(profileId)
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
      const key = draft.clientKeyPem === undefined && draft.clientCertPem !== null ? kept : (draft.clientKeyPem ?? null)
      // Asked for now and then: the start need not wait for it.
      const { testConnection } = await import('../../vault/diagnose.ts')
      return testConnection(transportOptions(draft, key), signal)
    },
    fromEnvironment: async () => readEnvironment(deps.environment),
  }
}

/** Does the draft name another namespace, or a server that proves itself in another way, or not at all? */
function provesItselfOtherwise(before: Omit<Profile, 'hasClientKey'>, draft: ProfileDraft): boolean {
  return (
    before.namespace !== draft.namespace ||
    (before.tlsServerName ?? '') !== (draft.tlsServerName ?? '') ||
    (draft.skipVerify && !before.skipVerify)
  )
}

/** Removes a connection and everything that is kept for it. */
export async function removeConnection(services: Services, profileId: string): Promise<void> {
  const { profiles, credentials, ceremonies, drafts, servers, events } = services
  servers.signOut(profileId)
  await servers.reset(profileId)
  services.watch.forget(profileId)
  const kept = [credentials, services.custodyRules, ceremonies, drafts, services.places]
  await Promise.all(kept.map((each) => each.removeAll(profileId)))
  await services.store.remove(earlierPoliciesPrefix + profileId)
  await services.keptReviewers.forgetAll(profileId)
  await profiles.remove(profileId)
  events.emit({ type: 'connections-changed' })
}
