/** From bytes to what they mean: an answer, or a `Failure`. */
import { isJsonObject, readJson } from './answer.ts'
import type { VaultAnswer } from './answer.ts'
import { headerOf } from './exchange.ts'
import type { RawAnswer } from './exchange.ts'
import { notJsonFailure, refusalFailure, requestIdOf, serverWords } from './refusal.ts'
import { secondsOf } from './repeat.ts'

/**
 * Reads an answer; statuses ≥ 400 are failures unless `expect` names them.
 * @throws Failure for a refusal, and for what is no JSON.
 */
export function judge(answer: RawAnswer, expect: readonly number[]): VaultAnswer {
  const { status, bytes, latencyMs } = answer
  const read = readJson(bytes)
  // SECURITY: keys and values may be in it; what is needed of them was read (docs/security.md, "The lock").
  bytes.fill(0)
  if ('notJson' in read) throw notJsonFailure(status, headerOf(answer, 'content-type'), read.notJson)
  const { json } = read
  if (status >= 400 && !expect.includes(status)) {
    const retryAfter = secondsOf(headerOf(answer, 'retry-after'))
    throw refusalFailure({ status, body: json, ...(retryAfter === undefined ? {} : { retryAfter }) })
  }
  const requestId = requestIdOf(json)
  const date = Date.parse(headerOf(answer, 'date'))
  return {
    status,
    body: json,
    warnings: serverWords(isJsonObject(json) ? json['warnings'] : undefined),
    latencyMs,
    ...(requestId === undefined ? {} : { requestId }),
    // The header has whole seconds, cut off: rounded up, so that what has just happened is past.
    ...(Number.isNaN(date) ? {} : { serverTime: date + 1000 }),
  }
}
