/**
 * The sealed record of the practice server's connection. The list of connections marks it too, but is not sealed: a
 * program that edits the list must not get the keys of another server (docs/security.md, "Practice server").
 */
import { z } from 'zod'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { type WayFields, wayIdentity } from '../../storage/profiles/way.ts'

const Stored = z.object({
  version: z.literal(1),
  profileId: z.uuid(),
  /**
   * Ways to practice servers that this core has started: the last one, and earlier ones until everything has moved from
   * them.
   */
  ways: z.array(z.string()).min(1),
})
export type PracticeFact = Omit<z.infer<typeof Stored>, 'version'>

export interface PracticeFacts {
  /** Null if this core has started none, or the record cannot be read. Errors: `locked`. */
  read(): Promise<PracticeFact | null>
  write(fact: PracticeFact): Promise<void>
  remove(): Promise<void>
}

/** Whether a connection leads to the practice server and is its connection. */
export const isPractice = (fact: PracticeFact | null, profile: WayFields & { readonly id: string }): boolean =>
  fact?.profileId === profile.id && fact.ways.includes(wayIdentity(profile))

export function createPracticeFacts(store: Pick<SealedStore, 'read' | 'write' | 'remove'>): PracticeFacts {
  const record = sealedRecord<z.infer<typeof Stored> | null>({
    store,
    kind: recordKinds.practiceConnection,
    schema: Stored,
    empty: null,
    unreadable: null,
  })
  return {
    read: () => record.read(''),
    write: async ({ profileId, ways }) => {
      await record.change('', () => ({ version: 1, profileId, ways: [...ways] }))
    },
    remove: () => record.remove(''),
  }
}
