/**
 * Epochs of the sealed files of custody, so that a restored old copy is noticed (docs/security.md, "Custody").
 *
 * Each file contains its epoch in its sealed content. A sealed index contains the lowest epoch that each file may have,
 * and the keychain holds the index's own epoch. All three are raised only when custody shrinks: file, index, keychain,
 * in this order. If the process ends in between, the next check raises the ones that are behind.
 */
import type { OldCopy } from '../../contract/custody.ts'
import { Failure } from '../../contract/failure.ts'
import { inFolderTurn } from './folderTurns.ts'
import type { Keychain } from './keychain.ts'
import { ownAccount, sharedAccount } from './masterKey.ts'
import type { SealedStore } from './sealedStore.ts'
import { type CustodyChange, shrinks } from './custodyShrinks.ts'
import {
  type EpochIndex,
  epochIndexName,
  epochIn,
  floorOf,
  isGuarded,
  keychainEpoch,
  oldCopyOf,
  parseIndex,
  withEpoch,
} from './epochIndex.ts'
import type { Log } from '../../base/log/log.ts'
import { createSequencer } from '../../base/async/sequencer.ts'

/** The account of the keychain entry that homes of older versions share. */
export const sharedEpochAccount = 'custody-epoch-1'

/** Returns the account of a folder of sealed files: its own, like the master key's, or the shared one. */
export async function epochAccount(folder: string): Promise<string> {
  const own = await ownAccount(folder).catch(() => null)
  return own === null ? sharedEpochAccount : sharedEpochAccount + own.slice(sharedAccount.length)
}

export interface CustodyEpochs {
  /** Writes a sealed file, with a new epoch if `change` removes or replaces something. Errors: as the store. */
  write(name: string, content: object, change: CustodyChange): Promise<void>
  /**
   * Removes a sealed file. `emptied` is written with a new epoch first, in case the process ends before the index is
   * written.
   */
  remove(name: string, emptied: object): Promise<void>
  /** Finds old copies, and completes changes that a crash or a keychain interrupted. Never fails. */
  check(): Promise<void>
  /** Returns the result of the last check. */
  oldCopies(): readonly OldCopy[]
  /** Accepts the current files, with a new epoch. Errors: as the store. */
  accept(): Promise<void>
  /** Resolves when the keychain has stored the epoch or refused it. */
  settled(): Promise<void>
}

export interface CustodyEpochsDeps {
  readonly store: SealedStore
  readonly keychain: Keychain
  readonly folder: string
  readonly log: Log
  /** Called when the result of `oldCopies` has changed. */
  readonly onChange: () => void
}

