/**
 * The way to one server: every request of a connection goes through here, and every failure leaves as a `Failure`
 * with a code of the closed list. API: https://developer.hashicorp.com/vault/api-docs
 */
import { Failure } from '../contract/failure.ts'
import { createAnswerReader } from '../parsing/answerReader.ts'
import { openAgent } from './agent.ts'
import type { TlsOptions } from './agent.ts'
import type { VaultAnswer } from './answer.ts'
import { answerBounds } from './answerBounds.ts'
import type { AnswerBound } from './answerBounds.ts'
import { exchange, headerOf } from './exchange.ts'
import type { Attempt, Limits, RawAnswer } from './exchange.ts'
import { judge } from './judge.ts'
import { stringifyJson } from './json.ts'
import { networkFailure } from './networkFailure.ts'
import { encodePath, encodeQuery } from './path.ts'
import { redirectTarget } from './redirect.ts'
import { pauseBefore } from './repeat.ts'
import { startStop } from './stop.ts'
import type { Stop } from './stop.ts'

export type { VaultAnswer } from './answer.ts'

/** Milliseconds. */
interface Timeouts {
  /** Until a socket is up. Default 10,000. */
  readonly connect?: number
  /** Until the answer begins. Default 60,000. */
  readonly headers?: number
  /** Between two pieces of an answer. Default 30,000. */
  readonly body?: number
  /** For the whole request with its repeats, however steadily an answer drips. Default 120,000. */
  readonly total?: number
}

export interface TransportOptions extends TlsOptions {
  /** `http(s)://host[:port][/path]`. */
  readonly address: string
  /** Without slashes around; empty for the root namespace. */
  readonly namespace: string
  readonly proxy: string | null
  /** Origins that a 307 may lead to; the connection's own always may. */
  readonly trustedHosts?: readonly string[]
  readonly timeouts?: Timeouts
  /** Strongroom's version, for the `User-Agent`. */
  readonly version?: string
}

/** A body: an object to be written as JSON, or text that is JSON already. */
export type JsonBody = Readonly<Record<string, unknown>> | { readonly raw: string }

export interface VaultRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** Logical path below `/v1/`, e.g. `secret/data/a b%`; encoded here, nothing normalised away. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonBody
  readonly token?: string
  /** Default `application/json`. */
  readonly contentType?: string
  readonly signal?: AbortSignal | undefined
  /** Statuses ≥ 400 that are answers here, not errors: 404 of an empty KV list, those of `sys/health`. */
  readonly expect?: readonly number[]
  /** May it be sent again when it is not known whether it arrived? Default: `GET` only. */
  readonly repeatable?: boolean
  /** Milliseconds for the whole request with its repeats. */
  readonly timeoutMs?: number
  /** How large the answer may be. Default `answerBounds.usual`. */
  readonly bound?: AnswerBound
  /** Is given the bytes of a success before anything reads them, for an answer that exists once. They are zero-filled. */
  readonly onReceived?: (bytes: Uint8Array) => void
}

export interface Transport {
  /** @throws Failure, always. */
  request(request: VaultRequest): Promise<VaultAnswer>
  /**
   * Is told when a socket that was kept open and idle is lost: the moment to look at the server's status. A socket that
   * is lost under a request fails that request (`connection-lost`) instead. Answers how to stop.
   */
  onDisconnect(listener: () => void): () => void
  /** Ends what is in flight (`cancelled`) and closes every socket. */
  close(): Promise<void>
}

const defaultTimeouts: Required<Timeouts> = { connect: 10_000, headers: 60_000, body: 30_000, total: 120_000 }
const maxRedirects = 3

function bodyText(body: JsonBody | undefined): string | null {
  if (body === undefined) return null
  return 'raw' in body && typeof body.raw === 'string' ? body.raw : stringifyJson(body)
}

/**
 * Opens the way to a server. No socket is opened before the first request.
 * @throws Failure `certificate-invalid` for a CA, client certificate or key that cannot be used, `invalid-input` for an
 * address that is none.
 */
