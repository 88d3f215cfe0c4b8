import type { Services } from '../services.ts'
import { isBareAddress, isBoundTo, wayOf } from '../../storage/profiles/way.ts'

/**
 * Returns the address that a credential is bound to, which can differ from the connection's current address; `?` if
 * unknown.
 */
export async function boundAddress(
  { profiles, ways }: Pick<Services, 'profiles' | 'ways'>,
  profileId: string,
  binding: string,
): Promise<string> {
  if (isBareAddress(binding)) return binding
  const way = wayOf(await profiles.get(profileId))
  if (isBoundTo(binding, way.id)) return way.facts.address
  return (await ways.facts(profileId)).get(binding)?.address ?? '?'
}
