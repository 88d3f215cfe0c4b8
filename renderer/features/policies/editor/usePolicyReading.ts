/** Sends the text to the worker as it changes, and sends the page's other questions. */
import { startTransition, useCallback, useEffect, useRef, useState } from 'react'
import { afterFrame } from '../../../lib/afterFrame.ts'
import { type PolicyWorker, startPolicyWorker } from '../worker/client.ts'
import { LatestReader, type Wanted } from '../worker/latest.ts'
import type { Analysis, AnswerTo, Question, QuestionKind, Questions } from '../worker/protocol.ts'

export type Ask = <K extends QuestionKind>(
  kind: K,
  text: string,
  more: Questions[K]['ask'],
) => Promise<AnswerTo<K> | null>

export interface PolicyReading {
  /** Of the newest text that has been read; null before the first. */
  readonly analysis: Analysis | null
  /** The text that the analysis is of. */
  readonly of: string | null
  readonly ask: Ask
}

export function usePolicyReading({ text, setting, filter, limit }: Wanted): PolicyReading {
  const running = useRef<{ readonly worker: PolicyWorker; readonly reader: LatestReader } | null>(null)
  const latest = useRef(setting)
  const [read, setRead] = useState<{ readonly of: string; readonly analysis: Analysis } | null>(null)
  const start = useCallback(() => {
    if (running.current !== null) return running.current
    const worker = startPolicyWorker()
    running.current = {
      worker,
      reader: new LatestReader(worker, (of, analysis) => {
        // Rendered in pieces, between key strokes.
        startTransition(() => setRead({ of, analysis }))
      }),
    }
    return running.current
  }, [])

  useEffect(
    () => () => {
      running.current?.worker.close()
      running.current = null
    },
    [],
  )
  useEffect(() => {
    latest.current = setting
    return afterFrame(() => start().reader.want({ text, setting, filter, limit }))
  }, [text, setting, filter, limit, start])

  const ask = useCallback<Ask>(
    (kind, of, more) =>
      start().worker.ask({ kind, text: of, setting: latest.current, ...more } as unknown as Extract<
        Question,
        { kind: typeof kind }
      >),
    [start],
  )
  return { analysis: read?.analysis ?? null, of: read?.of ?? null, ask }
}
