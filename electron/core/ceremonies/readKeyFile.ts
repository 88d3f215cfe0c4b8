import { startParser } from '../../base/parsing/parserThread.ts'
import { Failure } from '../../contract/failure.ts'
import type { KeyFile, KeyFileOutcome } from './keyFile.ts'

/**
 * Reads the key shares of a file; its forms are those of `keyFile.ts`.
 * @throws Failure `invalid-input`, whose message says why without repeating any part of the file.
 */
export async function readKeyFile(content: string): Promise<KeyFile> {
  const { outcome } = startParser({ kind: 'key-file', text: content }, { deadlineMs: 10_000, heapMb: 256 })
  const read = (await outcome) as KeyFileOutcome
  if (read.state === 'read') return read.file
  throw new Failure('invalid-input', read.why, { issues: [{ path: 'content', message: read.why }] })
}
