/**
 * Moves all sealed files of one guard to a new key under another guard, so that a new passphrase also means a new
 * master key. The commit is one rename of the passphrase file: before it the old files are in use, after it the new
 * ones. A journal names both guards, so that the next start removes the unused set.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { readIfPresent, removeFile, replaceFile } from '../../base/files/atomicFile.ts'
import type { SealedFiles } from './sealedFiles.ts'
import type { Guard } from './sealedNames.ts'

const PassphraseGuard = z.string().regex(/^passphrase(?:-[0-9a-f]{16})?$/)
const Journal = z.strictObject({ version: z.literal(1), from: PassphraseGuard, to: PassphraseGuard })
const largestJournal = 1024

const journalPath = (folder: string) => join(folder, 'passphrase.change.json')

export interface Rewrap {
  readonly folder: string
  readonly files: SealedFiles
  readonly from: { readonly guard: Guard; readonly key: Buffer }
  readonly to: { readonly guard: Guard; readonly key: Buffer }
  /** Switches to the new files in one step. */
  readonly commit: () => Promise<void>
}

/**
 * Seals everything again and commits. If this throws, the old files are still in use unless `commit` had returned. A
 * file that cannot be opened is put aside.
 */
export async function rewrapAll({ folder, files, from, to, commit }: Rewrap): Promise<void> {
  await replaceFile(journalPath(folder), JSON.stringify({ version: 1, from: from.guard, to: to.guard }))
  /** The content of each file when it was sealed again. */
  const moved = new Map<string, string>()
  const moveChanged = async (): Promise<void> => {
    for (const name of await files.names(from.guard)) {
      const plain = await openOrNull(files, from, name)
      if (plain === null) continue
      const digest = createHash('sha256').update(plain).digest('hex')
      try {
        if (moved.get(name) !== digest) await files.writeBytes(to.key, to.guard, name, plain)
        moved.set(name, digest)
      } finally {
        plain.fill(0)
      }
    }
  }
  try {
    await moveChanged()
    await commit()
  } catch (problem) {
    // `finishRewrap` does not run here: the passphrase file shows at the next unlock whether the commit succeeded.
    throw problem instanceof Failure ? problem : new Failure('internal', 'The passphrase was not changed.')
  }
  // Data that was written under the old key during the move.
  await moveChanged().catch(() => undefined)
  await finishRewrap(folder, files, to.guard)
}

/** Removes the files that are not in use after a change of the passphrase. Never fails. */
export async function finishRewrap(folder: string, files: SealedFiles, counts: Guard): Promise<void> {
  try {
    const content = await readIfPresent(journalPath(folder), largestJournal)
    if (content === null) return
    const parsed = Journal.safeParse(JSON.parse(content.toString('utf8')))
    // SECURITY: only the guard that the journal names next to the current one: a restored old passphrase file removes
    // no file (docs/security.md, "Custody").
    if (parsed.success && (parsed.data.from === counts || parsed.data.to === counts)) {
      const isCommitted = parsed.data.to === counts
      const other = (isCommitted ? parsed.data.from : parsed.data.to) as Guard
      const kept = new Set(await files.names(counts))
      for (const name of await files.names(other)) {
        // A file that could not be opened has no counterpart and is kept under another name.
        if (!isCommitted || kept.has(name)) await files.remove(other, name)
        else await files.putAside(other, name)
      }
    }
    await removeFile(journalPath(folder))
  } catch {
    // The next unlock repeats it.
  }
}

async function openOrNull(
  files: SealedFiles,
  { key, guard }: { readonly key: Buffer; readonly guard: Guard },
  name: string,
): Promise<Buffer | null> {
  try {
    return await files.readBytes(key, guard, name)
  } catch (problem) {
    if (problem instanceof Failure && problem.code === 'file-unreadable') return null
    throw problem
  }
}
