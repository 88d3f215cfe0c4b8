/** Failures between the page and the core, in the same form as all others. */
import type { ErrorCode, Result } from '../../electron/contract/result.ts'

/** A failed `Result`; `message` is one technical sentence. */
export const failed = (code: ErrorCode, message: string): Result<never> => ({
  ok: false,
  error: { code, message, retryable: false },
})

export const canceled: Result<never> = failed('canceled', 'The call was canceled.')
