/**
 * Ceremonies: a server's answer to its initialization, which is the only copy of the keys. Each is stored in its own
 * file before the window shows anything, and wiped once every key has been saved elsewhere
 * (docs/security.md, "New keys").
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Ceremony, CeremonyPlace } from '../../contract/ceremony.ts'
import { Failure } from '../../contract/failure.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { removeFile } from '../../base/files/atomicFile.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import type { Log } from '../../base/log/log.ts'
import { preallocateFile, readPreallocatedFile } from '../../base/files/preallocatedFile.ts'
import {
  answerBytes,
  type AwaitedCeremony,
  awaitedOf,
  type Beginning,
  bindingOf,
  type Begun,
  finished,
  foundItems,
  nameOf,
  parseCeremony,
  prefixOf,
  type StoredCeremony,
  without,
} from './storedCeremony.ts'
import { isBoundTo, type Way } from '../../storage/profiles/way.ts'
import type { Witnessed } from './witness.ts'

/** What a witness needs to store an answer: see core/ceremonies/witnessJob.ts. */
export interface AnswerPlace {
  readonly seal: { readonly name: string; readonly publicKey: string }
  /** A preallocated file. Null: the answer is not stored on this computer. */
  readonly sealedPath: string | null
}

/** Sends the request. Resolves when the answer is stored in the place, or could not be stored. */
export type Asking = (place: AnswerPlace) => Promise<Witnessed>

export interface Ceremonies {
  /**
   * Runs an initialization and keeps its answer. A lock or the end of this process does not stop it, an earlier
   * ceremony of the connection is kept, and an answer that the disk refuses is held in memory.
   * @throws Failure what the server refused; `file-unwritable` before the request is sent when the disk has no room.
   */
  begin(of: Beginning, asking: Asking): Promise<Ceremony>
  /** The latest unfinished ceremony of a connection. */
  of(profileId: string): Promise<Ceremony | null>
  /** Returns the whole ceremony with its secrets. Errors: `not-found`. */
  open(ceremonyId: string): Promise<StoredCeremony>
  /** Notes where items were saved, and wipes each item that was handed over: its holder then has the only copy. */
  note(ceremonyId: string, places: readonly Omit<CeremonyPlace, 'at'>[]): Promise<Ceremony>
  wipe(ceremonyId: string): Promise<void>
  removeAll(profileId: string): Promise<void>
  /**
   * Returns the identities of the ways that the unfinished ceremonies of a connection are bound to; see `bindingOf`.
   */
  bindings(profileId: string): Promise<string[]>
  /** Binds the ceremonies of one way to another way. */
  move(profileId: string, from: string, to: Way): Promise<void>
  /** Seals the ceremonies that could not be sealed when they were received. Never fails. */
  sealHeld(): Promise<void>
  /** Whether a ceremony that is to be sealed exists only in memory. */
  holdsUnsealed(): boolean
  /** Resolves when no initialization is in progress. */
  settled(): Promise<void>
}

export interface CeremoniesDeps {
  readonly store: SealedStore
  /** The folder for the witnesses' sealed answers. */
  readonly folder: string
  readonly log: Log
  /** Called when a ceremony of this connection began, changed or ended, so that every window reloads it. */
  readonly onChange: (profileId: string) => void
}

/** The file that holds the answer of a ceremony until the core reads it. */
export const answerPathOf = (folder: string, name: string): string =>
  join(folder, `init-${name.slice(name.lastIndexOf(':') + 1)}.answer`)

/** Bytes of the largest sealed answer that is read. */
const largestAnswer = 16 * 1024 * 1024
/** Milliseconds after which no witness can still be working. A ceremony without an answer is then dropped. */
const longestAwaited = 10 * 60_000

