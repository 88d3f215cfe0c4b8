/**
 * Programs and files of kubeconfigs that the person allowed, sealed. Another argument, variable, folder or API server
 * needs a new permission; a new version of the same program does not.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AllowedItem } from '../../contract/custody.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { commandLine } from '../../kubernetes/commandLine.ts'
import type { FileNeed, ProgramNeed } from '../../kubernetes/needs.ts'

const text = z.string()
const Entry = z.object({
  id: z.uuid(),
  allowedAt: text,
  /** Exactly what was allowed. */
  need: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('program'),
      program: text,
      arguments: z.array(text),
      variables: z.array(z.object({ name: text, value: text })),
      folder: text,
      destination: text,
    }),
    z.object({
      kind: z.literal('files'),
      files: z.array(z.object({ use: z.enum(['ca', 'certificate', 'key', 'token']), path: text })),
      kubeconfig: text,
      destination: text,
    }),
  ]),
})
type Entry = z.infer<typeof Entry>
const Stored = z.object({ version: z.literal(1), entries: z.array(Entry) })

export type Need = ProgramNeed | FileNeed

/** All fail with `locked` while Strongroom is locked, and with `file-unreadable`. */
export interface Allowed {
  list(): Promise<AllowedItem[]>
  /** Returns a function that says whether a need is allowed now. */
  check(): Promise<(need: Need) => boolean>
  remember(need: Need): Promise<void>
  forget(id: string): Promise<void>
  forgetAll(): Promise<void>
}

/** The oldest permission is removed when there are more. */
const maxCount = 500

export function createAllowed(store: SealedStore): Allowed {
  const record = sealedRecord({
    store,
    kind: recordKinds.allowedNeeds,
    schema: Stored,
    empty: { version: 1, entries: [] },
    isEmpty: ({ entries }) => entries.length === 0,
    unreadable: 'The allowed programs and files cannot be read.',
  })
  const all = async () => (await record.read('')).entries
  const change = async (next: (before: readonly Entry[]) => Entry[]): Promise<void> => {
    await record.change('', ({ version, entries }) => ({ version, entries: next(entries).slice(-maxCount) }))
  }
  return {
    list: async () => (await all()).map(itemOf),
    check: async () => {
      const known = new Set((await all()).map(({ need }) => keyOf(need)))
      return (need) => known.has(keyOf(need))
    },
    remember: (need) =>
      change((before) => [
        ...before.filter((each) => keyOf(each.need) !== keyOf(need)),
        Entry.parse({ id: randomUUID(), allowedAt: new Date().toISOString(), need }),
      ]),
    forget: (id) => change((before) => before.filter((each) => each.id !== id)),
    forgetAll: () => record.remove(''),
  }
}

/** Returns everything that makes two needs different, in a fixed order. */
function keyOf(need: Need): string {
  return need.kind === 'program'
    ? JSON.stringify([
        need.program,
        need.arguments,
        need.variables.map(({ name, value }) => [name, value]),
        need.folder,
        need.destination,
      ])
    : JSON.stringify([need.files.map(({ use, path }) => [use, path]), need.kubeconfig, need.destination])
}

function itemOf({ id, allowedAt, need }: Entry): AllowedItem {
  const { destination } = need
  return need.kind === 'program'
    ? {
        id,
        allowedAt,
        kind: 'program',
        what: [commandLine(need.program, need.arguments)],
        place: need.folder,
        destination,
      }
    : { id, allowedAt, kind: 'files', what: need.files.map(({ path }) => path), place: need.kubeconfig, destination }
}
