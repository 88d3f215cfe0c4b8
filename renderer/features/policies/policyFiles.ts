/** Files of policies: which can be read. */
import { limits } from '../../../electron/contract/limits.ts'

/** Bytes of a file that is read. */
export const largestFile = limits.policy

/** A file's text as it stands, a byte order mark and all; null when it is too large. */
export async function readPolicyFile(file: Blob): Promise<string | null> {
  if (file.size > largestFile) return null
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer())
}