export function createCeremonies({ store, folder, log, onChange }: CeremoniesDeps): Ceremonies {
  /** Ceremonies that are not on disk yet, because of a disk error or a lock. */
  const held = new Map<string, StoredCeremony>()
  const underWay = new Set<Promise<unknown>>()
  const answerPath = (ceremony: Pick<StoredCeremony, 'profileId' | 'id'>) => answerPathOf(folder, nameOf(ceremony))

  const names = async (prefix: string): Promise<string[]> => {
    const sealed = await store.names(prefix)
    return [...new Set([...sealed, ...[...held.keys()].filter((name) => name.startsWith(prefix))])]
  }
  const read = async (name: string): Promise<StoredCeremony | null> => {
    const kept = held.get(name)
    if (kept !== undefined) return kept
    const text = await store.read(name)
    if (text === null) return null
    const found = parseCeremony(text)
    if (found === null) throw new Failure('file-unreadable', 'The unfinished key ceremony cannot be read.')
    return 'awaits' in found ? takeAnswer(found) : found
  }
  /**
   * Returns the answer that a witness stored after the connection to it was lost, or null if it is missing or
   * incomplete.
   */
  const takeAnswer = async (awaited: AwaitedCeremony): Promise<StoredCeremony | null> => {
    const name = nameOf(awaited)
    const isOver = Date.now() - Date.parse(awaited.startedAt) > longestAwaited
    const sealed = await readPreallocatedFile(answerPath(awaited), largestAnswer)
    if (sealed === null) {
      if (isOver) await remove(name)
      return null
    }
    let ceremony: StoredCeremony
    try {
      ceremony = await openCeremony(awaited, awaited.privateKey, sealed)
    } catch (problem) {
      // A witness may be writing it at this moment.
      if (isOver) throw problem
      return null
    }
    log.info({}, 'new keys were taken over that had been written down when they came')
    // On a full disk, the keys are shown all the same. The witness's file stays until the write has succeeded.
    held.set(name, ceremony)
    await write(ceremony).catch((problem: unknown) => log.error({ problem }, 'new keys could not be sealed again'))
    return ceremony
  }
  /**
   * Returns the ceremonies that can be read, the latest first. `damaged` is the error of one that could not be read.
   */
  const readAll = async (prefix: string) => {
    const found: StoredCeremony[] = []
    let damaged: Failure | undefined
    for (const name of await names(prefix)) {
      try {
        const ceremony = await read(name)
        if (ceremony !== null) found.push(ceremony)
      } catch (problem) {
        if (!(problem instanceof Failure) || problem.code !== 'file-unreadable') throw problem
        damaged = problem
      }
    }
    return { found: found.sort((a, b) => b.startedAt.localeCompare(a.startedAt)), damaged }
  }
  /** With `dropOlder`, no older copy of the file can be opened from then on. */
  const write = async (ceremony: StoredCeremony, dropOlder = false): Promise<Ceremony> => {
    const name = nameOf(ceremony)
    await store.write(name, JSON.stringify(ceremony), dropOlder)
    held.delete(name)
    // If the store has switched to memory, the file on disk is the only copy that outlives this run.
    if (store.state().kind !== 'memory') await removeFile(answerPath(ceremony))
    return summary(ceremony)
  }
  const open = async (ceremonyId: string): Promise<StoredCeremony> => {
    const { found, damaged } = await readAll(recordKinds.ceremonies.prefix)
    const ceremony = found.find(({ id }) => id === ceremonyId)
    if (ceremony !== undefined) return ceremony
    throw damaged ?? new Failure('not-found', 'This key ceremony is finished.')
  }
  const remove = async (name: string): Promise<void> => {
    await store.remove(name)
    await removeFile(answerPathOf(folder, name))
    held.delete(name)
  }
  // SECURITY: only counts and places cross to the window.
  const summary = (stored: StoredCeremony): Ceremony => ({
    id: stored.id,
    profileId: stored.profileId,
    startedAt: stored.startedAt,
    shares: stored.shares,
    threshold: stored.threshold,
    recovery: stored.keys.length === 0 && stored.recoveryKeys.length > 0,
    places: stored.places,
    pgpShares: stored.pgpShares,
    pgpRootToken: stored.pgpRootToken,
    found: foundItems(stored),
    sealedOnDisk: store.state().kind !== 'memory' && !held.has(nameOf(stored)),
  })

  /** Sends the request, and returns the answer and whether it is stored on the disk already. */
  const ask = async (of: Beginning, asking: Asking) => {
    const begun = { version: 1 as const, id: randomUUID(), startedAt: new Date().toISOString(), ...of }
    const name = nameOf(begun)
    const keys = (await answerSeal()).newAnswerKeys()
    const sealedPath = store.state().kind === 'memory' ? null : answerPath(begun)
    const askNow = async (): Promise<Witnessed> => {
      if (sealedPath !== null) {
        await store.write(name, JSON.stringify(awaitedOf(begun, keys)))
        await preallocateFile(sealedPath, answerBytes(begun))
      }
      return asking({ seal: { name, publicKey: keys.publicKey }, sealedPath })
    }
    const { sealed, written } = await askNow().catch(async (problem: unknown) => {
      // A witness that did not reply may still be working. The awaited ceremony stays, so that its answer can be found.
      const told = problem instanceof Failure && problem.code !== 'internal'
      if (told && !store.locked) await remove(name).catch(() => undefined)
      throw problem
    })
    // The server has its keys now. If this copy of its answer is damaged, the copy on disk stays.
    return { ceremony: await openCeremony(begun, keys.privateKey, sealed), rests: sealedPath !== null && written }
  }
  const beginNow = async (of: Beginning, asking: Asking): Promise<Ceremony> => {
    const { ceremony, rests } = await ask(of, asking)
    const name = nameOf(ceremony)
    held.set(name, ceremony)
    await write(ceremony).catch((problem: unknown) => {
      // SECURITY: a lock leaves no key in memory that is stored on the disk (docs/security.md, "The lock").
      if (rests && store.locked) held.delete(name)
      else log.error({ problem }, 'new keys could not be sealed and are held in memory')
    })
    onChange(of.profileId)
    return summary(ceremony)
  }
  const sealHeld = async (): Promise<void> => {
    for (const ceremony of held.values()) await write(ceremony).catch(() => undefined)
  }

  return {
    begin: (of, asking) => {
      const begun = beginNow(of, asking)
      underWay.add(begun)
      const done = () => underWay.delete(begun)
      begun.then(done, done)
      return begun
    },
    of: async (profileId) => {
      await sealHeld()
      const { found, damaged } = await readAll(prefixOf(profileId))
      const [latest] = found
      if (latest !== undefined) {
        const ceremony = summary(latest)
        // A crash can happen between sealing and this removal. Until it is sealed, the witness's file is the lasting
        // copy.
        if (ceremony.sealedOnDisk) await removeFile(answerPath(latest)).catch(() => undefined)
        return ceremony
      }
      if (damaged !== undefined) throw damaged
      return null
    },
    open,
    note: async (ceremonyId, places) => {
      const ceremony = await open(ceremonyId)
      const at = new Date().toISOString()
      const isAgain = (old: CeremonyPlace) =>
        places.some((next) => next.item === old.item && next.way === old.way && next.where === old.where)
      const kept = ceremony.places.filter((old) => !isAgain(old))
      const handedOver = places.filter(({ way }) => way === 'handed-over').map(({ item }) => item)
      const noted = await write(
        {
          ...handedOver.reduce(without, ceremony),
          places: [...kept, ...places.map((place) => ({ ...place, at }))],
        },
        handedOver.length > 0,
      )
      onChange(ceremony.profileId)
      return noted
    },
    wipe: async (ceremonyId) => {
      const ceremony = await open(ceremonyId)
      await remove(nameOf(ceremony))
      onChange(ceremony.profileId)
    },
    removeAll: async (profileId) => {
      for (const name of await names(prefixOf(profileId))) await remove(name)
    },
    bindings: async (profileId) => (await readAll(prefixOf(profileId))).found.map(bindingOf),
    move: async (profileId, from, to) => {
      const { found } = await readAll(prefixOf(profileId))
      for (const ceremony of found.filter((each) => isBoundTo(bindingOf(each), from))) {
        await write({ ...ceremony, address: to.facts.address, way: to.id })
      }
      onChange(profileId)
    },
    sealHeld,
    holdsUnsealed: () => held.size > 0 || underWay.size > 0,
    settled: async () => {
      await Promise.allSettled(underWay)
    },
  }
}

/** Loaded with the first initialization. */
const answerSeal = () => import('../../storage/keychain/answerSeal.ts')

async function openCeremony(begun: Begun, privateKey: string, sealed: Buffer): Promise<StoredCeremony> {
  const plain = (await answerSeal()).openAnswer(privateKey, nameOf(begun), sealed)
  try {
    return finished(begun, plain)
  } finally {
    plain.fill(0)
  }
}
