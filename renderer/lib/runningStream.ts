/** A stream of the pipe as an async iterable. */
import type { Pipe } from '../../electron/contract/bridge.ts'
import type { RunningStream } from '../../electron/contract/contract.ts'

/**
 * Starts a stream. Its items are queued until they are requested; leaving the loop (`break`, `return`, a throw) cancels
 * it, and so does `signal`. One loop at a time.
 */
export function runStream(
  pipe: Pipe,
  name: string,
  input: unknown,
  signal?: AbortSignal,
): RunningStream<unknown, unknown> {
  const leave = new AbortController()
  const waiting: unknown[] = []
  let ended = false
  let wake: (() => void) | undefined

  const result = pipe
    .stream(
      name,
      input,
      (item) => {
        waiting.push(item)
        wake?.()
      },
      signal === undefined ? leave.signal : AbortSignal.any([signal, leave.signal]),
    )
    .finally(() => {
      ended = true
      wake?.()
    })

  async function* items(): AsyncGenerator<unknown, void, void> {
    try {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift()
        if (ended) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      leave.abort()
    }
  }

  return { result, [Symbol.asyncIterator]: items }
}
