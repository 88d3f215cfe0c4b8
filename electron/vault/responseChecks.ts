/** Shared checks of answers: the path is empty, or the answer is wrapped. */
import { Failure } from '../contract/failure.ts'
import { isJsonObject } from '../base/http/answer.ts'
import { serverWords } from './errorMapping.ts'
import type { VaultAnswer } from './transport.ts'

/** A 404 without messages means that the path is empty; one with messages (no such mount) is an error. */
export function saysNothingHere(answer: VaultAnswer): boolean {
  return answer.status === 404 && isJsonObject(answer.body) && serverWords(answer.body['errors']).length === 0
}

/** Returns the `Failure` for a 404, with the server's messages if it has any. */
export function notFound(answer: VaultAnswer, message: string): Failure {
  const vaultErrors = isJsonObject(answer.body) ? serverWords(answer.body['errors']) : []
  return new Failure('not-found', message, { status: 404, ...(vaultErrors.length === 0 ? {} : { vaultErrors }) })
}

/**
 * Refuses an answer that waits for approval or was wrapped by force: it contains a wrapping token in place of the
 * requested data. A write that waits for approval has not happened yet.
 * @throws Failure `answer-wrapped`
 */
export function refuseWrapped(answer: VaultAnswer): void {
  if (isJsonObject(answer.body) && isJsonObject(answer.body['wrap_info'])) {
    throw new Failure('answer-wrapped', 'The server wants an approval first (control group), or wraps its answer.', {
      status: answer.status,
      ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
    })
  }
}
