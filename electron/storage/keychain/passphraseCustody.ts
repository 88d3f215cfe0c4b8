/** Sealed files under a master key that a passphrase opens: creates them, opens them, and changes the passphrase. */
import { timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '../../contract/failure.ts'
import { exists, putAside, readIfPresent, replaceFile } from '../../base/files/atomicFile.ts'
import { inFolderTurn } from './folderTurns.ts'
import { createGuesses } from './guesses.ts'
import { randomMasterKey } from './masterKey.ts'
import {
  guardOf,
  newGeneration,
  parsePassphraseFile,
  type PassphraseFile,
  passphraseFileBytes,
  unwrapKey,
  wrapKey,
} from './passphrase.ts'
import { finishRewrap, rewrapAll } from './rewrap.ts'
import type { SealedFiles } from './sealedFiles.ts'
import type { Guard } from './sealedNames.ts'

/** A master key and the files that it opens. The caller must zero-fill the key. */
export interface Opened {
  readonly key: Buffer
  readonly guard: Guard
}

export interface PassphraseCustody {
  /** Throws `file-unreadable` when the passphrase file is damaged or of a newer version. */
  requireReadable(): Promise<void>
  /** Throws `passphrase-wrong`, `too-many-guesses`, `file-unreadable`. */
  open(passphrase: string): Promise<Opened>
  /**
   * Creates the passphrase file for the data in memory. Returns the new name of a damaged passphrase file that was in
   * its place. Throws `rejected` if another process has created one.
   */
  create(passphrase: string, entries: ReadonlyMap<string, string>): Promise<Opened & { readonly aside: string | null }>
  /**
   * Creates a new master key for a new passphrase and seals everything again. Throws as `open` for the old passphrase;
   * `passphrase-wrong` when `current` is not the key that it opens.
   */
  change(oldPassphrase: string, passphrase: string, current: Buffer): Promise<Opened>
  /** Whether the files of this guard are still in use; false after another process has changed the passphrase. */
  counts(guard: Guard): Promise<boolean>
}

export function createPassphraseCustody(folder: string, files: SealedFiles): PassphraseCustody {
  const path = join(folder, 'passphrase.json')
  const guesses = createGuesses(join(folder, 'passphrase.guesses.json'))

  const readFile = async (): Promise<PassphraseFile> => {
    const content = await readIfPresent(path, passphraseFileBytes)
    if (content === null) throw new Failure('file-unreadable', 'The passphrase file is gone.')
    return parsePassphraseFile(content)
  }
  const open = (passphrase: string): Promise<Opened> =>
    guesses.attempt(async () => {
      const file = await readFile()
      return { key: await unwrapKey(file, passphrase), guard: guardOf(file) }
    })
  /** Not awaited: the passphrase may be changing at this moment. */
  const clearAway = (): void => {
    const work = async () => finishRewrap(folder, files, guardOf(await readFile()))
    inFolderTurn(folder, work).catch(() => undefined)
  }

  return {
    requireReadable: async () => {
      await readFile()
    },
    open: async (passphrase) => {
      const opened = await open(passphrase)
      if (await exists(join(folder, 'passphrase.change.json'))) clearAway()
      return opened
    },
    create: (passphrase, entries) =>
      inFolderTurn(folder, async () => {
        const isThere = await readFile().then(
          () => true,
          () => false,
        )
        if (isThere) throw new Failure('rejected', 'Another Strongroom has made a passphrase file: restart this one.')
        const key = randomMasterKey()
        try {
          const wrapped = await wrapKey(key, passphrase)
          for (const [name, content] of entries) await files.write(key, 'passphrase', name, content)
          const aside = await putAside(path)
          // From here on there is a passphrase file, so all data that was sealed above can be opened again.
          await replaceFile(path, wrapped)
          return { key: Buffer.from(key), guard: 'passphrase', aside }
        } finally {
          key.fill(0)
        }
      }),
    change: (oldPassphrase, passphrase, current) =>
      inFolderTurn(folder, async () => {
        const from = await open(oldPassphrase)
        const key = randomMasterKey()
        try {
          if (from.key.length !== current.length || !timingSafeEqual(from.key, current)) {
            throw new Failure('passphrase-wrong', 'The passphrase opens another key than the one in use.')
          }
          await finishRewrap(folder, files, from.guard)
          const generation = newGeneration()
          const guard: Guard = `passphrase-${generation}`
          // SECURITY: a new master key, so that an old passphrase with an old copy of its file opens nothing that is
          // sealed from now on (docs/security.md, "Custody").
          const wrapped = await wrapKey(key, passphrase, generation)
          await files.idle()
          const commit = () => replaceFile(path, wrapped)
          await rewrapAll({ folder, files, from, to: { key, guard }, commit })
          return { key: Buffer.from(key), guard }
        } finally {
          key.fill(0)
          from.key.fill(0)
        }
      }),
    counts: async (guard) => {
      try {
        return guardOf(await readFile()) === guard
      } catch {
        // A folder that cannot be read does not show that the passphrase has changed.
        return true
      }
    },
  }
}
