/** Files of policies: which can be read, and what policy each is. */
import { limits } from '../../../electron/contract/limits.ts'
import { nameProblem, storedName } from './policyDraft.ts'

/** Bytes of a file that is read. */
export const largestFile = limits.policy

/** A file's text as it stands, a byte order mark and all; null when it is too large. */
export async function readPolicyFile(file: Blob): Promise<string | null> {
  if (file.size > largestFile) return null
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer())
}

/** The policy that a file is for: its name without its ending. Null where that is none. */
export function policyNameOfFile(file: string): string | null {
  const name = storedName(file.replace(/\.(?:hcl|json|policy|txt)$/i, ''))
  return nameProblem(name) === null ? name : null
}