export function openTransport(options: TransportOptions): Transport {
  const base = URL.parse(options.address)
  if (base === null || !/^https?:$/.test(base.protocol))
    throw new Failure('invalid-input', 'The address is not an http or https address.')
  // A header holds plain ASCII only; before the path a namespace means the same, in any script.
  const namespaceInHeader = options.namespace !== '' && /^[\x21-\x7e]+$/.test(options.namespace)
  const namespaceInPath = options.namespace === '' || namespaceInHeader ? '' : `${encodePath(options.namespace)}/`
  const prefix = `${base.pathname.replace(/\/+$/, '')}/v1/${namespaceInPath}`
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const trusted = new Set([base.origin, ...(options.trustedHosts ?? []).map((host) => URL.parse(host)?.origin ?? host)])
  const throughProxy = options.proxy !== null
  const listeners = new Set<() => void>()
  const reader = createAnswerReader()
  let closed = false

  // Errors that requests ended in: a socket that ended with one of them was not idle.
  const answered = new WeakSet<Error>()
  const { dispatcher, reasonOf } = openAgent({ ...options, connectTimeout: timeouts.connect }, (error) => {
    // After the promises of this turn: a request on the socket has then taken the same error.
    setImmediate(() => {
      // Idle sockets that we close ourselves, and requests that are cancelled, end sockets too: those say nothing.
      if (closed || answered.has(error) || networkFailure(error).code !== 'connection-lost') return
      for (const listener of listeners) listener()
    })
  })

  const headersOf = ({ token, body, contentType }: VaultRequest): Record<string, string> => ({
    'user-agent': `strongroom/${options.version ?? 'dev'}`,
    accept: 'application/json',
    // Some proxies and listeners let nothing through without it: no browser can add it by a forged form.
    'x-vault-request': 'true',
    ...(namespaceInHeader ? { 'x-vault-namespace': options.namespace } : {}),
    ...(token === undefined ? {} : { 'x-vault-token': token }),
    ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
  })

  const servername = options.tlsServerName ?? ''
  const limitsOf = ({ bound = answerBounds.usual }: VaultRequest, { origin }: Attempt): Limits => ({
    maxBytes: bound.bytes,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    ...(servername !== '' && origin.startsWith('https:') ? { servername } : {}),
  })

  /** Sends, and follows 307 and 308 with method, body and token, to trusted origins only. */
  async function send(request: VaultRequest, attempt: Attempt, stop: Stop, redirects = 0): Promise<RawAnswer> {
    const answer = await exchange(dispatcher, attempt, limitsOf(request, attempt), stop)
    const { status } = answer
    if (status < 300 || status >= 400) return answer
    const target = redirectTarget(attempt, status, headerOf(answer, 'location'), trusted)
    if (redirects === maxRedirects) {
      throw new Failure('redirect-untrusted', 'The servers redirect in a circle.', { status })
    }
    return send(request, { ...attempt, ...target }, stop, redirects + 1)
  }

  /** Repeats what is safe to repeat until it succeeds, the patience ends, or it is stopped. */
  async function sendPatiently(request: VaultRequest, attempt: Attempt, stop: Stop): Promise<VaultAnswer> {
    const repeatable = request.repeatable ?? request.method === 'GET'
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await send(request, attempt, stop)
        if (answer.status < 300) request.onReceived?.(answer.bytes)
        const read = reader.read(answer.bytes, request.bound ?? answerBounds.usual, stop)
        return judge(answer, read instanceof Promise ? await read : read, request.expect ?? [])
      } catch (error) {
        // However a stop surfaces (undici's error, a socket's), its reason is what happened.
        if (stop.reason !== undefined) throw stop.reason
        if (closed) throw new Failure('cancelled', 'The connection was closed.')
        if (error instanceof Error) answered.add(error)
        const failure = networkFailure(reasonOf(error), throughProxy)
        const wait = repeatable ? pauseBefore(failure, tries) : undefined
        if (wait === undefined || wait >= stop.left()) throw failure
        await stop.pause(wait)
      }
    }
  }

  return {
    async request(request) {
      if (closed) throw new Failure('cancelled', 'The connection is closed.')
      if (request.token !== undefined && !/^[\x21-\x7e]+$/.test(request.token)) {
        throw new Failure('invalid-input', 'The token has characters that no token has.')
      }
      const attempt: Attempt = {
        origin: base.origin,
        path: `${prefix}${encodePath(request.path)}${encodeQuery(request.query)}`,
        method: request.method,
        headers: headersOf(request),
        body: bodyText(request.body),
      }
      const stop = startStop(request.timeoutMs ?? timeouts.total, request.signal)
      try {
        if (stop.reason !== undefined) throw stop.reason
        return await sendPatiently(request, attempt, stop)
      } finally {
        stop.release()
      }
    },
    onDisconnect(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async close() {
      if (closed) return
      closed = true
      listeners.clear()
      reader.close(new Failure('cancelled', 'The connection was closed.'))
      await dispatcher.destroy()
    },
  }
}
