/** The worker: one question after the other, off the thread that draws the page. */
import { answer } from './answer.ts'
import type { Question } from './protocol.ts'

globalThis.addEventListener('message', ({ data }: MessageEvent<{ id: number; question: Question }>) => {
  const { id, question } = data
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- in a worker it goes to whoever made it
    globalThis.postMessage({ id, answer: answer(question) })
  } catch (problem) {
    // Its kind alone: a message could hold a piece of the text.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the same
    globalThis.postMessage({ id, failed: problem instanceof Error ? problem.name : 'unknown' })
  }
})
