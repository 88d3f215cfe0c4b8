/** Maps a server's error answer, by its status and messages, to the closed list of error codes. */
import { Failure } from '../contract/failure.ts'
import type { ErrorCode } from '../contract/result.ts'
import { isJsonObject } from '../base/http/answer.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'

const maxWords = 20

/** Returns the messages of `errors` or `warnings`; empty if the value is not a list of texts. */
export function serverWords(list: unknown): string[] {
  if (!Array.isArray(list)) return []
  return list
    .filter((item): item is string => typeof item === 'string')
    .slice(0, maxWords)
    .map((item) => sanitizeText(item))
}

/** Returns the `request_id` of an answer. */
export function requestIdOf(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined
  const id = body['request_id']
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined
}

type Rule = readonly [statuses: readonly number[], words: RegExp, code: ErrorCode, message: string]

// In order; the first match counts. The messages are Vault's and OpenBao's, tested against real servers where possible.
const rules: readonly Rule[] = [
  [
    [400],
    /check-and-set parameter (?:did not match|\S+ did not match|set to -1 on existing)/i,
    'cas-mismatch',
    'Somebody has written a newer version.',
  ],
  [[400], /check-and-set parameter required/i, 'cas-required', 'This mount asks for check-and-set on every write.'],
  [[400], /is already initialized|is being initialized/i, 'already-initialized', 'The server is already initialized.'],
  [[400, 500, 503], /not (?:yet )?initialized/i, 'not-initialized', 'The server is not initialized.'],
  [
    [400],
    /upgrad(?:ing|e) from non-versioned/i,
    'engine-upgrading',
    'The engine is being upgraded to KV 2 and answers nothing meanwhile.',
  ],
  [[404], /^namespace not found$/m, 'namespace-not-found', 'The server does not have this namespace.'],
  [[403], /\b(?:invalid|bad) token\b/i, 'token-expired', 'The token is not valid any more.'],
  [
    [500, 503],
    /active (?:cluster )?node not found|node is not the leader|leadership lost while committing/i,
    'no-active-node',
    'The cluster has no active node.',
  ],
  [[500, 503], /in standby mode/i, 'standby', 'This node is a standby.'],
  [[503], /sealed/i, 'sealed', 'The server is sealed.'],
  [
    [400, 413, 500],
    /JSON (?:payload|array|input|object|string value|number value) exceeds|refused JSON input due to high complexity|request body too large/i,
    'request-too-large',
    'The request is larger than the server takes.',
  ],
  [[500], /malformed JSON|invalid character|error parsing JSON/i, 'rejected', 'The server cannot read the request.'],
]

const byStatus: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  401: ['permission-denied', 'The server asks for a sign-in.'],
  403: ['permission-denied', 'The policies of this token do not allow it.'],
  404: ['not-found', 'There is nothing here, or nothing that this token may see.'],
  405: ['unsupported', 'This path does not take this kind of request.'],
  412: ['not-consistent-yet', 'This node has not caught up with the latest write.'],
  413: ['request-too-large', 'The request is larger than the server takes.'],
  429: ['rate-limited', 'The server asks for a pause.'],
  472: ['standby', 'This is a disaster recovery secondary.'],
  473: ['standby', 'This is a performance standby.'],
  501: ['not-initialized', 'The server is not initialized.'],
}

export interface ErrorResponse {
  readonly status: number
  readonly body: unknown
  /** Seconds, from `Retry-After`. */
  readonly retryAfter?: number
}

/** Returns the `Failure` for an answer with a status ≥ 400 and a JSON body (or none). */
export function failureOfResponse({ status, body, retryAfter }: ErrorResponse): Failure {
  const vaultErrors = serverWords(isJsonObject(body) ? body['errors'] : undefined)
  const requestId = requestIdOf(body)
  const details = {
    status,
    ...(vaultErrors.length === 0 ? {} : { vaultErrors }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
  const words = vaultErrors.join('\n')
  const rule = rules.find(([statuses, pattern]) => statuses.includes(status) && pattern.test(words))
  if (rule !== undefined) return new Failure(rule[2], rule[3], details)
  const known = byStatus[status]
  if (known !== undefined) return new Failure(known[0], known[1], details)
  if (status >= 500) return new Failure('server-error', `The server failed (status ${status}).`, details)
  // Vault refuses paths with unprintable characters (direction marks, no-break spaces) without a body.
  const why =
    status === 400 && body === undefined ? 'without a word, as it does for names with invisible characters' : ''
  return new Failure('rejected', `The server refused the request ${why || `(status ${status})`}.`, details)
}

/** Returns the `Failure` for an answer that is not JSON. `text` is only inspected, never repeated. */
export function notJsonFailure(status: number, contentType: string, text: string): Failure {
  if (status === 400 && /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port/i.test(text)) {
    return new Failure('https-expected', 'The server speaks HTTPS on this port, not plain HTTP.', { status })
  }
  if (status >= 500) {
    return new Failure('server-error', `Something before the server failed (status ${status}).`, { status })
  }
  if (status === 429) return new Failure('rate-limited', 'Something before the server asks for a pause.', { status })
  if (status === 413)
    return new Failure('request-too-large', 'The request is too large for what stands before the server.', { status })
  if (/json/i.test(contentType)) {
    return new Failure('answer-invalid', 'The answer says that it is JSON, but is not.', { status })
  }
  return new Failure('not-a-vault', 'What answers at this address is not a Vault server.', { status })
}
