/**
 * Policy texts that Strongroom has replaced or removed, sealed on this computer, so that a change can be undone. Each
 * connection has one entry with a size limit; the oldest texts are removed first.
 */
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { isBareAddress, plainWay } from '../../storage/profiles/way.ts'

/** The number of texts of one policy, and the characters of all texts of a connection. */
export const earlierLimits = { texts: 20, characters: 8 * 1024 * 1024 } as const

// SECURITY: a text is sent only on the way that it came from (docs/security.md, "Drafts"). `server` is the identity of
// that way; in texts of older versions it is address and namespace on two lines, or `practice`.
const Text = z.object({ server: z.string(), name: z.string(), id: z.string(), text: z.string() })
type Text = z.infer<typeof Text>
const Stored = z.object({ version: z.literal(1), texts: z.array(Text) })

/** A policy of one server. `wayId` distinguishes that server from others that the connection may lead to later. */
export interface PolicyKey {
  readonly profileId: string
  readonly wayId: string
  readonly isPractice: boolean
  readonly name: string
}

export interface EarlierPolicies {
  /** Newest first. */
  list(place: PolicyKey): Promise<{ id: string; length: number }[]>
  /** Errors: `not-found`. */
  read(place: PolicyKey, id: string): Promise<string>
  keep(place: PolicyKey, text: string): Promise<void>
  /** Returns the identities of the ways that texts are bound to, one for each text. */
  bindings(profileId: string): Promise<string[]>
  /** Binds the texts of one way to another way. */
  move(profileId: string, from: string, to: string): Promise<void>
  removeAll(profileId: string): Promise<void>
}

const stores = new WeakMap<SealedStore, EarlierPolicies>()

/** Returns the texts of a store. Each store has one instance, so that changes run one after the other. */
export function earlierPoliciesOf(store: SealedStore): EarlierPolicies {
  const known = stores.get(store) ?? createEarlierPolicies(store)
  stores.set(store, known)
  return known
}

function createEarlierPolicies(store: SealedStore): EarlierPolicies {
  const record = sealedRecord({
    store,
    kind: recordKinds.earlierPolicies,
    schema: Stored,
    empty: { version: 1, texts: [] },
    unreadable: 'The earlier texts of policies were kept by another version of Strongroom.',
  })
  const all = async (profileId: string): Promise<Text[]> => (await record.read(profileId)).texts
  const of = async (place: PolicyKey) => (await all(place.profileId)).filter((each) => isOf(each, place))
  return {
    list: async (place) => (await of(place)).map(({ id, text }) => ({ id, length: text.length })),
    read: async (place, id) => {
      const found = (await of(place)).find((each) => each.id === id)
      if (found === undefined) throw new Failure('not-found', 'This earlier text is no longer stored.')
      return found.text
    },
    keep: async (place, text) => {
      const { profileId, wayId, name } = place
      await record.change(profileId, (before) => {
        // A text that is in the list already is not added again; undoing an undo would fill the list.
        if (before.texts.find((each) => isOf(each, place))?.text === text) return before
        const kept = { server: wayId, name, id: new Date().toISOString(), text }
        return { version: 1, texts: bounded([kept, ...before.texts]) }
      })
    },
    bindings: async (profileId) =>
      (await all(profileId)).flatMap(({ server }) => (server === formerPractice ? [] : [wayOfText(server)])),
    move: async (profileId, from, to) => {
      await record.change(profileId, (before) => {
        if (!before.texts.some(({ server }) => wayOfText(server) === from)) return before
        const moved = before.texts.map((each) => (wayOfText(each.server) === from ? { ...each, server: to } : each))
        return { version: 1, texts: bounded(moved) }
      })
    },
    removeAll: record.remove,
  }
}

const formerPractice = 'practice'

function wayOfText(server: string): string {
  const [address = '', namespace = ''] = server.split('\n')
  return isBareAddress(address) ? plainWay(address, namespace).id : server
}

const isOf = (text: Text, { wayId, isPractice, name }: PolicyKey): boolean =>
  text.name === name && (text.server === formerPractice ? isPractice : wayOfText(text.server) === wayId)

/** Returns the newest texts within the limits, newest first. */
function bounded(texts: readonly Text[]): Text[] {
  const counts = new Map<string, number>()
  const kept: Text[] = []
  let characters = 0
  for (const text of texts) {
    const policy = `${text.server}\n${text.name}`
    const count = (counts.get(policy) ?? 0) + 1
    counts.set(policy, count)
    characters += text.text.length
    if (characters > earlierLimits.characters) break
    if (count <= earlierLimits.texts) kept.push(text)
  }
  return kept
}
