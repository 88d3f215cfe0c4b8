/**
 * The sealed store: small confidential texts by name (docs/security.md, "Custody").
 *
 * - `keychain`: files under a master key that the keychain of the operating system holds;
 * - `passphrase`: files under a master key that a passphrase opens;
 * - `memory`: nothing is stored on this computer.
 */
import { timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { CustodyState } from '../../contract/app.ts'
import { Failure } from '../../contract/failure.ts'
import type { CallError } from '../../contract/result.ts'
import { exists, filesPutAside, removeAbandoned } from '../../base/files/atomicFile.ts'
import { loadedOnce } from '../../base/async/loadedOnce.ts'
import type { Log } from '../../base/log/log.ts'
import type { Keychain } from './keychain.ts'
import { createKeychainCustody } from './keychainCustody.ts'
import { detachedSealer } from './sealedFile.ts'
import { createSealedFiles, type SealedFiles } from './sealedFiles.ts'
import type { Guard } from './sealedNames.ts'

export interface SealedStoreOptions {
  /** The folder of the sealed files and the passphrase file, created on the first write. */
  readonly folder: string
  /** Null: this computer has none, and none is used. */
  readonly keychain: Keychain | null
  readonly log: Log
  /** In `memory`, the names that a lock hides instead of dropping them. */
  readonly survivesLock?: (name: string) => boolean
  /** Whether the person is present, for `confirm`; true if the computer cannot know. Absent: it never can. */
  readonly confirmPresence?: (() => Promise<boolean>) | undefined
  /** Called when another process has changed the passphrase: locks the app. Without it the store locks itself. */
  readonly onStale?: () => void
}

/** Stores entries without the master key: it seals immediately, and the disk gets the ciphertext when possible. */
export interface StoreSealer {
  seal(name: string, content: string): void
  /** Drops its key. */
  end(): void
}

export interface SealedStore {
  state(): CustodyState
  readonly locked: boolean
  /** Whether `unlock` needs a passphrase. */
  readonly passphraseNeeded: boolean
  /** Finds out the kind of custody at the start. Never fails: `state` contains an error. */
  open(): Promise<void>
  /** Returns null if there is no entry. Errors: `locked`, `file-unreadable`. */
  read(name: string): Promise<string | null>
  /**
   * Writes one after the other for each name. An existing entry that cannot be read is put aside. `dropOlder`: for an
   * entry that can be erased (erasableStore.ts), older copies cannot be opened from then on. Errors: `locked`.
   */
  write(name: string, content: string, dropOlder?: boolean): Promise<void>
  /** Removes the entry from every place that it is stored in. Errors: `locked`. */
  remove(name: string): Promise<void>
  names(prefix: string): Promise<string[]>
  /** Renames an entry that cannot be used. Returns the file's new name, or null. Errors: `locked`. */
  putAside(name: string): Promise<string | null>
  /** Returns a sealer that outlives the next lock. The caller must end it. Errors: `locked`. */
  sealer(): StoreSealer
  /** Resolves when the disk has accepted everything that a sealer has sealed. */
  settled(): Promise<void>
  /**
   * Zero-fills the master key; in `memory`, drops the entries that need not survive. Writes in progress are completed.
   */
  lock(): void
  /**
   * Errors: `keychain-refused`, `keychain-unavailable`, `master-key-lost`, `passphrase-wrong`, `too-many-guesses`,
   * `file-unreadable`.
   */
  unlock(passphrase?: string): Promise<void>
  /**
   * Proves that the person can open the store now: asks the keychain or the passphrase again, and changes nothing.
   * Errors: `locked`, `keychain-refused`, `keychain-unavailable`, `passphrase-wrong`, `too-many-guesses`.
   */
  confirm(passphrase?: string): Promise<void>
  /**
   * For a keychain without the key of the sealed files: puts all of them aside and opens with the current key, or with
   * a new one; an entry that is not a key stays in the keychain under another name. Errors: as `unlock`; `unsupported`
   * if `unlock` would succeed.
   */
  startNew(): Promise<void>
  /**
   * For a keychain that cannot be opened: continues in memory and leaves its files untouched. Errors: `unsupported`.
   */
  goWithoutKeychain(): Promise<void>
  /** Moves the data in memory into files that a passphrase opens. Errors: `unsupported` for every other custody. */
  usePassphrase(passphrase: string): Promise<void>
  /**
   * Replaces the passphrase and the master key, and seals everything again. Errors: `locked`; `passphrase-wrong` and
   * `too-many-guesses` for the old one; `unsupported` if there is no passphrase.
   */
  changePassphrase(oldPassphrase: string, passphrase: string): Promise<void>
}

export function createSealedStore(options: SealedStoreOptions): SealedStore {
  const { folder, keychain, log, survivesLock, onStale, confirmPresence = async () => true } = options
  const memory = new Map<string, string>()
  let kind: CustodyState['kind'] = 'memory'
  /** The guard of the files in use, if there are any. */
  let guard: Guard = 'keychain'
  let reason: string | undefined
  let refusal: CallError | undefined
  let aside: string[] = []
  let masterKey: Buffer | null = null
  let locked = true
  /** Whether another process has created a new set of files since this one was unlocked. */
  let isStale = false
  /** Increases with every lock, so that a lock is not undone by an unlock in progress. */
  let locks = 0
  /** A move in progress, from memory into files or from files to a new key. Calls wait for its end. */
  let movingOver: Promise<unknown> | null = null

  const files: SealedFiles = createSealedFiles(folder, (name) => {
    aside = [name, ...aside]
    log.warn({ file: name }, 'a sealed file could not be read and was put aside')
  })
  const byKeychain = keychain === null ? null : createKeychainCustody(folder, keychain, files)
  /** Loaded only if there is a passphrase, which is rare. */
  const byPassphrase = loadedOnce(async () =>
    (await import('./passphraseCustody.ts')).createPassphraseCustody(folder, files),
  )

  const requireUnlocked = (): void => {
    if (locked) throw new Failure('locked', 'Strongroom is locked.')
  }
  /** Returns the master key, or null if everything stays in memory. */
  const requireKey = (): Buffer | null => {
    requireUnlocked()
    return masterKey
  }
  const requireKeychain = () => {
    if (byKeychain === null) throw new Failure('keychain-unavailable', 'This computer has no keychain.')
    return byKeychain
  }
  const unlockWith = (key: Buffer | null, locksBefore: number): void => {
    if (locks !== locksBefore) {
      key?.fill(0)
      throw new Failure('locked', 'Strongroom was locked in the meantime.')
    }
    if (!locked) {
      // Two concurrent unlocks: reads in progress already use the first one's key.
      key?.fill(0)
      return
    }
    masterKey = key
    locked = false
  }
  const unlockWithKeychain = async (): Promise<void> => {
    const locksBefore = locks
    unlockWith(await requireKeychain().fittingKey(), locksBefore)
    guard = 'keychain'
    reason = undefined
    refusal = undefined
  }
  const unlockWithPassphrase = async (passphrase: string): Promise<void> => {
    const locksBefore = locks
    const opened = await (await byPassphrase()).open(passphrase)
    if (locked) guard = opened.guard
    unlockWith(opened.key, locksBefore)
  }
  const lock = (): void => {
    locks++
    locked = true
    isStale = false
    // SECURITY: the only copy of the key in this process (docs/security.md, "Custody").
    masterKey?.fill(0)
    masterKey = null
    files.dropKeys()
    for (const name of memory.keys()) if (survivesLock?.(name) !== true) memory.delete(name)
  }
  /**
   * Throws `locked`, and locks everything, if the files are no longer the ones in use. SECURITY: continuing would write
   * to unused files, and treat data as missing that another process has sealed under the new key.
   */
  const requireCounting = async (used: Guard): Promise<void> => {
    if (kind !== 'passphrase' || (await (await byPassphrase()).counts(used))) return
    if (used === guard && !locked && !isStale) {
      isStale = true
      log.warn({}, 'the passphrase was changed by another process')
      if (onStale === undefined) lock()
      else onStale()
    }
    throw new Failure('locked', 'The passphrase was changed by another Strongroom.')
  }
  const isShut = () => locked && kind === 'keychain'
  const stayInMemory = async (why: string): Promise<void> => {
    const before = (await byKeychain?.count()) ?? (await files.names('keychain')).length
    kind = 'memory'
    locked = false
    refusal = undefined
    reason =
      before === 0 ? why : `${why} What the keychain sealed before (${before} files in ${folder}) is left untouched.`
    log.warn({ reason }, 'nothing is kept on this computer')
  }
  const findPassphraseFile = async (): Promise<boolean> => {
    if (!(await exists(join(folder, 'passphrase.json')))) return false
    try {
      await (await byPassphrase()).requireReadable()
      kind = 'passphrase'
    } catch (problem) {
      await stayInMemory(problem instanceof Failure ? problem.message : 'The passphrase file cannot be read.')
    }
    return true
  }
  /** Blocks reads and writes while `move` switches to other files. */
  const moveOver = async (move: () => Promise<void>): Promise<void> => {
    const moving = move().finally(() => {
      movingOver = null
    })
    movingOver = moving.catch(() => undefined)
    await moving
  }

  return {
    state: () => ({
      kind,
      ...(reason !== undefined && { reason }),
      ...(refusal !== undefined && { refusal }),
      putAside: [...aside],
    }),
    get locked() {
      return locked
    },
    get passphraseNeeded() {
      return locked && kind === 'passphrase'
    },

    open: async () => {
      try {
        aside = await filesPutAside(folder)
        await removeAbandoned(folder).catch(() => undefined)
        if (await findPassphraseFile()) return
        if (byKeychain === null) return await stayInMemory('This computer has no keychain.')
        kind = 'keychain'
        await unlockWithKeychain()
      } catch (problem) {
        if (!(problem instanceof Failure)) throw problem
        if (problem.code === 'keychain-unavailable') return stayInMemory(problem.message)
        // SECURITY: a keychain that refuses is asked again at unlock; its refusal must not lead to a store without it.
        kind = 'keychain'
        reason = problem.message
        refusal = problem.error
        log.warn({ code: problem.code, reason }, 'the sealed store did not open at the start')
      }
    },

    read: async (name) => {
      if (movingOver !== null) await movingOver
      const key = requireKey()
      if (key === null) return memory.get(name) ?? null
      const [locksBefore, from] = [locks, guard]
      try {
        const content = await files.read(key, from, name)
        await requireCounting(from)
        return content
      } catch (problem) {
        // A lock in the meantime has zero-filled the key. The file itself is not damaged.
        if (locks !== locksBefore) throw new Failure('locked', 'Strongroom was locked in the meantime.')
        throw problem
      }
    },
    write: async (name, content) => {
      if (movingOver !== null) await movingOver
      const key = requireKey()
      if (key === null) memory.set(name, content)
      else {
        const to = guard
        await files.write(key, to, name, content)
        await requireCounting(to)
      }
    },
    remove: async (name) => {
      if (movingOver !== null) await movingOver
      requireUnlocked()
      memory.delete(name)
      const guards = new Set<Guard>(['keychain', 'passphrase', guard])
      await Promise.all([...guards].map((each) => files.remove(each, name)))
      await requireCounting(guard)
    },
    names: async (prefix) => {
      if (movingOver !== null) await movingOver
      requireUnlocked()
      const from = guard
      const names = kind === 'memory' ? [...memory.keys()] : await files.names(from)
      await requireCounting(from)
      return names.filter((name) => name.startsWith(prefix)).sort()
    },

    putAside: async (name) => {
      if (movingOver !== null) await movingOver
      requireUnlocked()
      return kind === 'memory' ? null : files.putAside(guard, name)
    },

    sealer: () => {
      const key = requireKey()
      if (key === null) {
        return { seal: (name, content) => void memory.set(name, content), end: () => undefined }
      }
      const to = guard
      const detached = detachedSealer(key)
      return {
        seal: (name, content) => {
          const plain = Buffer.from(content, 'utf8')
          files.writeLater(to, name, detached.seal(name, plain))
          plain.fill(0)
        },
        end: () => detached.end(),
      }
    },
    settled: () => files.settled(),

    lock,

    unlock: async (passphrase) => {
      // During a move from memory into files, an unlock would write next to the files.
      if (movingOver !== null) await movingOver
      if (!locked) return
      if (kind === 'memory') unlockWith(null, locks)
      else if (kind === 'passphrase') await unlockWithPassphrase(passphrase ?? '')
      else if (byKeychain !== null) await unlockWithKeychain()
    },

    confirm: async (passphrase) => {
      const key = requireKey()
      if (key === null) return
      // SECURITY: an unlocked keychain answers every program of the person, also when the person is away.
      if (kind === 'keychain' && !(await confirmPresence()))
        throw new Failure('keychain-refused', 'The person did not confirm the request.')
      const anew =
        kind === 'passphrase'
          ? (await (await byPassphrase()).open(passphrase ?? '')).key
          : await requireKeychain().key()
      const same = timingSafeEqual(anew, requireKey() ?? Buffer.alloc(anew.length))
      anew.fill(0)
      if (!same) throw new Failure('keychain-refused', 'The keychain holds another key than the one that is open.')
    },

    startNew: async () => {
      if (byKeychain === null || !isShut()) throw new Failure('unsupported', 'There is nothing to start over.')
      const lost = await unlockWithKeychain().then(
        () => false,
        (problem: unknown) => {
          if (problem instanceof Failure && problem.code === 'master-key-lost') return true
          throw problem
        },
      )
      if (!lost) return
      await byKeychain.startOver()
      await unlockWithKeychain()
    },

    goWithoutKeychain: async () => {
      if (!isShut()) throw new Failure('unsupported', 'The keychain is not in the way.')
      await stayInMemory('The keychain did not open, and you went on without it.')
    },

    usePassphrase: async (passphrase) => {
      if (movingOver !== null) await movingOver
      requireUnlocked()
      if (kind !== 'memory') throw new Failure('unsupported', 'The secrets of this computer are kept in files already.')
      const locksBefore = locks
      await moveOver(async () => {
        const made = await (await byPassphrase()).create(passphrase, memory)
        if (made.aside !== null) aside = [made.aside, ...aside]
        memory.clear()
        kind = 'passphrase'
        guard = made.guard
        reason = undefined
        if (locks === locksBefore) masterKey = made.key
        else made.key.fill(0)
      })
    },

    changePassphrase: async (oldPassphrase, passphrase) => {
      if (movingOver !== null) await movingOver
      const current = requireKey()
      if (kind !== 'passphrase' || current === null) throw new Failure('unsupported', 'There is no passphrase here.')
      const locksBefore = locks
      const copy = Buffer.from(current)
      await moveOver(async () => {
        const made = await (await byPassphrase()).change(oldPassphrase, passphrase, copy)
        guard = made.guard
        if (locks === locksBefore) {
          masterKey?.fill(0)
          masterKey = made.key
        } else made.key.fill(0)
      }).finally(() => copy.fill(0))
    },
  }
}
