/** Checks of an answer that the clients of several APIs share: nothing is there, or the answer is wrapped. */
import { Failure } from '../contract/failure.ts'
import { isJsonObject } from '../base/http/answer.ts'
import { serverWords } from './errorMapping.ts'
import type { VaultAnswer } from './transport.ts'

/** A 404 with no words is Vault's way to say "nothing here"; one with words (no such mount) is an error. */
export function saysNothingHere(answer: VaultAnswer): boolean {
  return answer.status === 404 && isJsonObject(answer.body) && serverWords(answer.body['errors']).length === 0
}

/** The `Failure` for a 404, with the server's words where it has some. */
export function notFound(answer: VaultAnswer, message: string): Failure {
  const vaultErrors = isJsonObject(answer.body) ? serverWords(answer.body['errors']) : []
  return new Failure('not-found', message, { status: 404, ...(vaultErrors.length === 0 ? {} : { vaultErrors }) })
}

/**
 * Waiting for approval, or wrapped by force: the answer then holds a wrapping token in place of what was asked for. A
 * write that waits has not happened yet.
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
