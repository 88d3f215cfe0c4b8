/** One request and its answer, in bytes. */
import type { Dispatcher } from 'undici'
import { Failure } from '../../contract/failure.ts'
import type { Deadline } from './deadline.ts'

/** One prepared attempt. */
export interface Attempt {
  readonly origin: string
  /** With the query. */
  readonly path: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** Each value of a list is a separate header. */
  readonly headers: Record<string, string | string[]>
  readonly body: string | null
}

export interface Limits {
  /** The maximum bytes of the body, counted as they arrive. */
  readonly maxBytes: number
  /** Milliseconds until the answer begins. */
  readonly headersTimeout: number
  /** Milliseconds between two parts of the answer. */
  readonly bodyTimeout: number
  /** Requested in the TLS handshake in place of the origin's host. */
  readonly servername?: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  /** Milliseconds from sending to the last byte. */
  readonly latencyMs: number
}

/** Returns the value of a header, the first one of several; empty if it is missing. */
export const headerOf = ({ headers }: Pick<RawAnswer, 'headers'>, name: string): string => {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/**
 * Sends a request and reads its answer to the end. Uses undici's handler and not `request`, because a stream for a body
 * that is collected anyway costs a tenth of a local read.
 * @throws Failure `answer-too-large` as soon as more than `maxBytes` arrive or are announced; the reason of `stop`;
 * errors of undici and of sockets.
 */
export function exchange(dispatcher: Dispatcher, attempt: Attempt, limits: Limits, stop: Deadline): Promise<RawAnswer> {
  const { maxBytes, ...options } = limits
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
  const startedAt = performance.now()
  const chunks: Buffer[] = []
  let length = 0
  let status = 0
  let headers: RawAnswer['headers'] = {}
  let controller: Dispatcher.DispatchController | undefined
  let given: Error | undefined

  /** SECURITY: the received bytes can contain keys and values (docs/security.md, "The lock"). */
  const drop = () => {
    for (const chunk of chunks.splice(0)) chunk.fill(0)
  }
  /** Ends the request and its socket. */
  const giveUp = (reason: Error) => {
    given = reason
    reject(reason)
    controller?.abort(reason)
  }
  const tooLarge = () =>
    new Failure('answer-too-large', `The response is larger than ${Math.floor(maxBytes / 1024)} KiB.`)

  stop.listen(giveUp)
  dispatcher.dispatch(
    { ...attempt, ...options },
    {
      onRequestStart: (started) => {
        controller = started
        if (given !== undefined) started.abort(given)
      },
      onResponseStart: (_controller, code, received) => {
        status = code
        headers = received
        if (Number(headerOf({ headers }, 'content-length')) > maxBytes) giveUp(tooLarge())
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk)
        length += chunk.byteLength
        if (given !== undefined) drop()
        else if (length > maxBytes) giveUp(tooLarge())
      },
      onResponseEnd: () => {
        const [only] = chunks
        const isWhole = chunks.length === 1 && only !== undefined
        const bytes = isWhole ? only : Buffer.concat(chunks, length)
        // The single piece is now the answer: a later end of the request must not zero-fill it.
        if (isWhole) chunks.length = 0
        else drop()
        resolve({ status, headers, bytes, latencyMs: performance.now() - startedAt })
      },
      onResponseError: (_controller, error) => {
        drop()
        reject(error)
      },
    },
  )
  return promise
}
