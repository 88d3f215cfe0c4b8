/**
 * Entries that can be erased although old copies of their files exist: each content is sealed under its own random key,
 * and the sealed file contains the result. Once the key is dropped, no copy of the file can be opened
 * (docs/security.md, "New keys").
 *
 * With a keychain, each key has an account there. Otherwise it is a sealed entry next to the one that it opens.
 *
 * The sealed file always names each key that may exist, before the key is created and until it is dropped. So a process
 * that ends in between leaves no unknown key, and `sweep` finishes the interrupted change.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'
import type { Log } from '../../base/log/log.ts'
import { createSequencer } from '../../base/async/sequencer.ts'
import { type Body, bodyOf, empty, isErased, openText, sealedText } from './erasableBody.ts'
import { inFolderTurn } from './folderTurns.ts'
import type { OwnKeys } from './ownKeys.ts'
import { keyLength } from './sealedFile.ts'
import type { SealedStore } from './sealedStore.ts'

export interface Erasable {
  /** Returns null if the entry is missing or erased. Errors: as the store; `file-unreadable` when its key is gone. */
  read(name: string): Promise<string | null>
  /**
   * Writes under the entry's current key, or under a new one. With `dropOlder` always under a new one, and older copies
   * of the file cannot be opened from then on; if the new key cannot be stored, the entry keeps its current key.
   * Errors: as the store; as the keychain, when there was no entry yet; `not-found` when it is being erased.
   */
  write(name: string, content: string, dropOlder: boolean): Promise<void>
  /** Erases the entry in the first step. A key that the keychain fails to drop is dropped later. */
  remove(name: string): Promise<void>
  /** Finishes changes that the end of a process or a refusal of the keychain interrupted. Never fails. */
  sweep(): Promise<void>
  /** Zero-fills the keys in memory. */
  dropKeys(): void
}

export interface ErasableDeps {
  readonly store: Pick<SealedStore, 'read' | 'write' | 'remove' | 'names' | 'state' | 'locked'>
  /** The prefix of the names of all entries. */
  readonly prefix: string
  readonly keys: OwnKeys
  readonly folder: string
  readonly log: Log
  /** Removes the other data of an entry that is erased. */
  readonly onErase: (name: string) => Promise<void>
}

