/** The practice server's connection, and its restart with the app. */
import { moveKept } from '../../core/custody/keptMove.ts'
import { neverAborts } from '../../base/async/neverAborts.ts'
import { practiceProfile, type StoredProfile } from '../../core/sessions/provenProfiles.ts'
import type { Services } from '../../core/services.ts'
import { plainWay, wayIdentity } from '../../storage/profiles/way.ts'
import type { Practice } from './practice.ts'
import { recordKinds } from '../../storage/recordKinds.ts'

/**
 * Returns the connection of an older version, or of a run that stored nothing. It is reused only if its way is that of
 * the running server, or nothing is stored for it.
 */
async function formerProfile({ profiles, store }: Services, wayId: string): Promise<StoredProfile | undefined> {
  const names = (await store.names('')).filter((name) => !name.startsWith(recordKinds.ways.prefix))
  const isFree = ({ id }: StoredProfile) => !names.some((name) => name.includes(id))
  const named = (await profiles.list()).filter(({ practice }) => practice)
  return named.find((profile) => wayIdentity(profile) === wayId) ?? named.find(isFree)
}

/**
 * Creates the connection, or moves it and its stored data to the address where the server now listens.
 *
 * SECURITY: this is the only move without the person's consent. This core has started the servers at both ends, and the
 * sealed store has them on record (docs/security.md, "Practice server").
 */
export async function connectPractice(services: Services, address: string): Promise<void> {
  const { profiles, practiceFacts, servers, ways, events } = services
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
  const way = plainWay(address)
  const proven = await practiceProfile(services)
  const profile = proven ?? (await formerProfile(services, way.id))
  if (profile === undefined) {
    const { id: profileId } = await profiles.add(draft, { practice: true })
    await practiceFacts.write({ profileId, ways: [way.id] })
  } else {
    const { id: profileId } = profile
    const from = proven === undefined ? [] : ((await practiceFacts.read())?.ways ?? [])
    if (from.length !== 1 || from[0] !== way.id) {
      // A crash from here on leaves the connection at one of these ways, and the next start moves the rest.
      await practiceFacts.write({ profileId, ways: [...new Set([way.id, ...from])] })
      await ways.note(profileId, way)
      for (const old of from) if (old !== way.id) await moveKept(services, profileId, old, way)
    }
    if (wayIdentity(profile) !== way.id) {
      servers.signOut(profileId)
      await profiles.update(profileId, { ...draft, name: profile.name, stage: profile.stage })
      servers.reset(profileId)
    }
    await practiceFacts.write({ profileId, ways: [way.id] })
  }
  events.emit({ type: 'connections-changed' })
}

/**
 * Restarts the server that ran when the app ended, once the app is unlocked, because stored data of its connection may
 * have to move with it. Not awaited; if the start fails, the person sees a stopped server.
 */
export async function bringPracticeBack(services: Services, practice: Practice): Promise<void> {
  const { statusPoller, events, log } = services
  try {
    if (!(await practice.comesBack())) return
    const { address } = await practice.start(() => undefined, neverAborts)
    await connectPractice(services, address)
    events.emit({ type: 'practice-changed' })
    const profile = await practiceProfile(services)
    if (profile !== undefined) statusPoller.nudge(profile.id)
  } catch (problem) {
    log.warn({ problem }, 'the practice server did not come back')
  }
}
