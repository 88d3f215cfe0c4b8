/** One request to a Kubernetes API server. https://kubernetes.io/docs/reference/using-api/api-concepts/ */
import type { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { ErrorCode } from '../contract/result.ts'
import { createAnswerReader } from '../parsing/answerReader.ts'
import { answerBounds, type AnswerBound } from '../vault/answerBounds.ts'
import { exchange, type RawAnswer } from '../vault/exchange.ts'
import { networkFailure } from '../vault/networkFailure.ts'
import { startStop } from '../vault/stop.ts'
import { plainWords } from '../vault/words.ts'
import type { OpenCluster } from './cluster.ts'

export interface KubeRequest<T> {
  /** `PATCH` is a server-side apply. */
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Its segments encoded, with the query. */
  readonly path: string
  readonly body?: unknown
  /** How large the answer may be. Default `answerBounds.usual`. */
  readonly bound?: AnswerBound
  /** What the answer looks like. */
  readonly answer: z.ZodType<T>
}

const totalMs = 30_000

/**
 * Asks, and reads the answer.
 * @throws Failure `permission-denied`, `not-found`, `sign-in-refused` (401) with Kubernetes' words, and what the way to a
 * server throws.
 */
export async function askKubernetes<T>(cluster: OpenCluster, request: KubeRequest<T>, signal: AbortSignal): Promise<T> {
  const { answer, json } = await send(cluster, request, signal)
  if (answer.status >= 400) throw refusal(answer.status, json)
  const read = request.answer.safeParse(json)
  if (read.success) return read.data
  throw new Failure('answer-invalid', "The answer is not what Kubernetes' API server would say.", {
    status: answer.status,
  })
}

/** JSON is YAML, too. */
const bodyTypes = {
  GET: 'application/json',
  POST: 'application/json',
  PATCH: 'application/apply-patch+yaml',
} as const

interface Answered {
  readonly answer: RawAnswer
  /** Undefined for an answer that is not JSON. */
  readonly json: unknown
}

async function send<T>(cluster: OpenCluster, request: KubeRequest<T>, signal: AbortSignal): Promise<Answered> {
  const address = new URL(cluster.server)
  const { bound = answerBounds.usual } = request
  const stop = startStop(totalMs, signal)
  try {
    if (stop.reason !== undefined) throw stop.reason
    const answer = await exchange(
      cluster.dispatcher,
      {
        origin: address.origin,
        path: `${address.pathname.replace(/\/+$/, '')}${request.path}`,
        method: request.method,
        headers: {
          accept: 'application/json',
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
    return { answer, json: 'json' in read ? read.json : undefined }
  } catch (problem) {
    throw stop.reason ?? networkFailure(problem)
  } finally {
    stop.release()
  }
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
    ...(typeof message === 'string' ? { vaultErrors: [plainWords(message)] } : {}),
  })
}
