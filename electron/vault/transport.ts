/**
 * The transport to one server: sends every request of a connection, and throws every error as a `Failure` with a code
 * of the closed list. API: https://developer.hashicorp.com/vault/api-docs
 */
import { randomUUID } from 'node:crypto'
import { includesApiPath } from '../contract/plainAddress.ts'
import { Failure } from '../contract/failure.ts'
import type { ErrorCode } from '../contract/result.ts'
import { createAnswerReader } from '../base/http/answerReader.ts'
import { openAgent } from '../base/http/agent.ts'
import type { VaultAnswer } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { exchange, headerOf } from '../base/http/exchange.ts'
import type { Attempt, Limits, RawAnswer } from '../base/http/exchange.ts'
import { healthCodes, healthStatuses } from './healthCodes.ts'
import { parseResponse } from './parseResponse.ts'
import { stringifyJson } from '../base/json/json.ts'
import { type AskServer, requireNamespaces, unlessUnavailable } from './namespaceProof.ts'
import { networkFailure } from '../base/http/networkFailure.ts'
import { encodePath, encodeQuery } from './path.ts'
import { notReached, redirectTarget } from './redirect.ts'
import { retryDelay } from './retryPolicy.ts'
import type { ClusterGuard, JsonBody, Lease, Timeouts, Transport, TransportOptions, VaultRequest } from './request.ts'
import { belongsToRoot } from './rootPaths.ts'
import { startDeadline } from '../base/http/deadline.ts'
import type { Deadline } from '../base/http/deadline.ts'

export type { VaultAnswer } from '../base/http/answer.ts'
export type { ClusterGuard, JsonBody, Lease, Transport, TransportOptions, VaultRequest } from './request.ts'

const defaultTimeouts: Required<Timeouts> = { connect: 10_000, headers: 60_000, body: 30_000, total: 120_000 }
const maxRedirects = 3
/** Milliseconds that an act in progress still has after its transport was closed. */
const defaultLeaseMs = 30_000

/** Milliseconds for each request that proves that a server has namespaces. */
const proofTimeoutMs = 10_000
const proofRequests = {
  'sys/health': { query: healthCodes, expect: healthStatuses, bound: answerBounds.status },
  'sys/internal/ui/mounts': { bound: answerBounds.lists },
} as const

const statusPaths: ReadonlySet<string> = new Set(['sys/seal-status', 'sys/health'])
const sealedCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['sealed', 'not-initialized'])
const addressIncludesApi = (status: number) =>
  new Failure('address-includes-api', 'The address includes /v1, which belongs to the API.', { status })

/** Whether a request has a token or a body: only these contain passwords, key shares and values. */
const carriesSecrets = ({ token, method }: VaultRequest): boolean => token !== undefined || method !== 'GET'

/** A header can contain only plain ASCII; a namespace before the path means the same and allows any script. */
const fitsHeader = (namespace: string): boolean => /^[\x21-\x7e]+$/.test(namespace)
const inPath = (namespace: string): string =>
  namespace === '' || fitsHeader(namespace) ? '' : `${encodePath(namespace)}/`

function bodyText(body: JsonBody | undefined): string | null {
  if (body === undefined) return null
  return 'raw' in body && typeof body.raw === 'string' ? body.raw : stringifyJson(body)
}

/**
 * Opens the transport to a server. No socket is opened before the first request.
 * @throws Failure `certificate-invalid` for a CA, client certificate or key that cannot be used, `invalid-input` for an
 * invalid address.
 */
