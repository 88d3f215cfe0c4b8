/** What files would make of the policies of a server. */
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { policyNameOfFile, readPolicyFile } from './policyFiles.ts'
import { startPolicyWorker } from '../worker/client.ts'
import type { Setting } from '../worker/protocol.ts'

export type ImportState =
  | 'new'
  | 'changed'
  | 'same'
  | 'written'
  /** It could not be written, or the server's text could not be read. */
  | 'failed'
  | 'unreadable'
  | 'large'
  | 'nameless'
  | 'root'
  | 'twice'

export interface ImportEntry {
  /** The file's name, and its way from the folder that was chosen. */
  readonly file: string
  /** The policy's; null where the file's name is none. */
  readonly name: string | null
  readonly text: string
  /** What the server has; null for a policy that is new. */
  readonly before: string | null
  readonly state: ImportState
  /** For which the server would refuse it. */
  readonly mistakes: number
  readonly problem: unknown
}

/** Reads at the same time. */
const atOnce = 8

/** Reads the files and what the server has of each. Writes nothing. What `signal` cut off is not among the answers. */
export async function readFolder(
  profileId: string,
  files: readonly File[],
  setting: Setting,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<readonly ImportEntry[]> {
  const worker = startPolicyWorker()
  const seen = new Set<string>()
  try {
    const entries: ImportEntry[] = []
    const left = files.values()
    const work = async (): Promise<void> => {
      for (const file of left) {
        if (signal.aborted) return
        onProgress(entries.length, files.length)
        const entry = await readOne(profileId, file)
        const isTwice = entry.name !== null && seen.has(entry.name)
        if (entry.name !== null) seen.add(entry.name)
        const read = await worker.ask<'analyze'>({
          kind: 'analyze',
          text: entry.text,
          setting,
          filter: '',
          limit: 0,
        })
        const mistakes = read === null || read.isAccepted || entry.text === '' ? 0 : Math.max(1, read.counts.error)
        entries.push({ ...entry, mistakes, ...(isTwice && { state: 'twice' }) })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    return entries.sort((a, b) => (a.file < b.file ? -1 : 1))
  } finally {
    worker.close()
  }
}

async function readOne(profileId: string, file: File): Promise<ImportEntry> {
  const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath
  const name = policyNameOfFile(path)
  const none: ImportEntry = {
    file: path,
    name,
    text: '',
    before: null,
    state: 'nameless',
    mistakes: 0,
    problem: undefined,
  }
  if (file.name.toLowerCase().startsWith('root.') || file.name.toLowerCase() === 'root')
    return { ...none, state: 'root' }
  if (name === null) return none
  const text = await readPolicyFile(file).catch(() => undefined)
  if (text === undefined) return { ...none, state: 'unreadable' }
  if (text === null) return { ...none, state: 'large' }
  try {
    const { text: before } = await valueOf(bridge.policies.read({ profileId, name }))
    return { ...none, text, before, state: before === text ? 'same' : 'changed' }
  } catch (problem) {
    if (errorOf(problem).code === 'not-found') return { ...none, text, state: 'new' }
    return { ...none, text, state: 'failed', problem }
  }
}
