/** The path of an auth method as a person types it. */
import { MountPath } from '../../../electron/contract/ids.ts'

/** Returns `auth/ldap`, `/ldap` or `ldap/` as Vault writes it, `ldap/`; null when it cannot be a mount path. */
export function mountPathOf(typed: string): string | null {
  const bare = typed
    .trim()
    .replace(/^\/+/, '')
    .replace(/^auth\//, '')
    .replace(/\/+$/, '')
  const parsed = MountPath.safeParse(`${bare}/`)
  return parsed.success ? parsed.data : null
}
