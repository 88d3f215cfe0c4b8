/** Connections as the list has them, but the practice server's only where the sealed store says so as well. */
import type { Profile } from '../../contract/connections.ts'
import { isPractice } from './practiceFact.ts'
import type { Services } from '../services.ts'

export type StoredProfile = Omit<Profile, 'hasClientKey'>

/**
 * Returns a connection, `practice` only if the sealed store says so as well.
 * SECURITY: the list of connections is not sealed; its word loosens nothing (docs/security.md, "Practice server").
 */
export async function provenProfile(
  { profiles, practiceFacts }: Pick<Services, 'profiles' | 'practiceFacts'>,
  profileId: string,
): Promise<StoredProfile> {
  const [profile, fact] = await Promise.all([profiles.get(profileId), practiceFacts.read()])
  return { ...profile, practice: isPractice(fact, profile) }
}

/** Returns all connections like this. */
export async function provenProfiles({
  profiles,
  practiceFacts,
}: Pick<Services, 'profiles' | 'practiceFacts'>): Promise<StoredProfile[]> {
  const [list, fact] = await Promise.all([profiles.list(), practiceFacts.read()])
  return list.map((profile) => ({ ...profile, practice: isPractice(fact, profile) }))
}

export const practiceProfile = async (
  services: Pick<Services, 'profiles' | 'practiceFacts'>,
): Promise<StoredProfile | undefined> => (await provenProfiles(services)).find((profile) => profile.practice)
