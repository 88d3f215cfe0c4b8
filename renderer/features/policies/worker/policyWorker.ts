/** The worker: answers one question after the other, off the thread that renders the page. */
import { answer } from './answer.ts'
import type { Asking, Question } from './protocol.ts'

/** The text of the last question that had one. */
let text = ''

globalThis.addEventListener('message', ({ data }: MessageEvent<Asking>) => {
  const { id, question } = data
  text = data.text ?? text
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker sends to the page that created it
    globalThis.postMessage({ id, answer: answer({ ...question, text } as Question) })
  } catch (problem) {
    // Only its name: a message could hold a piece of the text.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the same
    globalThis.postMessage({ id, failed: problem instanceof Error ? problem.name : 'unknown' })
  }
})
