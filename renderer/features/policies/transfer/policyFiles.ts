/** Files of policies: which can be read, and what policy each is. */
import { limits } from '../../../../electron/contract/limits.ts'
import { policyNameOfPath } from '../../../../electron/contract/policyFiles.ts'
import { decodeText } from '../../../../electron/contract/text/decodeText.ts'
import { nameProblem } from '../editor/policyDraft.ts'

/** Bytes of a file that is read. */
export const largestFile = limits.policy

/**
 * A file's text, in UTF-8 or UTF-16, without a byte order mark; null when it is too large.
 * @throws RangeError for bytes that are no text.
 */
export async function readPolicyFile(file: Blob): Promise<string | null> {
  if (file.size > largestFile) return null
  const decoded = decodeText(new Uint8Array(await file.arrayBuffer()))
  if (decoded === null) throw new RangeError('not a text')
  return decoded.text
}

/** The policy that a file is for; `path` is its way from the folder that was chosen. Null where its name is none. */
export function policyNameOfFile(path: string): string | null {
  const name = policyNameOfPath(path)
  return nameProblem(name) === null ? name : null
}
