/** Parses a body into an answer or a `Failure`. */
import { isJsonObject } from '../base/http/answer.ts'
import type { ReadJson, VaultAnswer } from '../base/http/answer.ts'
import { headerOf } from '../base/http/exchange.ts'
import type { RawAnswer } from '../base/http/exchange.ts'
import { notJsonFailure, failureOfResponse, requestIdOf, serverWords } from './errorMapping.ts'
import { secondsOf } from './retryPolicy.ts'

/**
 * Parses an answer by its status and its body; statuses ≥ 400 are failures unless `expect` names them.
 * @throws Failure for a refusal, and for a body that is not JSON.
 */
export function parseResponse(
  answer: Omit<RawAnswer, 'bytes'>,
  read: ReadJson,
  expect: readonly number[],
): VaultAnswer {
  const { status, latencyMs } = answer
  if ('notJson' in read) throw notJsonFailure(status, headerOf(answer, 'content-type'), read.notJson)
  const { json } = read
  if (status >= 400 && !expect.includes(status)) {
    const retryAfter = secondsOf(headerOf(answer, 'retry-after'))
    throw failureOfResponse({ status, body: json, ...(retryAfter === undefined ? {} : { retryAfter }) })
  }
  const requestId = requestIdOf(json)
  const index = headerOf(answer, 'x-vault-index')
  const date = Date.parse(headerOf(answer, 'date'))
  return {
    status,
    body: json,
    warnings: serverWords(isJsonObject(json) ? json['warnings'] : undefined),
    latencyMs,
    ...(requestId === undefined ? {} : { requestId }),
    ...(index === '' ? {} : { index }),
    // The header has whole seconds, rounded down. Rounded up here, so that events of this moment count as past.
    ...(Number.isNaN(date) ? {} : { serverTime: date + 1000 }),
  }
}
