/** The changes that files would make to the policies of a server. */
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { policyNameOfFile, readPolicyFile } from './policyFiles.ts'
import { startPolicyWorker } from '../worker/client.ts'
import type { Tidied } from '../../../../electron/contract/text/tidied.ts'
import type { Wrapping } from '../../../../policy/wrapped.ts'
import type { Analysis, Setting } from '../worker/protocol.ts'

export type ImportState =
  | 'new'
  | 'changed'
  | 'same'
  | 'written'
  /** The policy could not be written, or the server's text could not be read. */
  | 'failed'
  | 'unreadable'
  | 'large'
  | 'nameless'
  | 'root'
  | 'twice'

export interface ImportEntry {
  /** The file's name, and its path within the chosen folder. */
  readonly file: string
  /** The policy's name; null if the file's name is not a valid one. */
  readonly name: string | null
  readonly text: string
  /** The server's text; null for a policy that is new. */
  readonly before: string | null
  readonly state: ImportState
  /** The kind of the file, if the text is a policy that was inside it. */
  readonly wrapping: Wrapping | null
  /** What reading the file changed. */
  readonly tidied: readonly Tidied[]
  /** The number of mistakes for which the server would refuse it. */
  readonly mistakes: number
  readonly problem: unknown
}

/** The number of concurrent reads. */
const atOnce = 8

/**
 * Reads the files and the server's text of each. Writes nothing. Reads that `signal` aborted are left out of the
 * result.
 */
export async function readFolder(
  profileId: string,
  files: readonly File[],
  setting: Setting,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<readonly ImportEntry[]> {
  const worker = startPolicyWorker()
  const seen = new Set<string>()
  const analyze = (text: string): Promise<Analysis | null> =>
    worker.ask<'analyze'>({ kind: 'analyze', text, setting, filter: '', limit: 0 })
  try {
    const entries: ImportEntry[] = []
    const left = files.values()
    const work = async (): Promise<void> => {
      for (const file of left) {
        if (signal.aborted) return
        onProgress(entries.length, files.length)
        const entry = await readOne(profileId, file, analyze)
        const isTwice = entry.name !== null && seen.has(entry.name)
        if (entry.name !== null) seen.add(entry.name)
        entries.push({ ...entry, ...(isTwice && { state: 'twice' }) })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    return entries.sort((a, b) => (a.file < b.file ? -1 : 1))
  } finally {
    worker.close()
  }
}

type Analyze = (text: string) => Promise<Analysis | null>

/** The policy inside a text of another kind; null for every other text. */
function unwrapped(analysis: Analysis | null): Pick<ImportEntry, 'text' | 'wrapping'> | null {
  const remark = analysis?.remarks.find(({ code }) => code === 'api-body' || code === 'terraform')
  const text = remark?.fix?.[0]?.insert
  if (remark === undefined || text === undefined) return null
  return { text, wrapping: remark.code === 'api-body' ? 'api-body' : 'terraform' }
}

const mistakesIn = (text: string, analysis: Analysis | null): number =>
  analysis === null || analysis.isAccepted || text === '' ? 0 : Math.max(1, analysis.counts.error)

async function readOne(profileId: string, file: File, analyze: Analyze): Promise<ImportEntry> {
  const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath
  const name = policyNameOfFile(path)
  const none: ImportEntry = {
    file: path,
    name,
    text: '',
    before: null,
    state: 'nameless',
    wrapping: null,
    tidied: [],
    mistakes: 0,
    problem: undefined,
  }
  if (file.name.toLowerCase().startsWith('root.') || file.name.toLowerCase() === 'root')
    return { ...none, state: 'root' }
  if (name === null) return none
  const written = await readPolicyFile(file).catch(() => undefined)
  if (written === undefined) return { ...none, state: 'unreadable' }
  if (written === null) return { ...none, state: 'large' }
  const analysis = await analyze(written.text)
  const inner = unwrapped(analysis)
  const { text, wrapping } = inner ?? { text: written.text, wrapping: null }
  const mistakes = mistakesIn(text, inner === null ? analysis : await analyze(text))
  const read = { ...none, text, wrapping, tidied: written.tidied, mistakes }
  try {
    const { text: before } = await valueOf(bridge.policies.read({ profileId, name }))
    return { ...read, before, state: before === text ? 'same' : 'changed' }
  } catch (problem) {
    if (errorOf(problem).code === 'not-found') return { ...read, state: 'new' }
    return { ...read, state: 'failed', problem }
  }
}
