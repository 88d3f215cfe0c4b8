/**
 * A file that is created before its content exists. Its space is reserved and its name is flushed, so that only one
 * flush of a safe write remains when the content arrives, and a full disk is noticed before that.
 *
 *     bytes 0–3  length of the content, big endian; 0 until it is there
 *     bytes 4–   the content, which must show whether it is complete, as sealed bytes do
 */
import { open, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Failure } from '../../contract/failure.ts'
import { codeOf, flushFolder, readIfPresent, removeFile } from './atomicFile.ts'

const lengthBytes = 4

/**
 * Creates a file with room for about this many bytes, for its owner only (mode 0600). Longer content still fits.
 * @throws Failure `file-unwritable` when the path exists already, or the disk has no room.
 */
export async function preallocateFile(path: string, bytes: number): Promise<void> {
  try {
    // Zeros are written, because a hole in a file reserves no room.
    await writeThrough(path, 'wx', [Buffer.alloc(lengthBytes + bytes)])
    await flushFolder(dirname(path))
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') await removeFile(path).catch(() => undefined)
    throw new Failure('file-unwritable', `${basename(path)} cannot be written (${codeOf(cause)}).`, { cause })
  }
}

/**
 * Writes into a preallocated file, and returns when the content would survive a power cut.
 * @throws Failure `file-unwritable` when the file is gone or cannot be written.
 */
export async function fillPreallocatedFile(path: string, content: Uint8Array): Promise<void> {
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(content.length)
  try {
    await writeThrough(path, 'r+', [length, content])
  } catch (cause) {
    throw new Failure('file-unwritable', `${basename(path)} cannot be written (${codeOf(cause)}).`, { cause })
  }
}

/**
 * Returns the content: null if there is no file or no content yet. During a write, or after an interrupted one, the
 * result is incomplete. Errors: `file-unreadable`.
 */
export async function readPreallocatedFile(path: string, maxBytes: number): Promise<Buffer | null> {
  const all = await readIfPresent(path, lengthBytes + maxBytes)
  if (all === null || all.length < lengthBytes) return null
  const length = all.readUInt32BE(0)
  return length === 0 ? null : all.subarray(lengthBytes, lengthBytes + length)
}

async function writeThrough(path: string, flags: 'wx' | 'r+', parts: readonly Uint8Array[]): Promise<void> {
  let file: FileHandle | undefined
  try {
    // SECURITY: `wx` follows no link that another user has placed here; the mode applies from the first byte on.
    file = await open(path, flags, 0o600)
    await file.writev([...parts], 0)
    await file.datasync()
  } finally {
    await file?.close()
  }
}
