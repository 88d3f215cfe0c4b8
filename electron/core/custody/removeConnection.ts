/** Removes a connection, and what is stored for it. */
import type { Services } from '../services.ts'
import { earlierPoliciesOf } from './earlierPolicies.ts'

/** Removes a connection and everything that is stored for it. */
export async function removeConnection(services: Services, profileId: string): Promise<void> {
  const { profiles, servers, events } = services
  servers.signOut(profileId)
  servers.reset(profileId)
  services.statusPoller.forget(profileId)
  await removeKept(services, profileId)
  await profiles.remove(profileId)
  events.emit({ type: 'connections-changed' })
}

/** Removes everything that is stored for a connection. */
export async function removeKept(services: Services, profileId: string): Promise<void> {
  const { credentials, ceremonies, drafts } = services
  const kept = [credentials, services.custodyRules, ceremonies, drafts, services.places, services.ways]
  await Promise.all(kept.map((each) => each.removeAll(profileId)))
  await earlierPoliciesOf(services.store).removeAll(profileId)
  await services.clusterMemory.forget(profileId)
  await services.keptReviewers.forgetAll(profileId)
}
