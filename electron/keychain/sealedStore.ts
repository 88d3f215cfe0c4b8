/**
 * The sealed store: small texts that must not be read by anybody else, by name (docs/security.md, "Custody").
 *
 * - `keychain`: files under a master key that the keychain of the operating system holds;
 * - `passphrase`: files under a master key that a passphrase opens;
 * - `memory`: nothing rests on this computer.
 */
import { timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { CustodyState } from '../contract/app.ts'
import { Failure } from '../contract/failure.ts'
import type { CallError } from '../contract/result.ts'
import {
  exists,
  filesPutAside,
  namesIn,
  putAside,
  readIfPresent,
  removeAbandoned,
  replaceFile,
} from '../core/atomicFile.ts'
import type { Log } from '../core/log.ts'
import type { Keychain } from './keychain.ts'
import { keychainMasterKey, putAsideNoKey, randomMasterKey } from './masterKey.ts'
import { parsePassphraseFile, passphraseFileBytes, unwrapKey, wrapKey } from './passphrase.ts'
import { detachedSealer } from './sealedFile.ts'
import { createSealedFiles, type SealedFiles } from './sealedFiles.ts'
import { nameOfFile } from './sealedNames.ts'

export interface SealedStoreOptions {
  /** Holds the sealed files and the passphrase file; made when something is first written. */
  readonly folder: string
  /** Null: this computer has none, and nothing is asked. */
  readonly keychain: Keychain | null
  readonly log: Log
  /** In `memory`, which names a lock hides instead of dropping them. */
  readonly survivesLock?: (name: string) => boolean
  /** Whether the person is there, for `confirm`; true where the computer cannot know. Absent: it never can. */
  readonly confirmPresence?: (() => Promise<boolean>) | undefined
}

/** Keeps entries without the master key: it seals at once, and the disk takes the ciphertext when it can. */
export interface StoreSealer {
  seal(name: string, content: string): void
  /** Drops what it seals with. */
  end(): void
}

export interface SealedStore {
  state(): CustodyState
  readonly locked: boolean
  /** Does `unlock` need a passphrase? */
  readonly passphraseNeeded: boolean
  /** At the start: finds out which kind of custody there is. Never fails: what went wrong is in `state`. */
  open(): Promise<void>
  /** Null when there is nothing under the name. Errors: `locked`, `file-unreadable`. */
  read(name: string): Promise<string | null>
  /** One write after the other for a name. What was there and cannot be read is put aside. Errors: `locked`. */
  write(name: string, content: string): Promise<void>
  /** Removes it wherever it rests. Errors: `locked`. */
  remove(name: string): Promise<void>
  names(prefix: string): Promise<string[]>
  /** Renames what is under the name and cannot be used. Answers the file's new name, or null. Errors: `locked`. */
  putAside(name: string): Promise<string | null>
  /** A sealer that outlives the next lock; whoever asks for it ends it. Errors: `locked`. */
  sealer(): StoreSealer
  /** Resolves when the disk has taken all that a sealer has sealed. */
  settled(): Promise<void>
  /** Zero-fills the master key; in `memory`, drops what need not survive. Writes under way still arrive. */
  lock(): void
  /** Errors: `keychain-refused`, `keychain-unavailable`, `master-key-lost`, `passphrase-wrong`, `file-unreadable`. */
  unlock(passphrase?: string): Promise<void>
  /**
   * Proves that whoever asks may open the store now: asks the keychain or the passphrase anew, and changes nothing.
   * Errors: `locked`, `keychain-refused`, `keychain-unavailable`, `passphrase-wrong`.
   */
  confirm(passphrase?: string): Promise<void>
  /**
   * Where the keychain does not hold the key of the sealed files: puts all of them aside and opens with the key that is
   * there, or with a new one; an entry that is no key stays in the keychain under another name. Errors: as `unlock`;
   * `unsupported` where `unlock` would do.
   */
  beginAnew(): Promise<void>
  /** Where the keychain does not open: goes on in memory; its files are left untouched. Errors: `unsupported`. */
  goWithoutKeychain(): Promise<void>
  /** Takes memory over into files that a passphrase opens; with such files already, changes their passphrase. */
  usePassphrase(passphrase: string): Promise<void>
}

const passphraseFileName = 'passphrase.json'

export function createSealedStore({
  folder,
  keychain,
  log,
  survivesLock,
  confirmPresence = async () => true,
}: SealedStoreOptions): SealedStore {
  const passphrasePath = join(folder, passphraseFileName)
  const memory = new Map<string, string>()
  let kind: CustodyState['kind'] = 'memory'
  let reason: string | undefined
  let refusal: CallError | undefined
  let aside: string[] = []
  let masterKey: Buffer | null = null
  let locked = true
  /** Grows with every lock, so that an unlock that was under way does not undo it. */
  let locks = 0
  /** Memory on its way into files; what is asked meanwhile waits for it. */
  let takingOver: Promise<unknown> | null = null

  const files: SealedFiles = createSealedFiles(folder, (name) => {
    aside = [name, ...aside]
    log.warn({ file: name }, 'a sealed file could not be read and was put aside')
  })

  const requireUnlocked = (): void => {
    if (locked) throw new Failure('locked', 'Strongroom is locked.')
  }
  /** The master key, or null where everything stays in memory. */
  const requireKey = (): Buffer | null => {
    requireUnlocked()
    return masterKey
  }
  const unlockWith = (key: Buffer | null, locksBefore: number): void => {
    if (locks !== locksBefore) {
      key?.fill(0)
      throw new Failure('locked', 'Strongroom was locked in the meantime.')
    }
    if (!locked) {
      // Two unlocks at once: reads under way already use the first one's key.
      key?.fill(0)
      return
    }
    masterKey = key
    locked = false
  }
  const keychainFiles = async () => (await namesIn(folder)).filter((file) => nameOfFile(file, 'keychain') !== null)
  const keychainKey = async (from: Keychain | null): Promise<Buffer> => {
    if (from === null) throw new Failure('keychain-unavailable', 'This computer has no keychain.')
    return keychainMasterKey({
      keychain: from,
      claimFile: join(folder, 'master-key.claim'),
      filesExist: async () => (await keychainFiles()).length > 0,
    })
  }
  const unlockWithKeychain = async (from: Keychain): Promise<void> => {
    const locksBefore = locks
    const key = await keychainKey(from)
    if (!(await files.fits(key, 'keychain'))) {
      key.fill(0)
      // SECURITY: going on would put one file after the other aside, with nobody having been asked.
      throw new Failure('master-key-lost', 'None of the sealed files opens with the key that the keychain holds.')
    }
    unlockWith(key, locksBefore)
    reason = undefined
    refusal = undefined
  }
  const isShut = () => locked && kind === 'keychain'
  const stayInMemory = async (why: string): Promise<void> => {
    const before = (await keychainFiles()).length
    kind = 'memory'
    locked = false
    refusal = undefined
    reason =
      before === 0 ? why : `${why} What the keychain sealed before (${before} files in ${folder}) is left untouched.`
    log.warn({ reason }, 'nothing is kept on this computer')
  }

  const openPassphraseFile = async (): Promise<boolean> => {
    if (!(await exists(passphrasePath))) return false
    try {
      await readPassphraseFile()
    } catch (problem) {
      await stayInMemory(problem instanceof Failure ? problem.message : 'The passphrase file cannot be read.')
      return true
    }
    kind = 'passphrase'
    return true
  }
  const readPassphraseFile = async () => {
    const content = await readIfPresent(passphrasePath, passphraseFileBytes)
    if (content === null) throw new Failure('file-unreadable', 'The passphrase file is gone.')
    return parsePassphraseFile(content)
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
        if (await openPassphraseFile()) return
        if (keychain === null) return await stayInMemory('This computer has no keychain.')
        kind = 'keychain'
        await unlockWithKeychain(keychain)
      } catch (problem) {
        if (!(problem instanceof Failure)) throw problem
        if (problem.code === 'keychain-unavailable') return stayInMemory(problem.message)
        // SECURITY: a keychain that refuses is asked again at unlock; it is no reason to go on without it.
        kind = 'keychain'
        reason = problem.message
        refusal = problem.error
        log.warn({ code: problem.code, reason }, 'the sealed store did not open at the start')
      }
    },

    read: async (name) => {
      if (takingOver !== null) await takingOver
      const key = requireKey()
      if (kind === 'memory' || key === null) return memory.get(name) ?? null
      const locksBefore = locks
      try {
        return await files.read(key, kind, name)
      } catch (problem) {
        // A lock in the meantime has zero-filled the key: the file is as good as before.
        if (locks !== locksBefore) throw new Failure('locked', 'Strongroom was locked in the meantime.')
        throw problem
      }
    },
    write: async (name, content) => {
      if (takingOver !== null) await takingOver
      const key = requireKey()
      if (kind === 'memory' || key === null) memory.set(name, content)
      else await files.write(key, kind, name, content)
    },
    remove: async (name) => {
      if (takingOver !== null) await takingOver
      requireUnlocked()
      memory.delete(name)
      await Promise.all([files.remove('keychain', name), files.remove('passphrase', name)])
    },
    names: async (prefix) => {
      if (takingOver !== null) await takingOver
      requireUnlocked()
      const names = kind === 'memory' ? [...memory.keys()] : await files.names(kind)
      return names.filter((name) => name.startsWith(prefix)).sort()
    },

    putAside: async (name) => {
      if (takingOver !== null) await takingOver
      requireUnlocked()
      return kind === 'memory' ? null : files.putAside(kind, name)
    },

    sealer: () => {
      const key = requireKey()
      if (kind === 'memory' || key === null) {
        return { seal: (name, content) => void memory.set(name, content), end: () => undefined }
      }
      const guard = kind
      const detached = detachedSealer(key)
      return {
        seal: (name, content) => {
          const plain = Buffer.from(content, 'utf8')
          files.writeLater(guard, name, detached.seal(name, plain))
          plain.fill(0)
        },
        end: () => detached.end(),
      }
    },
    settled: () => files.settled(),

    lock: () => {
      locks++
      locked = true
      // SECURITY: the one copy of the key in this process (docs/security.md, "Custody").
      masterKey?.fill(0)
      masterKey = null
      files.dropKeys()
      for (const name of memory.keys()) if (survivesLock?.(name) !== true) memory.delete(name)
    },

    unlock: async (passphrase) => {
      // Memory that is on its way into files is neither here nor there: unlocking now would write beside the files.
      if (takingOver !== null) await takingOver
      if (!locked) return
      const locksBefore = locks
      if (kind === 'memory') unlockWith(null, locksBefore)
      else if (kind === 'passphrase') {
        const key = await unwrapKey(await readPassphraseFile(), passphrase ?? '')
        unlockWith(key, locksBefore)
      } else if (keychain !== null) await unlockWithKeychain(keychain)
    },

    confirm: async (passphrase) => {
      const key = requireKey()
      if (kind === 'memory' || key === null) return
      // SECURITY: an unlocked keychain answers every program of the person, also when the person is away.
      if (kind === 'keychain' && !(await confirmPresence()))
        throw new Failure('keychain-refused', 'The person did not confirm the request.')
      const anew =
        kind === 'passphrase'
          ? await unwrapKey(await readPassphraseFile(), passphrase ?? '')
          : await keychainKey(keychain)
      const same = timingSafeEqual(anew, requireKey() ?? Buffer.alloc(anew.length))
      anew.fill(0)
      if (!same) throw new Failure('keychain-refused', 'The keychain holds another key than the one that is open.')
    },

    beginAnew: async () => {
      const from = keychain
      if (from === null || !isShut()) throw new Failure('unsupported', 'There is nothing to begin anew.')
      const lost = await unlockWithKeychain(from).then(
        () => false,
        (problem: unknown) => {
          if (problem instanceof Failure && problem.code === 'master-key-lost') return true
          throw problem
        },
      )
      if (!lost) return
      await putAsideNoKey(from)
      for (const name of await files.names('keychain')) await files.putAside('keychain', name)
      await unlockWithKeychain(from)
    },

    goWithoutKeychain: async () => {
      if (!isShut()) throw new Failure('unsupported', 'The keychain is not in the way.')
      await stayInMemory('The keychain did not open, and you went on without it.')
    },

    usePassphrase: async (passphrase) => {
      if (takingOver !== null) await takingOver
      requireUnlocked()
      if (kind === 'keychain') throw new Failure('unsupported', 'The keychain keeps the secrets of this computer.')
      const locksBefore = locks
      const takeOver = async (): Promise<void> => {
        const key = Buffer.from(masterKey ?? randomMasterKey())
        try {
          const wrapped = await wrapKey(key, passphrase)
          if (kind === 'memory') {
            for (const [name, content] of memory) await files.write(key, 'passphrase', name, content)
            const name = await putAside(passphrasePath)
            if (name !== null) aside = [name, ...aside]
          }
          // From here on there is a passphrase file, so everything sealed above can be opened again.
          await replaceFile(passphrasePath, wrapped)
          memory.clear()
          kind = 'passphrase'
          reason = undefined
          // A key that was there before is this one, and reads under way use it.
          if (locks === locksBefore) masterKey ??= Buffer.from(key)
        } finally {
          key.fill(0)
        }
      }
      const taken = takeOver().finally(() => {
        takingOver = null
      })
      takingOver = taken.catch(() => undefined)
      await taken
    },
  }
}
