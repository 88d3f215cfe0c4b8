/** What an identity is called, and what its token can do. */
import type { Identity } from '../../../electron/contract/session.ts'

/** The display name; where the server told none, the token's first policy. */
export function nameOf(identity: Identity): string {
  return identity.displayName !== '' ? identity.displayName : (identity.policies[0] ?? 'token')
}

/** A batch token is never renewed, whatever else it says. */
export function isRenewable(identity: Identity): boolean {
  return identity.renewable && identity.type !== 'batch'
}
