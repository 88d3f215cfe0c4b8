import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { PracticeProgress } from '../../../electron/contract/practice.ts'
import { bridge } from '../../lib/bridge.ts'
import { CallFailed } from '../../lib/call.ts'
import { connectionList, practiceState } from '../../lib/queries/connections.ts'

const linesShown = 6

interface Progress {
  readonly phase: PracticeProgress['phase']
  /** Milliseconds since the epoch. */
  readonly beganAt: number
  /** The last lines of the build. */
  readonly lines: readonly string[]
}

export interface PracticeStart {
  /** Null when no start runs from this page. */
  readonly progress: Progress | null
  readonly problem: CallFailed | null
  readonly begin: () => void
  readonly cancel: () => void
}

/** Starts the practice server and follows its progress; leaving the page cancels the start. */
export function usePracticeStart(onReady: (profileId: string) => void): PracticeStart {
  const queryClient = useQueryClient()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [problem, setProblem] = useState<CallFailed | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const begin = async () => {
    const stop = new AbortController()
    running.current = stop
    setProblem(null)
    const first: Progress = { phase: 'finding', beganAt: Date.now(), lines: [] }
    setProgress(first)
    const start = bridge.practice.start({}, stop.signal)
    for await (const { phase, line } of start) {
      setProgress((before) => {
        const { beganAt, lines } = before ?? first
        return { phase, beganAt, lines: line === undefined ? lines : [...lines, line].slice(-linesShown) }
      })
    }
    const result = await start.result
    setProgress(null)
    await Promise.all(
      [practiceState, connectionList].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })),
    )
    if (stop.signal.aborted) return
    if (!result.ok) setProblem(new CallFailed(result.error))
    else if (result.value.profileId !== null) onReady(result.value.profileId)
  }

  return { progress, problem, begin: () => void begin(), cancel: () => running.current?.abort() }
}
