/** Requests to the Strongroom that served this page, and what its refusals mean. */
import type { Result } from '../../electron/contract/result.ts'
import { failed } from './callFailure.ts'

/** Posts JSON to this page's own origin. Rejects when Strongroom does not answer or `signal` aborts. */
export function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    cache: 'no-store',
    redirect: 'error',
    signal: signal ?? null,
  })
}

/** What an answer that is no `Result` means. */
export function refusalOf(status: number): Result<never> {
  if (status === 401 || status === 403) {
    return failed('forbidden-sender', 'This page belongs to no session: open the address that Strongroom printed last.')
  }
  if (status === 413) return failed('invalid-input', 'This is more than one call may carry.')
  return failed('internal', `Strongroom answered the page with status ${status}.`)
}

export const gone: Result<never> = failed(
  'internal',
  'Strongroom has ended, or the way to it is closed. Start it again.',
)
