/** Files of policies: which can be read, and the policy of each. */
import { limits } from '../../../../electron/contract/limits.ts'
import { policyNameOfPath } from '../../../../electron/contract/policyFiles.ts'
import { tidyTerminal } from '../../../../electron/contract/text/tidyText.ts'
import { readTextFile, type TextOfFile } from '../../../lib/readTextFile.ts'
import { nameProblem } from '../editor/policyDraft.ts'

/** Maximum bytes of a file that is read. */
export const largestFile = limits.policy

/**
 * A file's text, in UTF-8 or UTF-16, without a byte order mark and terminal codes; null when it is too large.
 * @throws RangeError for bytes that are not text.
 */
export async function readPolicyFile(file: Blob): Promise<TextOfFile | null> {
  if (file.size > largestFile) return null
  const read = await readTextFile(file)
  if (read === null) throw new RangeError('not a text')
  const { text, removed } = tidyTerminal(read.text)
  return { text, tidied: [...read.tidied, ...removed] }
}

/** The policy that a file is for; `path` is its path within the chosen folder. Null if its name is not a policy's. */
export function policyNameOfFile(path: string): string | null {
  const name = policyNameOfPath(path)
  return nameProblem(name) === null ? name : null
}
