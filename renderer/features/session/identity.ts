/** The name of an identity, and whether its token can be renewed. */
import type { Identity } from '../../../electron/contract/session.ts'

/** The display name; if the server sent none, the token's first policy. */
export function nameOf(identity: Identity): string {
  return identity.displayName !== '' ? identity.displayName : (identity.policies[0] ?? 'token')
}

/** A batch token is never renewed, even if it is marked as renewable. */
export function isRenewable(identity: Identity): boolean {
  return identity.renewable && identity.type !== 'batch'
}
