import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { PracticeProgress } from '../../../electron/contract/practice.ts'
import { bridge } from '../../lib/bridge.ts'
import { CallFailed } from '../../lib/call.ts'
import { connectionList, practiceState } from '../../lib/queries/connections.ts'

const linesShown = 6

export interface PracticeStart {
  readonly isRunning: boolean
  /** What goes on, in words. */
  readonly phase: string
  readonly seconds: number
  /** The last lines of the build. */
  readonly lines: readonly string[]
  readonly problem: CallFailed | null
  readonly begin: () => void
  readonly cancel: () => void
}

/** Starts the practice server and follows its progress; leaving the page cancels what was begun. */
export function usePracticeStart(onReady: (profileId: string) => void): PracticeStart {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [progress, setProgress] = useState<PracticeProgress | null>(null)
  const [lines, setLines] = useState<readonly string[]>([])
  const [problem, setProblem] = useState<CallFailed | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const begin = async () => {
    const stop = new AbortController()
    running.current = stop
    setProblem(null)
    setLines([])
    setProgress({ phase: 'finding', seconds: 0 })
    const start = bridge.practice.start({}, stop.signal)
    for await (const item of start) {
      setProgress(item)
      const { line } = item
      if (line !== undefined) setLines((before) => [...before, line].slice(-linesShown))
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

  const phases: Readonly<Record<PracticeProgress['phase'], string>> = {
    finding: t`Looking for the program`,
    building: t`Building the program`,
    starting: t`Starting the server`,
    ready: t`Ready`,
  }
  return {
    isRunning: progress !== null,
    phase: progress === null ? '' : phases[progress.phase],
    seconds: progress?.seconds ?? 0,
    lines,
    problem,
    begin: () => void begin(),
    cancel: () => running.current?.abort(),
  }
}