export function openTransport(options: TransportOptions): Transport {
  const base = URL.parse(options.address)
  if (base === null || !/^https?:$/.test(base.protocol))
    throw new Failure('invalid-input', 'The address is not an http or https address.')
  const prefix = `${base.pathname.replace(/\/+$/, '')}/v1/`
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const trustedOrigins = async (): Promise<ReadonlySet<string>> => {
    const hosts = (await options.trustedHosts?.()) ?? []
    return new Set([base.origin, ...hosts.map((host) => URL.parse(host)?.origin ?? host)])
  }
  const port = base.port === '' ? (base.protocol === 'https:' ? '443' : '80') : base.port
  const place = `${base.hostname}, port ${port}`
  const includesApi = includesApiPath(options.address)
  const throughProxy = options.proxy !== null
  const listeners = new Set<() => void>()
  const reader = createAnswerReader()
  let closed = false
  // Undefined until the first request in a namespace, and after a lost socket, because another server may answer then.
  let namespacesProven: Promise<void> | undefined
  // The same for the cluster that answers.
  let clusterRead: Promise<unknown> | undefined
  let destroyed = false
  /** Requests in progress, with their leases. */
  const underWay = new Map<Deadline, Lease | undefined>()
  /** Leases that have begun. */
  const leases = new Set<Lease>()
  const allReleased = Promise.withResolvers<void>()

  // Errors that requests ended in: a socket that ended with one of them was not idle.
  const answered = new WeakSet<Error>()
  const { dispatcher, reasonOf } = openAgent({ ...options, connectTimeout: timeouts.connect }, (error) => {
    namespacesProven = undefined
    clusterRead = undefined
    // Runs after the promises of this turn: a request on the socket has then received the same error.
    setImmediate(() => {
      // Closing idle sockets and canceling requests end sockets too. Neither means that the server was lost.
      if (closed || answered.has(error) || networkFailure(error).code !== 'connection-lost') return
      for (const listener of listeners) listener()
    })
  })

  const headersOf = (
    { token, body, contentType, headers }: VaultRequest,
    namespace: string,
  ): Record<string, string> => ({
    ...headers,
    'user-agent': `strongroom/${options.version ?? 'dev'}`,
    accept: 'application/json',
    // Some proxies and listeners require this header, which a browser cannot add in a forged form.
    'x-vault-request': 'true',
    ...(fitsHeader(namespace) ? { 'x-vault-namespace': namespace } : {}),
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
  async function send(request: VaultRequest, attempt: Attempt, stop: Deadline, redirects = 0): Promise<RawAnswer> {
    const exchanged = exchange(dispatcher, attempt, limitsOf(request, attempt), stop)
    const answer = await (redirects === 0 ? exchanged : exchanged.catch(notReached(attempt.origin)))
    const { status } = answer
    if (status < 300 || status >= 400) return answer
    if (request.followsRedirects === false) {
      throw new Failure('redirect-untrusted', 'This request follows no redirect.', { status })
    }
    const target = redirectTarget(attempt, status, headerOf(answer, 'location'), await trustedOrigins())
    if (redirects === maxRedirects) {
      throw new Failure('redirect-untrusted', 'The servers redirect in a circle.', { status })
    }
    return send(request, { ...attempt, ...target }, stop, redirects + 1)
  }

  /** Repeats a request that is safe to repeat until it succeeds, the retries are used up, or it is stopped. */
  async function sendPatiently(
    request: VaultRequest,
    attempt: Attempt,
    stop: Deadline,
    isInNamespace = false,
  ): Promise<VaultAnswer> {
    const repeatable = request.repeatable ?? request.method === 'GET'
    for (let tries = 1; ; tries += 1) {
      try {
        // SECURITY: a server without namespaces would use its root namespace (docs/security.md, "Namespaces").
        if (isInNamespace) await stop.orSooner((namespacesProven ??= proveNamespaces()))
        // SECURITY: no credential is sent to a cluster that the person has not accepted (docs/security.md, "Tokens").
        if (options.guard !== undefined && carriesSecrets(request)) await requireCluster(options.guard, stop)
        const answer = await send(request, attempt, stop)
        if (answer.status < 300) request.onReceived?.(answer.bytes)
        const read = reader.read(answer.bytes, request.bound ?? answerBounds.usual, stop)
        if (includesApi && request.token === undefined && answer.status >= 400 && answer.status < 500) {
          throw addressIncludesApi(answer.status)
        }
        const judged = parseResponse(answer, read instanceof Promise ? await read : read, request.expect ?? [])
        if (request.path === 'sys/health' && options.guard?.learn !== undefined) {
          clusterRead = options.guard.learn(judged)
          await clusterRead
        }
        return judged
      } catch (error) {
        // A stop can surface as another error (of undici or a socket), so its reason is thrown.
        if (stop.reason !== undefined) throw stop.reason
        if (destroyed) throw new Failure('canceled', 'The connection was closed.')
        if (error instanceof Error) answered.add(error)
        const failure = networkFailure(reasonOf(error), throughProxy, place)
        // These paths also answer while the server is sealed, so the refusal was for another path.
        if (includesApi && statusPaths.has(request.path) && sealedCodes.has(failure.code)) {
          throw addressIncludesApi(failure.error.status ?? 503)
        }
        const wait = repeatable ? retryDelay(failure, tries) : undefined
        if (wait === undefined || wait >= stop.left()) throw failure
        await stop.pause(wait)
      }
    }
  }

  const attemptOf = (request: VaultRequest, namespace: string): Attempt => ({
    origin: base.origin,
    path: `${prefix}${inPath(namespace)}${encodePath(request.path)}${encodeQuery(request.query)}`,
    method: request.method,
    headers: headersOf(request, namespace),
    body: bodyText(request.body),
  })

  const askForProof: AskServer = async (path, namespace) => {
    const request: VaultRequest = { ...proofRequests[path], method: 'GET', path, repeatable: false }
    const stop = startDeadline(proofTimeoutMs, undefined)
    try {
      return await sendPatiently(request, attemptOf(request, namespace), stop)
    } finally {
      stop.release()
    }
  }
  const proveNamespaces = (): Promise<void> => {
    const proving = requireNamespaces(askForProof, `strongroom-${randomUUID()}`)
    proving.catch(() => {
      if (namespacesProven === proving) namespacesProven = undefined
    })
    return proving
  }

  /** A refusal to answer `sys/health` proves nothing, like the answer of a sealed server. */
  const readCluster = (): Promise<unknown> => {
    const reading = askForProof('sys/health', '').catch(unlessUnavailable)
    reading.catch(() => {
      if (clusterRead === reading) clusterRead = undefined
    })
    return reading
  }
  const requireCluster = async (guard: ClusterGuard, stop: Deadline): Promise<void> => {
    if (!(await guard.isKnown())) return
    if (guard.learn !== undefined) await stop.orSooner((clusterRead ??= readCluster()))
    try {
      guard.refuseOther()
    } catch (problem) {
      // The earlier cluster may answer again at the next request.
      clusterRead = undefined
      throw problem
    }
  }

  const hasBegun = (lease: Lease | undefined): boolean => lease !== undefined && leases.has(lease)
  const ask = async (request: VaultRequest, lease?: Lease): Promise<VaultAnswer> => {
    if (hasBegun(lease) ? destroyed : closed) throw new Failure('canceled', 'The connection is closed.')
    if (request.token !== undefined && !/^[\x21-\x7e]+$/.test(request.token)) {
      throw new Failure('invalid-input', 'The token has characters that no token has.')
    }
    const namespace = belongsToRoot(request.path) ? '' : options.namespace
    const attempt = attemptOf(request, namespace)
    const stop = startDeadline(request.timeoutMs ?? timeouts.total, request.signal)
    underWay.set(stop, lease)
    try {
      if (stop.reason !== undefined) throw stop.reason
      return await sendPatiently(request, attempt, stop, namespace !== '')
    } finally {
      underWay.delete(stop)
      stop.release()
    }
  }

  return {
    request: (request) => ask(request),
    onDisconnect(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async close(leaseMs = defaultLeaseMs) {
      if (closed) return
      closed = true
      listeners.clear()
      const reason = new Failure('canceled', 'The connection was closed.')
      if (leases.size > 0) {
        for (const [stop, lease] of underWay) if (!hasBegun(lease)) stop.end(reason)
        const late = setTimeout(allReleased.resolve, leaseMs)
        await allReleased.promise.finally(() => clearTimeout(late))
      }
      destroyed = true
      reader.close(reason)
      await dispatcher.destroy()
    },
    lease() {
      const lease: Lease = {
        request: (request) => ask(request, lease),
        begin: () => {
          if (!closed) leases.add(lease)
        },
        release: () => {
          leases.delete(lease)
          if (leases.size === 0 && closed) allReleased.resolve()
        },
      }
      return lease
    },
  }
}
