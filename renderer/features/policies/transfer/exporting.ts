/** All policies of a server as files: a preview, and the writing, one after the other. */
import { policyFilePath } from '../../../../electron/contract/policyFiles.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'

export type ExportState = 'ready' | 'written' | 'failed'

export interface ExportEntry {
  readonly name: string
  /** Its file's path within the folder; null if the policy could not be read. */
  readonly file: string | null
  readonly state: ExportState
  readonly problem?: unknown
}

/** The number of concurrent requests. */
const atOnce = 8

/** Runs `work` for each name and reports each as it is done; ends early when `signal` is aborted. */
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
      // Entries in progress at the stop keep their earlier state.
      if (entry.state !== 'failed' || !signal.aborted) onDone(entry)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, run))
}

/** Reads each policy, so that it is known beforehand which ones may be read, and the names of their files. */
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
