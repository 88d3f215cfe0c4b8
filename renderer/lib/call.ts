/** Converts a `Result` to what the query library expects: a value, or a thrown error. */
import type { CallError, Result } from '../../electron/contract/result.ts'

/** Thrown when a call failed; carries the whole error for the page to explain. */
export class CallFailed extends Error {
  readonly error: CallError
  /** When it was thrown, by `performance.now`. */
  readonly at = performance.now()

  constructor(error: CallError) {
    super(error.message)
    this.name = 'CallFailed'
    this.error = error
  }
}

/** The value of a successful call; throws `CallFailed` otherwise. */
export async function valueOf<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer
  if (result.ok) return result.value
  throw new CallFailed(result.error)
}

/** The value with the server's warnings, for an action of the person. */
export async function answerOf<T>(answer: Promise<Result<T>>): Promise<{ value: T; warnings: readonly string[] }> {
  const result = await answer
  if (result.ok) return { value: result.value, warnings: result.warnings }
  throw new CallFailed(result.error)
}

/** The error of anything thrown, in the contract's form. */
export function errorOf(problem: unknown): CallError {
  if (problem instanceof CallFailed) return problem.error
  return { code: 'internal', message: problem instanceof Error ? problem.name : 'unknown', retryable: false }
}
