/**
 * Programs and files of kubeconfigs that the person allowed, sealed. Another argument, variable, folder or API server is
 * another permission; a new version of the same program is not.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AllowedItem } from '../../contract/custody.ts'
import { Failure } from '../../contract/failure.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { commandLine } from '../../kubernetes/commandLine.ts'
import type { FileNeed, ProgramNeed } from '../../kubernetes/needs.ts'
import { createSequencer } from '../../base/async/sequencer.ts'

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

const entryName = 'allowed'
/** The oldest makes room. */
const most = 500

export function createAllowed(store: SealedStore): Allowed {
  const { inTurn } = createSequencer()
  const all = async (): Promise<Entry[]> => {
    const content = await store.read(entryName)
    if (content === null) return []
    try {
      return Stored.parse(JSON.parse(content)).entries
    } catch {
      throw new Failure('file-unreadable', 'The allowed programs and files cannot be read.')
    }
  }
  const change = (next: (before: readonly Entry[]) => readonly Entry[]): Promise<void> =>
    inTurn(entryName, async () => {
      const entries = next(await all()).slice(-most)
      if (entries.length === 0) return store.remove(entryName)
      await store.write(entryName, JSON.stringify({ version: 1, entries }))
    })
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
    // Without reading it, so that a record that cannot be read can be removed.
    forgetAll: () => inTurn(entryName, () => store.remove(entryName)),
  }
}

/** Everything that makes two needs different, in a fixed order. */
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
