/** An export of all policies: reads them, waits for a folder, writes, and can be stopped. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { checkPolicies, type ExportEntry, writePolicies } from './exporting.ts'

export type ExportStage = 'checking' | 'ready' | 'writing' | 'stopped' | 'done'

export interface PolicyExport {
  readonly stage: ExportStage
  /** By the policy's name. */
  readonly entries: ReadonlyMap<string, ExportEntry>
  /** How many are finished in this stage. */
  readonly done: number
  /** The folder of the files, once it is known. */
  readonly folder: string | null
  /** The folder could not be created. */
  readonly problem: unknown
  /** Lets the person choose the folder; does nothing when they canceled. */
  readonly write: () => Promise<void>
  readonly stop: () => void
}

export function useExport(profileId: string, names: readonly string[]): PolicyExport {
  const [stage, setStage] = useState<ExportStage>('checking')
  const [entries, setEntries] = useState<ReadonlyMap<string, ExportEntry>>(new Map())
  const [done, setDone] = useState(0)
  const [folder, setFolder] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const running = useRef(new AbortController())

  /** Runs a stage; its progress is rendered a few times a second, and not a thousand times. */
  const run = useCallback(
    async (work: (signal: AbortSignal, onDone: (entry: ExportEntry) => void) => Promise<void>): Promise<boolean> => {
      running.current.abort()
      const own = new AbortController()
      running.current = own
      const told: ExportEntry[] = []
      const show = (): void => {
        if (own.signal.aborted && running.current !== own) return
        const fresh = told.splice(0)
        if (fresh.length === 0) return
        setDone((before) => before + fresh.length)
        setEntries((before) => new Map([...before, ...fresh.map((entry) => [entry.name, entry] as const)]))
      }
      const timer = setInterval(show, 150)
      try {
        await work(own.signal, (entry) => told.push(entry))
      } finally {
        clearInterval(timer)
        show()
      }
      return !own.signal.aborted
    },
    [],
  )

  useEffect(() => {
    void run((signal, onDone) => checkPolicies(profileId, names, signal, onDone)).then((isWhole) => {
      if (isWhole) setStage('ready')
    })
    return () => running.current.abort()
  }, [profileId, names, run])

  const write = async (): Promise<void> => {
    setProblem(null)
    try {
      const chosen = await valueOf(bridge.files.choose({ kind: 'policies' }))
      if (chosen === null) return
      const { handle } = chosen
      const { exportId, folder: made } = await valueOf(bridge.policies.exportBegin({ profileId, handle }))
      setFolder(made)
      setStage('writing')
      setDone(0)
      const readable = [...entries.values()].flatMap(({ name, state }) => (state === 'failed' ? [] : [name]))
      const isWhole = await run((signal, onDone) => writePolicies(profileId, exportId, readable, signal, onDone))
      setStage(isWhole ? 'done' : 'stopped')
    } catch (thrown) {
      setProblem(thrown)
    }
  }
  return { stage, entries, done, folder, problem, write, stop: () => running.current.abort() }
}
