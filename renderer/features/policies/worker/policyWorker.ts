/** The worker: one question after the other, off the thread that draws the page. */
import { answer } from './answer.ts'
import type { Asking, Question } from './protocol.ts'

/** That the last question which brought one was about. */
let text = ''

globalThis.addEventListener('message', ({ data }: MessageEvent<Asking>) => {
  const { id, question } = data
  text = data.text ?? text
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker sends to the page that created it
    globalThis.postMessage({ id, answer: answer({ ...question, text } as Question) })
  } catch (problem) {
    // Its kind alone: a message could hold a piece of the text.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the same
    globalThis.postMessage({ id, failed: problem instanceof Error ? problem.name : 'unknown' })
  }
})
