import type { Profile } from '../../contract/connections.ts'
import type { HeldForConnection, HeldItem } from '../../contract/custody.ts'
import type { KeptItem } from '../../core/consent/act.ts'
import { Failure } from '../../contract/failure.ts'
import { boundAddress } from '../../core/held/boundAddress.ts'
import { clusterKeysOfKept } from '../../core/ceremonies/clusterKeys.ts'
import { entryName, recordKinds } from '../../storage/recordKinds.ts'
import { changeSharePolicy, defaultPolicy, keepOwnShare } from '../../core/custody/keptShares.ts'
import type { Handlers } from '../../core/handler.ts'
import { lostIds } from './lostOwners.ts'
import { requireFresh } from '../../core/consent/passphraseConsent.ts'
import { saveAs } from '../../core/files/saveAs.ts'
import { provenProfiles } from '../../core/sessions/provenProfiles.ts'
import type { Services } from '../../core/services.ts'
import { keptWaysHandlers } from './keptWays.ts'

/** Shows and removes the credentials that this computer stores. */
export function custodyHandlers(services: Services): Handlers<'custody'> {
  const { store, profiles, credentials, custodyRules, keptReviewers, ceremonies, events, windows } = services

  const heldFor = async (profile: Omit<Profile, 'hasClientKey'>): Promise<HeldForConnection> => {
    try {
      const [kept, rules, ceremony, reviewers] = await Promise.all([
        credentials.read(profile.id),
        custodyRules.read(profile.id),
        ceremonies.of(profile.id),
        keptReviewers.list(profile.id),
      ])
      return {
        profileId: profile.id,
        token: kept.token === null ? null : { keptAt: kept.tokenKeptAt, usedAt: kept.tokenUsedAt },
        rootToken: kept.rootToken === null ? null : { keptAt: kept.rootTokenKeptAt, usedAt: kept.rootTokenUsedAt },
        shares: kept.shares.map(({ index, keptAt, usedAt }) => ({ index, keptAt, usedAt })),
        of: kept.keysOf,
        reviewers: reviewers.map(({ mount, host, keptAt, usedAt }) => ({ mount, host, keptAt, usedAt })),
        clientKey: kept.clientKeyPem !== null,
        ceremony: ceremony !== null,
        sharePolicy: rules.sharePolicy ?? defaultPolicy(profile),
        sharePolicyChosen: rules.sharePolicy !== null,
      }
    } catch (problem) {
      if (!(problem instanceof Failure) || problem.code === 'locked') throw problem
      const nothing = {
        token: null,
        rootToken: null,
        shares: [],
        reviewers: [],
        of: null,
        clientKey: false,
        ceremony: false,
      }
      const policy = { sharePolicy: defaultPolicy(profile), sharePolicyChosen: false }
      return { profileId: profile.id, ...nothing, ...policy, problem: problem.message }
    }
  }
  /** Whether the entry can be opened and has the right format. */
  const isReadable = async (profileId: string, name: string): Promise<boolean> => {
    try {
      await store.read(name)
      if (name === entryName(recordKinds.credentials, profileId)) await credentials.read(profileId)
      if (name === entryName(recordKinds.custodyRules, profileId)) await custodyRules.read(profileId)
      return true
    } catch (problem) {
      if (problem instanceof Failure && problem.code === 'file-unreadable') return false
      throw problem
    }
  }
  /** Returns the value to show, and the address that it is stored for. */
  const valueOf = async (profileId: string, item: HeldItem): Promise<{ value: string; address: string }> => {
    if (typeof item === 'object') {
      const reviewer = (await keptReviewers.list(profileId)).find(({ mount }) => mount === item.reviewer)
      if (reviewer === undefined) throw new Failure('not-found', 'This credential is not stored here.')
      return { value: reviewer.jwt, address: reviewer.address }
    }
    const kept = await credentials.read(profileId)
    const share = () => kept.shares.find(({ index }) => index === item)?.share ?? null
    const value = item === 'token' ? kept.token : item === 'root-token' ? kept.rootToken : share()
    if (value === null) throw new Failure('not-found', 'This credential is not stored here.')
    return { value, address: await boundAddress(services, profileId, item === 'token' ? kept.tokenFor : kept.keysFor) }
  }

  return {
    ...keptWaysHandlers(services),

    held: async () => Promise.all((await provenProfiles(services)).map(heldFor)),

    setSharePolicy: async ({ profileId, sharePolicy, acknowledgedFor }) => {
      await changeSharePolicy(services, profileId, sharePolicy, acknowledgedFor)
      return {}
    },

    addShare: async (own, context) => {
      await keepOwnShare(services, own, context)
      return {}
    },

    remove: async ({ profileId, item }) => {
      if (typeof item === 'object') await keptReviewers.forgetMount(profileId, item.reviewer)
      else
        await credentials.change(profileId, (kept) => {
          if (item === 'token') return { ...kept, token: null, tokenFor: '', otherTokens: [] }
          if (item === 'root-token') return { ...kept, rootToken: null }
          return { ...kept, shares: kept.shares.filter(({ index }) => index !== item) }
        })
      events.emit({ type: 'custody-changed' })
      return {}
    },

    allowed: async () => (await services.allowed()).list(),

    forgetAllowed: async ({ id }) => {
      await (await services.allowed()).forget(id)
      events.emit({ type: 'custody-changed' })
      return {}
    },

    removeAll: async () => {
      // An error in one connection's data must not stop the removal of another's.
      const removed = await Promise.allSettled([
        services.allowed().then((allowed) => allowed.forgetAll()),
        ...[...(await profiles.list()).map(({ id }) => id), ...(await lostIds(services))].flatMap((id) => [
          credentials.change(id, (kept) => ({
            ...kept,
            token: null,
            tokenFor: '',
            otherTokens: [],
            rootToken: null,
            shares: [],
          })),
          keptReviewers.forgetAll(id),
        ]),
      ])
      events.emit({ type: 'custody-changed' })
      const failed = removed.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
      return {}
    },

    putAside: async ({ profileId }) => {
      const files: string[] = []
      for (const name of (await store.names('')).filter((each) => each.includes(`:${profileId}`))) {
        if (await isReadable(profileId, name)) continue
        const file = await store.putAside(name)
        if (file !== null) files.push(file)
      }
      events.emit({ type: 'custody-changed' })
      return { files }
    },

    acceptOldCopies: async () => {
      await (await services.custodyEpochs()).accept()
      events.emit({ type: 'custody-changed' })
      return {}
    },

    // SECURITY: an open window is not enough to show a stored credential (docs/security.md, "Custody").
    reveal: async ({ profileId, item, passphrase }, context) => {
      const { value, address } = await valueOf(profileId, item)
      const { name } = await profiles.get(profileId)
      // SECURITY: the question names the server that the credential is stored for, because a page could have changed
      // the connection first.
      const act = { kind: 'show-kept', connection: name, address, item: keptItem(item) } as const
      await requireFresh(services, act, passphrase, context)
      windows.giveKeys(context.window)
      return { value }
    },

    exportKeys: async ({ profileId, passphrase }, context) => {
      const kept = await credentials.read(profileId)
      if (kept.shares.length === 0 && kept.rootToken === null)
        throw new Failure('not-found', 'No keys are stored here.')
      const { name } = await profiles.get(profileId)
      const address = await boundAddress(services, profileId, kept.keysFor)
      const keys = { shares: kept.shares.length, rootToken: kept.rootToken !== null }
      await requireFresh(services, { kind: 'export-kept', connection: name, address, ...keys }, passphrase, context)
      const content = clusterKeysOfKept(kept)
      return (await saveAs(services, 'cluster-keys.json', content)).saved
    },
  }
}

function keptItem(item: HeldItem): KeptItem {
  return typeof item === 'number' ? { share: item } : item
}
