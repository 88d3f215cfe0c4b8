/**
 * Texts of policies that Strongroom has replaced or removed: kept on this computer, sealed, so that a change can be
 * undone. One entry a connection, bounded; the oldest go first.
 */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'
import { earlierPoliciesPrefix } from './earlierPoliciesPrefix.ts'

/** Texts of one policy, and characters of all of a connection's. */
export const earlierLimits = { texts: 20, characters: 8 * 1024 * 1024 } as const

const Text = z.object({ name: z.string(), id: z.string(), text: z.string() })
type Text = z.infer<typeof Text>
const Stored = z.object({ version: z.literal(1), texts: z.array(Text) })

export interface EarlierPolicies {
  /** Of one policy, newest first. */
  list(profileId: string, name: string): Promise<{ id: string; length: number }[]>
  /** Errors: `not-found`. */
  read(profileId: string, name: string, id: string): Promise<string>
  keep(profileId: string, name: string, text: string): Promise<void>
}

export function createEarlierPolicies(store: SealedStore): EarlierPolicies {
  const turns = new Map<string, Promise<void>>()
  const all = async (profileId: string): Promise<Text[]> => {
    const content = await store.read(earlierPoliciesPrefix + profileId)
    if (content === null) return []
    try {
      return Stored.parse(JSON.parse(content)).texts
    } catch {
      throw new Failure('file-unreadable', 'The earlier texts of policies were kept by another version of Strongroom.')
    }
  }
  const add = async (profileId: string, name: string, text: string): Promise<void> => {
    const before = await all(profileId)
    // What stands there already is not kept twice; an undo of an undo would fill the list.
    if (before.find((each) => each.name === name)?.text === text) return
    const texts = bounded([{ name, id: new Date().toISOString(), text }, ...before])
    await store.write(earlierPoliciesPrefix + profileId, JSON.stringify({ version: 1, texts }))
  }
  return {
    list: async (profileId, name) =>
      (await all(profileId)).filter((each) => each.name === name).map(({ id, text }) => ({ id, length: text.length })),
    read: async (profileId, name, id) => {
      const found = (await all(profileId)).find((each) => each.name === name && each.id === id)
      if (found === undefined) throw new Failure('not-found', 'This earlier text is not kept any more.')
      return found.text
    },
    keep: (profileId, name, text) => {
      // One after the other: two saves at once must not lose each other's text.
      const turn = (turns.get(profileId) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => add(profileId, name, text))
      turns.set(profileId, turn)
      return turn
    },
  }
}

/** Newest first; of each policy so many, and of all so much. */
function bounded(texts: readonly Text[]): Text[] {
  const counts = new Map<string, number>()
  const kept: Text[] = []
  let characters = 0
  for (const text of texts) {
    const count = (counts.get(text.name) ?? 0) + 1
    counts.set(text.name, count)
    characters += text.text.length
    if (characters > earlierLimits.characters) break
    if (count <= earlierLimits.texts) kept.push(text)
  }
  return kept
}
