/**
 * Parses the bytes of JSON answers: on this thread if that is quick, in the parser thread if it would block the core.
 */
import { Failure } from '../../contract/failure.ts'
import { readJson, type ReadJson } from './answer.ts'
import type { Deadline } from './deadline.ts'
import { joinNumbers } from '../parsing/jsonJob.ts'
import { jsonShape, type JsonBound } from '../parsing/jsonShape.ts'
import { startParser, type ParserRun } from '../parsing/parserThread.ts'
import type { JsonOutcome } from '../parsing/protocol.ts'

/** Bytes up to which values are not counted, so that the usual answer has no extra cost. */
const smallBytes = 16 * 1024
/** Bytes up to which counting on the core's own thread takes a few milliseconds at most. */
const countableBytes = 1024 * 1024
/** Values that take about 20 ms to parse at most; a thread takes longer to start. */
const quickValues = 20_000

export interface AnswerReader {
  /**
   * Returns the parsed answer, as a promise only if a thread parses it. `bytes` are zero-filled or transferred.
   * @throws Failure `answer-too-large` for more values than the bound or more time than a thread has, `answer-invalid`
   * for more levels, and the reason of `stop`.
   */
  read(bytes: Buffer, bound: JsonBound & { readonly inPlace?: true }, stop: Deadline): ReadJson | Promise<ReadJson>
  /** Ends the parsing in progress. */
  close(reason: Failure): void
}

/** Opens the reader of one server. It has one thread at a time: further large answers of that server wait for it. */
export function createAnswerReader(): AnswerReader {
  let last: Promise<unknown> = Promise.resolve()
  let running: ParserRun | undefined
  let closed: Failure | undefined

  async function readInThread(bytes: Buffer, bound: JsonBound, stop: Deadline): Promise<ReadJson> {
    const before = last
    const { promise: done, resolve } = Promise.withResolvers<void>()
    last = before.then(() => done)
    try {
      await Promise.race([before, stopped(stop)])
      const reason = stop.reason ?? closed
      if (reason !== undefined) throw reason
      const run = startParser({
        kind: 'json',
        bytes: ownBytes(bytes),
        bound: { values: bound.values, depth: bound.depth },
      })
      running = run
      stop.listen((failure) => run.stop(failure))
      return meaningOf((await run.outcome) as JsonOutcome)
    } finally {
      // A transferred buffer no longer exists in this thread and cannot be zero-filled.
      if (bytes.byteLength > 0) bytes.fill(0)
      running = undefined
      resolve()
    }
  }

  return {
    read(bytes, bound, stop) {
      if (bytes.byteLength <= smallBytes) return readHere(bytes)
      if (bytes.byteLength <= countableBytes || bound.inPlace === true) {
        const shape = jsonShape(bytes, bound)
        if (shape.values > bound.values) throw refused(bytes, tooManyValues())
        if (shape.depth > bound.depth) throw refused(bytes, tooDeep())
        if (shape.values <= quickValues || bound.inPlace === true) return readHere(bytes)
      }
      return readInThread(bytes, bound, stop)
    },
    close(reason) {
      closed = reason
      running?.stop(reason)
    },
  }
}

/** Rejects when the request has ended. */
function stopped(stop: Deadline): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  stop.listen(reject)
  return promise
}

function readHere(bytes: Buffer): ReadJson {
  const read = readJson(bytes)
  // SECURITY: it can contain keys and values, and it has been parsed (docs/security.md, "The lock").
  bytes.fill(0)
  return read
}

/** Zero-fills an answer that is not parsed. */
function refused(bytes: Buffer, failure: Failure): Failure {
  bytes.fill(0)
  return failure
}

function meaningOf(outcome: JsonOutcome): ReadJson {
  switch (outcome.state) {
    case 'parsed':
      return { json: joinNumbers(outcome) }
    case 'not-json':
      return { notJson: outcome.text }
    case 'too-many-values':
      throw tooManyValues()
    case 'too-deep':
      throw tooDeep()
  }
}

const tooManyValues = () => new Failure('answer-too-large', 'The response contains more values than this call needs.')
const tooDeep = () => new Failure('answer-invalid', 'The response is nested too deeply.')

/** Returns the same bytes in a buffer that can be transferred: a small `Buffer` shares its memory with others. */
function ownBytes(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && buffer.byteLength === byteLength) {
    return new Uint8Array(buffer)
  }
  const copy = Uint8Array.from(bytes)
  bytes.fill(0)
  return copy
}
