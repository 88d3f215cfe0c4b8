/** Files of policies: which can be read, and what policy each is. */
import { limits } from '../../../../electron/contract/limits.ts'
import { policyNameOfPath } from '../../../../electron/contract/policyFiles.ts'
import { nameProblem } from '../editor/policyDraft.ts'

/** Bytes of a file that is read. */
export const largestFile = limits.policy

/** A file's text as it stands, a byte order mark and all; null when it is too large. */
export async function readPolicyFile(file: Blob): Promise<string | null> {
  if (file.size > largestFile) return null
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer())
}

/** The policy that a file is for; `path` is its way from the folder that was chosen. Null where its name is none. */
export function policyNameOfFile(path: string): string | null {
  const name = policyNameOfPath(path)
  return nameProblem(name) === null ? name : null
}
