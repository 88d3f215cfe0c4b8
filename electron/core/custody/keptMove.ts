/** Lists what is stored for a connection by the way that it is bound to, and binds it to another way. */
import type { KeptCounts } from '../../contract/custody.ts'
import { type Kept, withToken } from '../sessions/credentials.ts'
import { withNodesOn } from './custodyNodes.ts'
import { listsOf, nodesOn } from './custodyRules.ts'
import { earlierPoliciesOf } from './earlierPolicies.ts'
import { wayOfReviewer } from './keptReviewers.ts'
import type { Services } from '../services.ts'
import { identityOfBinding, isBareAddress, isBoundTo, type Way } from '../../storage/profiles/way.ts'

type Stores = Pick<
  Services,
  'store' | 'credentials' | 'custodyRules' | 'keptReviewers' | 'ceremonies' | 'drafts' | 'places'
>

/** The way of drafts of older versions, which did not note any. */
export const unknownWay = 'unknown'

export interface KeptOnWay {
  readonly counts: KeptCounts
  /** The address, if an older version noted nothing else. */
  readonly bareAddress: string | null
}

const nothing: KeptCounts = {
  token: false,
  rootToken: false,
  shares: 0,
  nodes: 0,
  reviewers: 0,
  drafts: 0,
  policies: 0,
  ceremony: false,
  places: false,
}

/** Returns what is stored for a connection, by the identity of its way or `unknownWay`. Contains no value. */
export async function keptByWay(services: Stores, profileId: string): Promise<Map<string, KeptOnWay>> {
  const { store, credentials, custodyRules, keptReviewers, ceremonies, drafts, places } = services
  const [kept, rules, reviewers, ceremonyBindings, allDrafts, placeWays, policies] = await Promise.all([
    credentials.read(profileId),
    custodyRules.read(profileId),
    keptReviewers.list(profileId),
    ceremonies.bindings(profileId),
    drafts.list(),
    places.bindings(profileId),
    earlierPoliciesOf(store).bindings(profileId),
  ])
  const found = new Map<string, KeptOnWay>()
  const add = (binding: string, change: (counts: KeptCounts) => Partial<KeptCounts>): void => {
    const id = identityOfBinding(binding)
    const { counts, bareAddress } = found.get(id) ?? { counts: nothing, bareAddress: null }
    const bare = isBareAddress(binding) ? binding : bareAddress
    found.set(id, { counts: { ...counts, ...change(counts) }, bareAddress: bare })
  }
  if (kept.token !== null) add(kept.tokenFor, () => ({ token: true }))
  for (const { tokenFor } of kept.otherTokens) add(tokenFor, () => ({ token: true }))
  if (kept.rootToken !== null) add(kept.keysFor, () => ({ rootToken: true }))
  if (kept.shares.length > 0) add(kept.keysFor, () => ({ shares: kept.shares.length }))
  for (const { nodes, nodesFor } of listsOf(rules)) {
    if (nodes.length > 0) add(nodesFor, ({ nodes: before }) => ({ nodes: before + nodes.length }))
  }
  for (const reviewer of reviewers) add(wayOfReviewer(reviewer), (counts) => ({ reviewers: counts.reviewers + 1 }))
  for (const binding of ceremonyBindings) add(binding, () => ({ ceremony: true }))
  for (const draft of allDrafts) {
    if (draft.profileId === profileId) add(draft.way ?? unknownWay, (counts) => ({ drafts: counts.drafts + 1 }))
  }
  for (const binding of placeWays) add(binding, () => ({ places: true }))
  for (const binding of policies) add(binding, (counts) => ({ policies: counts.policies + 1 }))
  return found
}

/**
 * Binds everything that is stored on one way (its identity, or `unknownWay`) to another way. Existing entries of the
 * other way stay, and so does each entry that would replace one. Can be repeated after a failure.
 *
 * SECURITY: the caller has the person's consent, or has proven both ends itself
 * (docs/security.md, "The way to a server").
 */
export async function moveKept(services: Stores, profileId: string, from: string, to: Way): Promise<void> {
  const { store, credentials, custodyRules, keptReviewers, ceremonies, drafts, places } = services
  await credentials.change(profileId, (kept) => movedKeys(movedToken(kept, from, to.id), from, to.id))
  const rules = await custodyRules.read(profileId)
  if (nodesOn(rules, from).length > 0) {
    await custodyRules.change(profileId, (now) => {
      const nodes = [...new Set([...nodesOn(now, to.id), ...nodesOn(now, from)])].filter(
        (node) => node !== to.facts.address,
      )
      const receivers = now.receivers.map((each) => (each.way === from ? { ...each, way: to.id } : each))
      return withNodesOn({ ...withNodesOn(now, from, []), receivers }, to.id, nodes)
    })
  }
  await keptReviewers.move(profileId, from, to)
  await ceremonies.move(profileId, from, to)
  await places.move(profileId, from, to.id)
  await earlierPoliciesOf(store).move(profileId, from, to.id)
  await drafts.move(profileId, from === unknownWay ? null : from, to.id)
}

function movedToken(kept: Kept, from: string, to: string): Kept {
  const tokens = [
    { token: kept.token, tokenFor: kept.tokenFor, keptAt: kept.tokenKeptAt, usedAt: kept.tokenUsedAt },
    ...kept.otherTokens,
  ]
  const moving = tokens.find(({ token, tokenFor }) => token !== null && isBoundTo(tokenFor, from))
  const isTaken = tokens.some(({ token, tokenFor }) => token !== null && isBoundTo(tokenFor, to))
  if (moving === undefined || moving.token === null || isTaken) return kept
  return {
    ...withToken(withToken(kept, from, null), to, moving.token),
    tokenKeptAt: moving.keptAt,
    tokenUsedAt: moving.usedAt,
  }
}

const movedKeys = (kept: Kept, from: string, to: string): Kept =>
  isBoundTo(kept.keysFor, from) ? { ...kept, keysFor: to } : kept
