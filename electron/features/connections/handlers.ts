import type { Profile, ProfileDraft } from '../../contract/connections.ts'
import { checkClientKey } from '../../base/tls/certificates.ts'
import { extraAuthorities } from '../../base/tls/extraAuthorities.ts'
import { removeConnection } from '../../core/custody/removeConnection.ts'
import type { Handlers } from '../../core/handler.ts'
import { provenProfiles, provenProfile } from '../../core/sessions/provenProfiles.ts'
import { transportOptions } from '../../core/sessions/servers.ts'
import { wayIdentity } from '../../storage/profiles/way.ts'
import type { Services } from '../../core/services.ts'

/** Loaded when they are first needed, not at the start. */
const certificateFields = () => import('../../storage/profiles/certificateFields.ts')

/** Connections: profiles, and what is sealed for them. */
export function connectionsHandlers(services: Services): Handlers<'connections'> {
  const { deps, profiles, credentials, events } = services

  const withKey = async (profile: Omit<Profile, 'hasClientKey'>): Promise<Profile> => ({
    ...profile,
    hasClientKey: (await credentials.read(profile.id)).clientKeyPem !== null,
  })
  const list = async () => Promise.all((await provenProfiles(services)).map(withKey))
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
    if (!same) checkClientKey((await certificateFields()).repairedCertificates(draft.clientCertPem), key)
    return key
  }

  return {
    list,
    add: async ({ profile: draft }) => {
      const key = await keyAfter(draft, undefined, null)
      const added = await profiles.add(draft)
      // A connection without its key would fail, and a second try would add a second one.
      if (key !== null) {
        await keepKey(added.id, key).catch(async (problem: unknown) => {
          await profiles.remove(added.id)
          throw problem
        })
      }
      events.emit({ type: 'connections-changed' })
      return withKey({ ...added, practice: false })
    },
    update: async ({ profileId, profile: draft }) => {
      const before = await profiles.get(profileId)
      const key = await keyAfter(draft, profileId, before.clientCertPem)
      const { certificatesOnly } = await certificateFields()
      const caPem = certificatesOnly(draft.caPem)
      const clientCertPem = certificatesOnly(draft.clientCertPem)
      const moves = wayIdentity(before) !== wayIdentity({ ...draft, caPem })
      const keyBefore = (await credentials.read(profileId)).clientKeyPem
      // SECURITY: a session belongs to one way and to the certificate that was shown there (docs/security.md, "Tokens").
      // What is kept stays as it is, bound to the way that it was kept on.
      if (moves || clientCertPem !== before.clientCertPem || (key === '' ? null : key) !== keyBefore) {
        services.servers.signOut(profileId)
      }
      await profiles.update(profileId, draft)
      await keepKey(profileId, key)
      services.servers.reset(profileId)
      services.kvVersions.forget(profileId)
      if (moves) services.statusPoller.forget(profileId)
      services.statusPoller.nudge(profileId)
      events.emit({ type: 'connections-changed' })
      return withKey(await provenProfile(services, profileId))
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
      const [{ testConnection }, { repairedCertificates }] = await Promise.all([
        import('../../vault/diagnose.ts'),
        certificateFields(),
      ])
      const caPem = repairedCertificates(draft.caPem)
      const clientCertPem = repairedCertificates(draft.clientCertPem)
      return testConnection(transportOptions({ ...draft, caPem, clientCertPem }, key), signal)
    },
    fromEnvironment: async () => (await import('./environment.ts')).readEnvironment(deps.environment),
    extraCas: async () => {
      const { certificates, isUnreadable } = extraAuthorities()
      return { count: certificates.length, isUnreadable }
    },
  }
}
