/** Creates a new file at a path that the person chose, and never replaces an existing one. */
import { open } from 'node:fs/promises'
import { Failure } from '../../contract/failure.ts'

/**
 * Creates an empty file that only its owner can read, to reserve the path and to prove that it can be written.
 * @throws Failure `invalid-input` when the path exists already or no file can be created in the folder.
 */
export async function createExclusiveFile(path: string): Promise<void> {
  try {
    // SECURITY: `wx` follows no link and replaces nothing; the mode applies from the first byte on.
    const file = await open(path, 'wx', 0o600)
    await file.sync()
    await file.close()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EEXIST') throw refuse('there is a file already')
    if (code === 'ENOENT' || code === 'ENOTDIR') throw refuse('there is no such folder')
    throw refuse('no file can be written there')
  }
}

const refuse = (why: string) =>
  new Failure('invalid-input', `This file cannot be used: ${why}.`, {
    issues: [{ path: 'keepIn.handle', message: why }],
  })
