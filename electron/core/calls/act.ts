/** An act: a call that changes something. Once begun, it finishes, even if the page has stopped waiting for it. */
import type { Lease, Transport } from '../../vault/transport.ts'

export interface Act {
  /** Follows the page's signal until the act has begun. */
  readonly signal: AbortSignal
  /** Begins the act: neither the page nor a lock ends it from then on. */
  begin(): void
  /**
   * A transport for this act. The first change sent over it begins the act; a lock does not close it under a begun act.
   */
  through(transport: Transport): Pick<Transport, 'request'>
  /** Releases the leases of the act. */
  end(): void
}

/** Starts an act that the page may still cancel. */
export function startAct(page: AbortSignal): Act {
  const own = new AbortController()
  const cancel = (): void => own.abort(page.reason)
  const leases: Lease[] = []
  page.addEventListener('abort', cancel)
  if (page.aborted) cancel()
  let hasBegun = false
  // SECURITY: a lock ends an act that has changed nothing yet (docs/security.md, "The lock").
  const begin = (): void => {
    if (hasBegun) return
    hasBegun = true
    page.removeEventListener('abort', cancel)
    for (const lease of leases) lease.begin()
  }
  return {
    signal: own.signal,
    begin,
    through: (transport) => {
      const lease = transport.lease()
      leases.push(lease)
      if (hasBegun) lease.begin()
      return {
        request: (request) => {
          if (!(request.repeatable ?? request.method === 'GET')) begin()
          return lease.request(request)
        },
      }
    },
    end: () => {
      page.removeEventListener('abort', cancel)
      for (const lease of leases) lease.release()
    },
  }
}
