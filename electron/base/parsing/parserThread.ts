/**
 * Parses texts that would block the core in a separate thread, with a limit on memory and time.
 *
 * Each job has a new thread: its heap ends with it, so neither a hostile text nor a secret stays there.
 */
import { Worker } from 'node:worker_threads'
import { Failure } from '../../contract/failure.ts'
import type { ParseJob } from './protocol.ts'

export interface ParserLimits {
  /** Milliseconds. Default 15,000. */
  readonly deadlineMs?: number
  /** MiB of the thread's heap. Default 768. */
  readonly heapMb?: number
}

/** A job that is running. */
export interface ParserRun {
  /**
   * The job's outcome; its shape is in `protocol.ts`.
   * @throws Failure `answer-too-large` when time or memory ran out, the reason given to `stop`, `internal`.
   */
  readonly outcome: Promise<unknown>
  /** Ends the thread. */
  stop(reason: Failure): void
}

// Works from the sources and from the bundle, where all chunks that the desktop entry can reach are in one folder.
const program = new URL(import.meta.url.endsWith('.ts') ? '../../parser.ts' : './parser.js', import.meta.url)

/** Starts a job. The bytes of a JSON job are transferred and can't be read here anymore. */
export function startParser(job: ParseJob, { deadlineMs = 15_000, heapMb = 768 }: ParserLimits = {}): ParserRun {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  let thread: Worker
  try {
    thread = new Worker(program, {
      execArgv: [],
      // SECURITY: a hostile text ends the thread, not the core (docs/security.md, "A hostile server").
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 64 },
      stderr: true,
    })
  } catch (cause) {
    reject(new Failure('internal', 'The parser thread could not be started.', { cause }))
    return { outcome: promise, stop: () => undefined }
  }
  const deadline = setTimeout(() => {
    reject(new Failure('answer-too-large', `The text could not be read within ${deadlineMs / 1000} s.`))
  }, deadlineMs)
  thread
    .once('message', resolve)
    .once('error', (problem) => {
      const outOfMemory = 'code' in problem && problem.code === 'ERR_WORKER_OUT_OF_MEMORY'
      reject(
        outOfMemory
          ? new Failure('answer-too-large', 'Parsing the text needs too much memory.')
          : new Failure('internal', 'The parser thread failed.'),
      )
    })
    .once('exit', () => reject(new Failure('internal', 'The parser thread ended without a result.')))
  thread.postMessage(job, job.kind === 'json' ? [job.bytes.buffer] : [])
  const outcome = promise.finally(() => {
    clearTimeout(deadline)
    void thread.terminate()
  })
  return { outcome, stop: reject }
}
