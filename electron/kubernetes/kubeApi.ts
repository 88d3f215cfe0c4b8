/** Sends one request to a Kubernetes API server. https://kubernetes.io/docs/reference/using-api/api-concepts/ */
import type { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { ErrorCode } from '../contract/result.ts'
import { createAnswerReader } from '../base/http/answerReader.ts'
import { answerBounds, type AnswerBound } from '../base/http/answerBounds.ts'
import { exchange } from '../base/http/exchange.ts'
import { networkFailure } from '../base/http/networkFailure.ts'
import { startDeadline } from '../base/http/deadline.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'
import type { OpenCluster } from './cluster.ts'

/** The parts of an open cluster that a request needs. */
export type KubeWay = Pick<OpenCluster, 'server' | 'dispatcher' | 'headers'> & Partial<Pick<OpenCluster, 'isProxied'>>

export interface KubeRequest<T> {
  /** `PATCH` is a server-side apply. */
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** With encoded segments, and with the query. */
  readonly path: string
  readonly body?: unknown
  /** Default `application/json`. */
  readonly accept?: string
  /** The size limit of the answer. Default `answerBounds.usual`. */
  readonly bound?: AnswerBound
  /** The schema of the answer. */
  readonly answer: z.ZodType<T>
}

const totalMs = 30_000

/**
 * Sends the request, and parses the answer.
 * @throws Failure `permission-denied`, `not-found`, `sign-in-refused` (401) with Kubernetes' message, and network
 * errors.
 */
export async function askKubernetes<T>(
  cluster: KubeWay,
  request: KubeRequest<T>,
  signal: AbortSignal,
  onWarnings: (warnings: readonly string[]) => void = () => undefined,
): Promise<T> {
  const { status, json, warnings } = await sendToKubernetes(cluster, request, signal)
  onWarnings(warnings)
  if (status >= 400) throw refusal(status, json)
  const read = request.answer.safeParse(json)
  if (read.success) return read.data
  throw new Failure('answer-invalid', "The answer is not what Kubernetes' API server would say.", {
    status,
  })
}

/** JSON is also valid YAML. */
const bodyTypes = {
  GET: 'application/json',
  POST: 'application/json',
  PATCH: 'application/apply-patch+yaml',
} as const

/** An answer of any status. `json` is undefined for a body that is not JSON. */
interface Answered {
  readonly status: number
  readonly json: unknown
  /** The texts of its `Warning` headers. */
  readonly warnings: readonly string[]
}

/** Sends a request and returns the answer of any server. Throws a Failure for network and TLS errors. */
export async function sendToKubernetes<T>(
  cluster: KubeWay,
  request: KubeRequest<T>,
  signal: AbortSignal,
): Promise<Answered> {
  const address = new URL(cluster.server)
  const { bound = answerBounds.usual } = request
  const stop = startDeadline(totalMs, signal)
  try {
    if (stop.reason !== undefined) throw stop.reason
    const answer = await exchange(
      cluster.dispatcher,
      {
        origin: address.origin,
        path: `${address.pathname.replace(/\/+$/, '')}${request.path}`,
        method: request.method,
        headers: {
          accept: request.accept ?? 'application/json',
          'user-agent': 'strongroom',
          ...(request.body === undefined ? {} : { 'content-type': bodyTypes[request.method] }),
          ...cluster.headers,
        },
        body: request.body === undefined ? null : JSON.stringify(request.body),
      },
      { maxBytes: bound.bytes, headersTimeout: totalMs, bodyTimeout: totalMs },
      stop,
    )
    const read = await createAnswerReader().read(answer.bytes, bound, stop)
    return {
      status: answer.status,
      json: 'json' in read ? read.json : undefined,
      warnings: warningsOf(answer.headers['warning']),
    }
  } catch (problem) {
    throw stop.reason ?? networkFailure(problem, cluster.isProxied)
  } finally {
    stop.release()
  }
}

const maxWarnings = 20

/** Returns the texts of `Warning: 299 - "text"`. One header can contain several (RFC 7234, section 5.5). */
function warningsOf(header: string | string[] | undefined): string[] {
  const lines = header === undefined ? [] : [header].flat()
  return lines
    .flatMap((line) => [...line.matchAll(/\d{3} [^\s"]+ "((?:[^"\\]|\\.)*)"/g)])
    .slice(0, maxWarnings)
    .map(([, quoted = '']) => sanitizeText(quoted.replaceAll(/\\(.)/g, '$1')))
}

const codes: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  401: ['sign-in-refused', 'Kubernetes does not know the credentials of the kubeconfig.'],
  403: ['permission-denied', 'Kubernetes does not allow this to the user of the kubeconfig.'],
  404: ['not-found', 'There is no such thing in the cluster.'],
  429: ['rate-limited', 'Kubernetes asks for a pause.'],
}

function refusal(status: number, body: unknown): Failure {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined
  const [code, words] = codes[status] ?? [
    status >= 500 ? 'server-error' : 'rejected',
    `Kubernetes refuses (status ${status}).`,
  ]
  return new Failure(code, words, {
    status,
    ...(typeof message === 'string' ? { vaultErrors: [sanitizeText(message)] } : {}),
  })
}