export function createCustodyEpochs({ store, keychain, folder, log, onChange }: CustodyEpochsDeps): CustodyEpochs {
  const { inTurn } = createSequencer()
  const alone = <T>(work: () => Promise<T>): Promise<T> => inTurn('epochs', work)
  /** Runs work one after the other across stores that share the folder. */
  const claimed = <T>(work: () => Promise<T>): Promise<T> => inFolderTurn(`${folder} epochs`, work)
  let old: readonly OldCopy[] = []
  /** The epoch that the keychain is known to hold; null before it has answered. */
  let known: number | null = null
  let telling: Promise<void> = Promise.resolve()

  const inMemory = () => store.state().kind === 'memory'
  const report = (found: readonly OldCopy[]): void => {
    const isSame = JSON.stringify(found) === JSON.stringify(old)
    old = found
    if (isSame) return
    if (found.length > 0) log.warn({ count: found.length }, 'old copies of sealed files were put back')
    onChange()
  }
  /** Returns null if the index is missing or cannot be opened. */
  const readIndex = async (): Promise<EpochIndex | null> => {
    const text = await readOrNull(epochIndexName)
    return text === null ? null : parseIndex(text)
  }
  const readOrNull = async (name: string): Promise<string | null> => {
    try {
      return await store.read(name)
    } catch (problem) {
      if (problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    }
  }
  const writeIndex = async (index: EpochIndex): Promise<void> => {
    await store.write(epochIndexName, JSON.stringify(index))
    tellKeychain(index.epoch)
  }
  /** Not awaited: a keychain that hangs or refuses delays nothing, and the next check or raise repeats the write. */
  const tellKeychain = (epoch: number): void => {
    if (store.state().kind !== 'keychain') return
    telling = telling.then(async () => {
      try {
        // SECURITY: the epoch there must never decrease, so an entry that could not be read is not overwritten.
        const kept = known ?? keychainEpoch(await keychain.read(await epochAccount(folder)))
        if (kept >= epoch) return
        await keychain.write(await epochAccount(folder), Buffer.from(String(epoch), 'ascii'))
        known = Math.max(known ?? 0, epoch)
      } catch (problem) {
        log.warn({ problem }, 'the keychain did not take the epoch of the sealed files')
      }
    })
  }
  const askKeychain = async (): Promise<number> => {
    if (store.state().kind !== 'keychain') {
      known = null
      return 0
    }
    try {
      known = Math.max(known ?? 0, keychainEpoch(await keychain.read(await epochAccount(folder))))
    } catch {
      // The next check reads the keychain again; until then its epoch is unknown.
    }
    return known ?? 0
  }
  const isOldIndex = (index: EpochIndex): boolean => index.unaccepted || index.epoch < (known ?? 0)
  const names = async () => (await store.names('')).filter(isGuarded)
  /**
   * Returns the index. Without one, returns the index of a folder that never had one, or whose files were all put
   * aside.
   */
  const indexOrNew = async (): Promise<EpochIndex> => {
    const found = await readIndex()
    if (found !== null) return found
    const made = await newIndex()
    // From here on, a missing index is noticed.
    if (made.epoch > 0) await writeIndex(made)
    return made
  }
  const newIndex = async (): Promise<EpochIndex> => {
    const kept = await askKeychain()
    const isNew = (await names()).length === 0
    // SECURITY: if the index was removed, earlier files must not be accepted unnoticed: they are below the base.
    return { version: 1, epoch: isNew ? kept : 0, base: kept, unaccepted: false, files: {} }
  }
  const next = (index: EpochIndex, epochs: readonly number[]): number =>
    Math.max(index.epoch, index.base, known ?? 0, ...epochs) + 1

  /** Without `content`, only the index is raised. */
  const raise = async (name: string, content: object | null, current: number): Promise<void> => {
    // SECURITY: the epoch of the keychain is read before a raise passes it, so that an old index does not pass for a
    // current one.
    if (known === null) await askKeychain()
    await claimed(async () => {
      const index = await indexOrNew()
      const epoch = next(index, [current])
      if (content !== null) await store.write(name, withEpoch(content, epoch))
      const files = { ...index.files, [name]: epoch }
      await writeIndex({ ...index, epoch, files, unaccepted: isOldIndex(index) })
    })
  }
  /** Writes the change even if its epoch could not be raised, so that the change of custody is not lost. */
  const write = async (name: string, content: object, isLess: boolean): Promise<void> => {
    const index = await indexOrNew()
    const text = await readOrNull(name)
    const current = text === null ? null : epochIn(text)
    const floor = floorOf(index, name)
    // SECURITY: an old copy stays below its floor until the person accepts it, even if its content changes.
    if (isLess && (current === null || current >= floor)) {
      try {
        return await raise(name, content, current ?? 0)
      } catch (problem) {
        if (store.locked) throw problem
        log.warn({ problem }, 'the index of the sealed files could not be raised')
        // The file is then ahead of the index, and the next check corrects that.
        const written = epochIn((await readOrNull(name)) ?? '')
        return store.write(name, withEpoch(content, Math.max(next(index, [current ?? 0]), written)))
      }
    }
    await store.write(name, withEpoch(content, current ?? floor))
  }
  const look = async (): Promise<readonly OldCopy[]> => {
    // The keychain first, then the index, then the files: each is written before the one that is read before it.
    const kept = await askKeychain()
    const index = await readIndex()
    const guarded = await names()
    if (index === null && guarded.length === 0) return []
    const counted = index ?? { version: 1 as const, epoch: 0, base: 0, unaccepted: false, files: {} }
    const found: OldCopy[] = isOldIndex(counted) ? [{ what: 'list', profileId: null }] : []
    const ahead: Record<string, number> = {}
    for (const name of guarded) {
      const text = await readOrNull(name)
      if (text === null) continue
      const [epoch, floor] = [epochIn(text), floorOf(counted, name)]
      if (epoch < floor) found.push(oldCopyOf(name))
      if (epoch > floor) ahead[name] = epoch
    }
    if (Object.keys(ahead).length > 0) await catchUp(ahead)
    else if (counted.epoch > kept) tellKeychain(counted.epoch)
    return found
  }
  const catchUp = (ahead: Readonly<Record<string, number>>): Promise<void> =>
    claimed(async () => {
      const index = await indexOrNew()
      const files = { ...index.files }
      for (const [name, epoch] of Object.entries(ahead)) files[name] = Math.max(files[name] ?? 0, epoch)
      const epoch = Math.max(index.epoch, ...Object.values(files))
      await writeIndex({ ...index, files, epoch, unaccepted: isOldIndex(index) })
    })

  return {
    write: (name, content, change) =>
      alone(() => (inMemory() ? store.write(name, JSON.stringify(content)) : write(name, content, shrinks(change)))),
    remove: (name, emptied) =>
      alone(async () => {
        if (!inMemory() && (await store.names(name)).includes(name)) {
          const isReadable = (await readOrNull(name)) !== null
          await (isReadable ? write(name, emptied, true) : raise(name, null, 0)).catch((problem: unknown) => {
            if (store.locked) throw problem
            log.warn({ problem }, 'the epoch of a removed file could not be raised')
          })
        }
        await store.remove(name)
        if (old.length > 0) report(await look())
      }),
    check: () =>
      alone(async () => {
        try {
          report(await look())
        } catch (problem) {
          if (!store.locked) log.warn({ problem }, 'the epochs of the sealed files could not be checked')
        }
      }),
    oldCopies: () => old,
    accept: () =>
      alone(async () => {
        if (inMemory()) return
        await askKeychain()
        await claimed(async () => {
          const index = await indexOrNew()
          const texts = new Map<string, string>()
          for (const name of await names()) {
            const text = await readOrNull(name)
            if (text !== null) texts.set(name, text)
          }
          const epoch = next(index, [...texts.values()].map(epochIn))
          const files: Record<string, number> = { ...index.files }
          for (const [name, text] of texts) {
            const content: unknown = JSON.parse(text)
            if (typeof content !== 'object' || content === null) continue
            if (epochIn(text) < floorOf(index, name)) await store.write(name, withEpoch(content, epoch))
            files[name] = epochIn(text) < floorOf(index, name) ? epoch : epochIn(text)
          }
          await writeIndex({ ...index, epoch, files, unaccepted: false })
        })
        report([])
      }),
    settled: () => telling,
  }
}