export function createErasable({ store, prefix, keys, folder, log, onErase }: ErasableDeps): Erasable {
  const { inTurn } = createSequencer()
  /** Keys by their IDs. */
  const open = new Map<string, Buffer>()
  /** Increases with every lock, so that a key that is read during a lock is not kept. */
  let locks = 0

  /**
   * Runs work one after the other across stores that share the folder, so that no key is dropped while another store
   * seals under it.
   */
  const claimed = <T>(work: () => Promise<T>): Promise<T> => inFolderTurn(`${folder} ceremony keys`, work)
  const bodyAt = async (name: string): Promise<Body | null> => {
    const text = await store.read(name)
    return text === null ? null : bodyOf(text)
  }
  /**
   * Also null for a file that cannot be opened: it contains nothing that could be lost, and the next write puts it
   * aside.
   */
  const readableBody = (name: string): Promise<Body | null> =>
    bodyAt(name).catch((problem: unknown) => {
      if (problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    })
  const put = (name: string, body: Body): Promise<void> => store.write(name, JSON.stringify(body))

  /** Returns the key, which the caller must not zero-fill; null if it is gone. */
  const keyOf = async (name: string, id: string): Promise<Buffer | null> => {
    const known = open.get(id)
    if (known !== undefined) return known
    const before = locks
    const key = await keys.read(name, id)
    if (key === null) return null
    return keep(id, key, before)
  }
  const keep = (id: string, key: Buffer, locksBefore: number): Buffer => {
    if (locks !== locksBefore) {
      key.fill(0)
      throw new Failure('locked', 'Strongroom was locked in the meantime.')
    }
    open.get(id)?.fill(0)
    open.set(id, key)
    return key
  }
  const drop = async (name: string, id: string): Promise<void> => {
    await keys.remove(name, id)
    open.get(id)?.fill(0)
    open.delete(id)
  }
  /** Creates a key, and returns it once its storage has returned it unchanged. */
  const makeKey = async (name: string, id: string): Promise<Buffer> => {
    const before = locks
    const key = randomBytes(keyLength)
    try {
      await keys.write(name, id, key)
      const kept = await keys.read(name, id)
      const isKept = kept?.equals(key) === true
      kept?.fill(0)
      if (!isKept)
        throw new Failure('keychain-refused', 'The keychain did not store the key of the new entry.', {
          retryable: true,
        })
    } catch (problem) {
      key.fill(0)
      throw problem
    }
    return keep(id, key, before)
  }
  const writeUnderNewKey = (name: string, content: string): Promise<void> =>
    claimed(async () => {
      const before = await readableBody(name)
      if (before !== null && isErased(before)) throw erased()
      const body = before ?? empty
      const id = randomUUID()
      const announced = { ...body, drop: [...body.drop, id] }
      await put(name, announced)
      let key: Buffer
      try {
        key = await makeKey(name, id)
      } catch (problem) {
        // An existing entry loses nothing: it is written under its current key.
        if (before === null || store.locked) throw problem
        log.warn({ problem }, 'a new key could not be kept; the entry keeps the one that it has')
        return writeAsIs(name, content, announced)
      }
      const older = body.ownKey === null ? [] : [body.ownKey]
      await put(name, { ...empty, ownKey: id, drop: [...body.drop, ...older], sealed: sealedText(key, name, content) })
      if (body.drop.length + older.length > 0) await finish(name).catch(later)
    })
  const writeAsIs = async (name: string, content: string, body: Body): Promise<void> => {
    const key = body.ownKey === null ? null : await keyOf(name, body.ownKey)
    if (key === null) await put(name, { ...body, ownKey: null, sealed: null, plain: content })
    else await put(name, { ...body, sealed: sealedText(key, name, content) })
  }
  /** Drops the keys that are no longer needed. Call it in `claimed`. */
  const finish = async (name: string): Promise<void> => {
    const body = await readableBody(name)
    if (body === null || body.drop.length === 0) return
    for (const id of body.drop) await drop(name, id)
    if (isErased(body)) {
      await onErase(name)
      await store.remove(name)
    } else await put(name, { ...body, drop: [] })
  }
  const later = (problem: unknown): void =>
    log.warn({ problem }, 'the key of an erased entry could not be dropped; the next unlock tries again')

  return {
    read: async (name) => {
      for (let before: string | null = null; ;) {
        const text = await store.read(name)
        const body = text === null ? empty : bodyOf(text)
        if (body.plain !== null) return body.plain
        if (body.ownKey === null || body.sealed === null) return null
        const locksBefore = locks
        const key = await keyOf(name, body.ownKey)
        if (key !== null) {
          try {
            return openText(key, name, body.sealed)
          } catch (problem) {
            if (locks !== locksBefore) throw new Failure('locked', 'Strongroom was locked in the meantime.')
            throw problem
          }
        }
        // The key may have been dropped since the file was read.
        if (text === before) {
          throw new Failure('file-unreadable', 'The key of this file was erased. It may be an old copy.')
        }
        before = text
      }
    },
    write: (name, content, dropOlder) =>
      inTurn(name, async () => {
        const body = await readableBody(name)
        if (body !== null && isErased(body)) throw erased()
        const key = body === null || body.ownKey === null ? null : await keyOf(name, body.ownKey)
        if (body === null || key === null || dropOlder) return writeUnderNewKey(name, content)
        await put(name, { ...body, sealed: sealedText(key, name, content) })
      }),
    remove: (name) =>
      inTurn(name, async () => {
        const body = await readableBody(name)
        const ids = body === null ? [] : [...body.drop, ...(body.ownKey === null ? [] : [body.ownKey])]
        if (ids.length === 0) return store.remove(name)
        try {
          await put(name, { ...empty, drop: ids })
        } catch (problem) {
          if (store.locked) throw problem
          // A full disk cannot store the mark, but removing a file needs no space.
          await store.remove(name)
          for (const id of ids) await drop(name, id).catch(later)
          return
        }
        await claimed(() => finish(name)).catch(later)
      }),
    sweep: async () => {
      try {
        for (const name of await store.names(prefix)) {
          await inTurn(name, async () => {
            const body = await readableBody(name)
            if (body !== null && body.drop.length > 0) await claimed(() => finish(name))
          }).catch(later)
        }
      } catch (problem) {
        if (!store.locked) later(problem)
      }
    },
    dropKeys: () => {
      locks++
      // SECURITY: a lock leaves no key in memory (docs/security.md, "The lock").
      for (const key of open.values()) key.fill(0)
      open.clear()
    },
  }
}

const erased = () => new Failure('not-found', 'This entry was erased.')
