/**
 * Reviewers' JWTs that the person chose to store for a later save of a mount's configuration, because no server returns
 * one.
 *
 * SECURITY: sealed, and bound to the way to the server and to the API server that the JWT was given for, so that a
 * changed connection or configuration cannot send it elsewhere (docs/security.md, "Kept reviewers").
 */
import { z } from 'zod'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { plainWay, type Way } from '../../storage/profiles/way.ts'

const KeptReviewer = z.object({
  /** The Vault's address and namespace, and the identity of the way to it. Older versions did not note the last one. */
  address: z.string(),
  namespace: z.string(),
  way: z.string().optional(),
  mount: z.string(),
  /** `kubernetes_host` when the JWT was stored. */
  host: z.string(),
  jwt: z.string(),
  keptAt: z.string(),
  /** When it was last sent again. Null: never. */
  usedAt: z.string().nullable().default(null),
})
export type KeptReviewer = z.infer<typeof KeptReviewer>
const Stored = z.object({ version: z.literal(1), reviewers: z.array(KeptReviewer) })

/** Where a JWT belongs. */
export interface ReviewerKey {
  readonly way: Way
  readonly mount: string
}

/** All fail with `locked` while Strongroom is locked, and with `file-unreadable`. */
export interface KeptReviewers {
  /** Returns the reviewers of every mount, also for an address that the connection no longer has. */
  list(profileId: string): Promise<readonly KeptReviewer[]>
  read(profileId: string, place: ReviewerKey): Promise<KeptReviewer | null>
  keep(profileId: string, place: ReviewerKey, reviewer: Pick<KeptReviewer, 'host' | 'jwt'>): Promise<void>
  /** Notes that the JWT was sent. */
  noteUse(profileId: string, place: ReviewerKey): Promise<void>
  forget(profileId: string, place: ReviewerKey): Promise<void>
  /** Binds the JWTs of one way to another way, except for mounts that have one there. */
  move(profileId: string, from: string, to: Way): Promise<void>
  /** Forgets the JWTs of a mount on every way. */
  forgetMount(profileId: string, mount: string): Promise<void>
  forgetAll(profileId: string): Promise<void>
}

/** Returns the identity of the way that a JWT is bound to. */
export const wayOfReviewer = ({ way, address, namespace }: KeptReviewer): string =>
  way ?? plainWay(address, namespace).id

const isAt =
  ({ way, mount }: ReviewerKey) =>
  (each: KeptReviewer) =>
    wayOfReviewer(each) === way.id && each.mount === mount

export function createKeptReviewers(store: SealedStore): KeptReviewers {
  const record = sealedRecord({
    store,
    kind: recordKinds.keptReviewers,
    schema: Stored,
    empty: { version: 1, reviewers: [] },
    isEmpty: ({ reviewers }) => reviewers.length === 0,
    unreadable: 'The reviewers kept for this connection cannot be read.',
  })
  const all = async (profileId: string) => (await record.read(profileId)).reviewers
  const change = async (profileId: string, next: (before: KeptReviewer[]) => KeptReviewer[]): Promise<void> => {
    await record.change(profileId, ({ version, reviewers }) => ({ version, reviewers: next(reviewers) }))
  }
  const without = (place: ReviewerKey, reviewers: readonly KeptReviewer[]) =>
    reviewers.filter((each) => !isAt(place)(each))
  const now = () => new Date().toISOString()
  return {
    list: all,
    read: async (profileId, place) => (await all(profileId)).find(isAt(place)) ?? null,
    keep: (profileId, place, { host, jwt }) =>
      change(profileId, (before) => {
        const { way, mount } = place
        const { address, namespace } = way.facts
        const kept = { address, namespace, way: way.id, mount, host, jwt, keptAt: now(), usedAt: null }
        return [...without(place, before), kept]
      }),
    move: (profileId, from, to) =>
      change(profileId, (before) =>
        before.map((each) => {
          if (wayOfReviewer(each) !== from || before.some(isAt({ way: to, mount: each.mount }))) return each
          const { address, namespace } = to.facts
          return { ...each, address, namespace, way: to.id }
        }),
      ),
    noteUse: (profileId, place) =>
      change(profileId, (before) => before.map((each) => (isAt(place)(each) ? { ...each, usedAt: now() } : each))),
    forget: (profileId, place) => change(profileId, (before) => without(place, before)),
    forgetMount: (profileId, mount) => change(profileId, (before) => before.filter((each) => each.mount !== mount)),
    forgetAll: record.remove,
  }
}
