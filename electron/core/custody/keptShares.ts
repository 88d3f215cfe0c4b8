/** Limits how many of a server's key shares can be stored on this computer, and stores them. */
import type { Profile } from '../../contract/connections.ts'
import type { SharePolicy } from '../../contract/custody.ts'
import { Failure } from '../../contract/failure.ts'
import { readSealStatus } from '../../vault/status.ts'
import { longestShare, normalizeShare } from '../../vault/unseal.ts'
import { bindingOf, type StoredCeremony } from '../ceremonies/storedCeremony.ts'
import { recoded } from '../ceremonies/clusterKeys.ts'
import type { Kept } from '../sessions/credentials.ts'
import type { CallContext } from '../handler.ts'
import { provenProfile } from '../sessions/provenProfiles.ts'
import type { Services } from '../services.ts'
import { keptForAnotherWay } from '../sessions/servers.ts'
import { identityOfBinding, isBoundTo, wayOf } from '../../storage/profiles/way.ts'

/** Returns the default share policy: one share in production, all of them elsewhere. */
export const defaultPolicy = ({ stage, practice }: Pick<Profile, 'stage' | 'practice'>): SharePolicy =>
  stage === 'production' && !practice ? 'mine' : 'practice'

const maxShares: Readonly<Record<SharePolicy, number>> = { practice: Infinity, mine: 1, none: 0 }

interface Choice {
  readonly shares: readonly number[]
  readonly rootToken: boolean
  readonly acknowledgedFor: string | undefined
}

const isProduction = ({ stage, practice }: Pick<Profile, 'stage' | 'practice'>): boolean =>
  stage === 'production' && !practice

const thresholdHere = () =>
  new Failure('confirmation-needed', "A threshold's worth of shares on one computer undoes the split of trust.")

/**
 * Stores the named shares (others of the same server are removed) and, if requested, the root token.
 * @throws Failure `rejected` against the share policy, or when keys of another server are stored for the connection;
 * `confirmation-needed` for a threshold's worth in production.
 */
export async function keepShares(services: Services, ceremony: StoredCeremony, choice: Choice): Promise<void> {
  const { credentials, events } = services
  const { profile, most } = await roomOf(services, ceremony.profileId)
  requireRoom(choice.shares.length, most)
  if (
    (ceremony.pgpShares.length > 0 && choice.shares.length > 0) ||
    (ceremony.pgpRootToken !== null && choice.rootToken)
  ) {
    throw new Failure('unsupported', "Shares that are encrypted for other people can't be used from this keychain.")
  }
  const isThreshold = choice.shares.length >= ceremony.threshold && ceremony.shares > 1
  if (isThreshold && isProduction(profile) && choice.acknowledgedFor !== profile.name) throw thresholdHere()
  const keptAt = new Date().toISOString()
  const chosen = choice.shares.map((index) => {
    const share = ceremony.keysBase64[index - 1] ?? ceremony.recoveryKeysBase64[index - 1]
    if (share === undefined || share === '') throw new Failure('not-found', 'The ceremony has no such share.')
    return { index, share, keptAt, usedAt: null }
  })
  const { shares, threshold } = ceremony
  const recovery = ceremony.keysBase64.length === 0
  await credentials.change(ceremony.profileId, (kept) => ({
    ...onWay(kept, identityOfBinding(bindingOf(ceremony))),
    shares: chosen,
    rootToken: choice.rootToken ? ceremony.rootToken : kept.rootToken,
    keysOf: { shares, threshold, recovery },
  }))
  events.emit({ type: 'custody-changed' })
}

export interface OwnShare {
  readonly profileId: string
  /** As it was pasted. */
  readonly share: string
  /** From 1, as its holder knows it: a share does not contain its number. */
  readonly index: number
  readonly acknowledgedFor?: string | undefined
}

/**
 * Stores one share that its holder already has, in place of one with the same number.
 * @throws Failure `invalid-input` when it is not a share; else as `keepShares`.
 */
export async function keepOwnShare(services: Services, own: OwnShare, context: CallContext): Promise<void> {
  const { credentials, events, servers, ways } = services
  const { profileId, index, acknowledgedFor } = own
  const share = inBase64(normalizeShare(own.share))
  const { profile, most } = await roomOf(services, profileId)
  const way = wayOf(profile)
  await ways.note(profileId, way)
  const seal = await servers
    .anonymous(profileId, context, way.id)
    .then((session) => readSealStatus(session, context.signal))
    .catch(() => null)
  const known = seal?.unseal
  // Decided by what is stored at the moment of the change, because another window may have stored a share since.
  await credentials.change(profileId, (before) => {
    const others = before.shares.filter((each) => each.index !== index)
    if (others.some((each) => each.share === share)) throw new Failure('rejected', 'This share is already stored.')
    requireRoom(others.length + 1, most)
    const keysOf =
      known === undefined || known.shares === 0
        ? before.keysOf
        : { shares: known.shares, threshold: known.threshold, recovery: seal?.recoverySeal === true }
    // If the threshold is unknown, two shares may be enough.
    const isThreshold = others.length + 1 >= (keysOf?.threshold ?? 2) && keysOf?.shares !== 1
    if (isThreshold && isProduction(profile) && acknowledgedFor !== profile.name) throw thresholdHere()
    return {
      ...onWay(before, way.id),
      shares: [...others, { index, share, keptAt: new Date().toISOString(), usedAt: null }].sort(
        (a, b) => a.index - b.index,
      ),
      keysOf,
    }
  })
  events.emit({ type: 'custody-changed' })
}

/** Sets the share policy. @throws Failure `confirmation-needed` for all shares of a production connection. */
export async function changeSharePolicy(
  services: Services,
  profileId: string,
  sharePolicy: SharePolicy,
  acknowledgedFor: string | undefined,
): Promise<void> {
  const { custodyRules, events } = services
  const profile = await provenProfile(services, profileId)
  if (sharePolicy === 'practice' && isProduction(profile) && acknowledgedFor !== profile.name) throw thresholdHere()
  await custodyRules.change(profileId, (rules) => ({ ...rules, sharePolicy }))
  events.emit({ type: 'custody-changed' })
}

/** Returns the connection, and how many shares its share policy still allows. */
async function roomOf(services: Services, profileId: string) {
  const [profile, rules] = await Promise.all([
    provenProfile(services, profileId),
    services.custodyRules.read(profileId),
  ])
  return { profile, most: maxShares[rules.sharePolicy ?? defaultPolicy(profile)] }
}

function requireRoom(shares: number, most: number): void {
  if (shares > most) throw new Failure('rejected', 'The share policy of this connection does not allow these shares.')
}

/** Returns what is stored, now bound to this way. SECURITY: keys that belong to two ways are never mixed. */
function onWay(kept: Kept, wayId: string): Kept {
  const others = !isBoundTo(kept.keysFor, wayId) && (kept.shares.length > 0 || kept.rootToken !== null)
  if (others) throw keptForAnotherWay()
  return { ...kept, keysFor: wayId }
}

const inBase64 = (share: string): string =>
  /^(?:[0-9a-f]{2})+$/i.test(share) && share.length / 2 <= longestShare ? recoded(share, 'hex', 'base64') : share
