/** The connections of the list, marked as the practice server only if the sealed store confirms it. */
import type { Profile } from '../../contract/connections.ts'
import { isPractice } from './practiceFact.ts'
import type { Services } from '../services.ts'

export type StoredProfile = Omit<Profile, 'hasClientKey'>

/**
 * Returns a connection, with `practice` only if the sealed store confirms it. SECURITY: the list of connections is not
 * sealed, so it alone loosens no rule (docs/security.md, "Practice server").
 */
export async function provenProfile(
  { profiles, practiceFacts }: Pick<Services, 'profiles' | 'practiceFacts'>,
  profileId: string,
): Promise<StoredProfile> {
  const [profile, fact] = await Promise.all([profiles.get(profileId), practiceFacts.read()])
  return { ...profile, practice: isPractice(fact, profile) }
}

/** Returns all connections in the same way. */
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
