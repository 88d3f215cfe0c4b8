/** The window's side of the worker: returns a promise for the answer to each question. */
import type { AnswerTo, Asking, Question, QuestionKind } from './protocol.ts'

type Asked<K extends QuestionKind> = Extract<Question, { readonly kind: K }>

export interface PolicyWorker {
  /** Null also where the worker could not answer. */
  ask<K extends QuestionKind>(question: Asked<K>): Promise<AnswerTo<K> | null>
  close(): void
}

interface Answered {
  readonly id: number
  readonly answer?: AnswerTo<QuestionKind>
}

/** Starts a worker; `close` ends it, and its open questions are then never answered. */
export function startPolicyWorker(): PolicyWorker {
  const worker = new Worker(new URL('./policyWorker.ts', import.meta.url), { type: 'module', name: 'policy' })
  const waiting = new Map<number, (answer: AnswerTo<QuestionKind>) => void>()
  let next = 0
  /** The text that the worker has: sent once, and not with each question about it. */
  let sent: string | null = null
  worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    const done = waiting.get(data.id)
    waiting.delete(data.id)
    done?.(data.answer ?? null)
  })
  // A worker that cannot start, or ends: its open questions get null, and the page works without it.
  worker.addEventListener('error', () => {
    for (const done of waiting.values()) done(null)
    waiting.clear()
  })
  return {
    ask: <K extends QuestionKind>(question: Asked<K>) => {
      const id = next++
      const answered = new Promise<AnswerTo<K> | null>((resolve) => waiting.set(id, resolve))
      const { text, ...rest } = question
      const message: Asking = text === sent ? { id, question: rest } : { id, question: rest, text }
      sent = text
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin of its own
      worker.postMessage(message)
      return answered
    },
    close: () => worker.terminate(),
  }
}
