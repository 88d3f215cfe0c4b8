/** All policies of a server as files: what would be written, and the writing, one after the other. */
import { policyFilePath } from '../../../../electron/contract/policyFiles.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'

export type ExportState = 'ready' | 'written' | 'failed'

export interface ExportEntry {
  readonly name: string
  /** Its file's way from the folder; null where the policy could not be read. */
  readonly file: string | null
  readonly state: ExportState
  readonly problem?: unknown
}

/** Requests at the same time. */
const atOnce = 8

/** Does `work` for each name and tells of each as it is done; ends early when `signal` says so. */
async function forEachName(
  names: Iterable<string>,
  signal: AbortSignal,
  work: (name: string) => Promise<ExportEntry>,
  onDone: (entry: ExportEntry) => void,
): Promise<void> {
  const left = names[Symbol.iterator]()
  const run = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true && !signal.aborted; next = left.next()) {
      const name = next.value
      const entry = await work(name).catch((problem: unknown): ExportEntry => {
        return { name, file: null, state: 'failed', problem }
      })
      // What was under way when it was stopped is as it was before.
      if (entry.state !== 'failed' || !signal.aborted) onDone(entry)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, run))
}

/** Reads each policy, so that one knows before which may be read, and what its file is called. */
export function checkPolicies(
  profileId: string,
  names: readonly string[],
  signal: AbortSignal,
  onDone: (entry: ExportEntry) => void,
): Promise<void> {
  return forEachName(
    names,
    signal,
    async (name) => {
      const { text } = await valueOf(bridge.policies.read({ profileId, name }, signal))
      return { name, file: policyFilePath(name, text).join('/'), state: 'ready' }
    },
    onDone,
  )
}

export function writePolicies(
  profileId: string,
  exportId: string,
  names: readonly string[],
  signal: AbortSignal,
  onDone: (entry: ExportEntry) => void,
): Promise<void> {
  return forEachName(
    names,
    signal,
    async (name) => {
      const { file } = await valueOf(bridge.policies.exportPolicy({ profileId, name, exportId }, signal))
      return { name, file, state: 'written' }
    },
    onDone,
  )
}
