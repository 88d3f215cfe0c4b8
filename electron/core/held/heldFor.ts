import { boundAddress } from './boundAddress.ts'
import type { Holder } from './heldDigests.ts'
import type { Services } from '../services.ts'

/** A connection, and the address that one of its credentials is bound to. */
export interface HeldFor {
  readonly connection: string
  readonly address: string
}

/** Returns the connection that an owner's name contains (heldCredentials.ts, signIn.ts). */
const profileIdOf = (owner: string): string | undefined =>
  /^(?:session|sign-in|profile|ceremony):([\da-f-]{36})/.exec(owner)?.[1]

/** Returns each connection and address with held credentials once, sorted by name. */
export async function heldFor(
  services: Pick<Services, 'profiles' | 'ways'>,
  holders: readonly Holder[],
): Promise<HeldFor[]> {
  const found = new Map<string, HeldFor>()
  for (const { owner, boundTo } of holders) {
    const profileId = profileIdOf(owner)
    // A removed connection has no name; its credentials are removed with it.
    const profile = profileId === undefined ? null : await services.profiles.get(profileId).catch(() => null)
    if (profile === null) continue
    const address = boundTo === '' ? profile.address : await boundAddress(services, profile.id, boundTo)
    found.set(`${profile.name} ${address}`, { connection: profile.name, address })
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
}
