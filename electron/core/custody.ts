/** How much of a server's keys may rest on this computer, and putting it there. */
import type { Profile } from '../contract/connections.ts'
import type { SharePolicy } from '../contract/custody.ts'
import { Failure } from '../contract/failure.ts'
import type { StoredCeremony } from './ceremonies.ts'
import type { Services } from './services.ts'
import { givenForAnother } from './servers.ts'

/** What holds where the person has decided nothing: in production one share, elsewhere all of them. */
export const defaultPolicy = ({ stage, practice }: Pick<Profile, 'stage' | 'practice'>): SharePolicy =>
  stage === 'production' && !practice ? 'mine' : 'practice'

const mostShares: Readonly<Record<SharePolicy, number>> = { practice: Infinity, mine: 1, none: 0 }

interface Choice {
  readonly shares: readonly number[]
  readonly rootToken: boolean
  readonly acknowledgedFor: string | undefined
}

/**
 * Keeps the shares named (others of the same server are removed) and, if asked, the root token.
 * @throws Failure `rejected` against the share policy, or when keys of another server are kept for the connection;
 * `confirmation-needed` for a threshold's worth in production.
 */
export async function keepShares(services: Services, ceremony: StoredCeremony, choice: Choice): Promise<void> {
  const { profiles, custodyRules, credentials, events } = services
  const [profile, rules] = await Promise.all([profiles.get(ceremony.profileId), custodyRules.read(ceremony.profileId)])
  const policy = rules.sharePolicy ?? defaultPolicy(profile)
  if (choice.shares.length > mostShares[policy]) {
    throw new Failure('rejected', 'The share policy of this connection has no room for these shares.')
  }
  if (
    (ceremony.pgpShares.length > 0 && choice.shares.length > 0) ||
    (ceremony.pgpRootToken !== null && choice.rootToken)
  ) {
    throw new Failure('unsupported', 'What is encrypted for somebody else is of no use in this keychain.')
  }
  const isThreshold = choice.shares.length >= ceremony.threshold && ceremony.shares > 1
  if (isThreshold && profile.stage === 'production' && choice.acknowledgedFor !== profile.name) {
    throw new Failure('confirmation-needed', "A threshold's worth of shares on one computer undoes the split of trust.")
  }
  const keptAt = new Date().toISOString()
  const chosen = choice.shares.map((index) => {
    const share = ceremony.keysBase64[index - 1] ?? ceremony.recoveryKeysBase64[index - 1]
    if (share === undefined || share === '') throw new Failure('not-found', 'There is no such share.')
    return { index, share, keptAt, usedAt: null }
  })
  await credentials.change(ceremony.profileId, (kept) => {
    const others = kept.keysFor !== ceremony.address && (kept.shares.length > 0 || kept.rootToken !== null)
    if (others) throw givenForAnother(kept.keysFor)
    return {
      ...kept,
      shares: chosen,
      rootToken: choice.rootToken ? ceremony.rootToken : kept.rootToken,
      keysFor: ceremony.address,
    }
  })
  events.emit({ type: 'custody-changed' })
}
