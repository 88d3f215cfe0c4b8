/** How code of the core reports an error: thrown inside, a `Result` outside. */
import type { CallError, ErrorCode } from './result.ts'

const retryableCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'timeout',
  'unreachable',
  'connection-refused',
  'connection-lost',
  'rate-limited',
  'not-consistent-yet',
  'engine-upgrading',
  'server-error',
  'standby',
  'no-active-node',
])

type Details = Omit<CallError, 'code' | 'message' | 'retryable'> & {
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** Contains a `CallError`. `message` must never contain a secret, because it is shown and logged. */
export class Failure extends Error {
  readonly error: CallError

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    const { cause, retryable, ...rest } = details
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'Failure'
    // Details can come from another error, whose code and message must not replace these.
    this.error = { ...rest, code, message, retryable: retryable ?? retryableCodes.has(code) }
  }

  get code(): ErrorCode {
    return this.error.code
  }
}

/** Returns the failure that another process has reported. */
export function failureOf({ code, message, ...details }: CallError): Failure {
  return new Failure(code, message, details)
}
