/** Files of policies: which can be read, and the policy of each. */
import { limits } from '../../../../electron/contract/limits.ts'
import { policyNameOfPath } from '../../../../electron/contract/policyFiles.ts'
import { readTextFile } from '../../../lib/readTextFile.ts'
import { nameProblem } from '../editor/policyDraft.ts'

/** Maximum bytes of a file that is read. */
export const largestFile = limits.policy

/**
 * A file's text, in UTF-8 or UTF-16, without a byte order mark; null when it is too large.
 * @throws RangeError for bytes that are not text.
 */
export async function readPolicyFile(file: Blob): Promise<string | null> {
  if (file.size > largestFile) return null
  const text = await readTextFile(file)
  if (text === null) throw new RangeError('not a text')
  return text
}

/** The policy that a file is for; `path` is its path within the chosen folder. Null if its name is not a policy's. */
export function policyNameOfFile(path: string): string | null {
  const name = policyNameOfPath(path)
  return nameProblem(name) === null ? name : null
}
