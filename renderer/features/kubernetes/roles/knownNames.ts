/** Names to complete from: those in other roles of the mount. A kubeconfig adds those of its cluster. */
import type { RoleList } from '../queries.ts'

export interface KnownNames {
  readonly serviceAccounts: readonly string[]
  readonly namespaces: readonly string[]
}

const maxCount = 500

export function namesIn(list: RoleList | undefined): KnownNames {
  const settings = [...(list?.roles.values() ?? [])].map((role) => role.settings)
  const distinct = (all: readonly string[]) => [...new Set(all)].filter((name) => name !== '*').sort()
  return {
    serviceAccounts: distinct(settings.flatMap(({ serviceAccounts }) => serviceAccounts)).slice(0, maxCount),
    namespaces: distinct(settings.flatMap(({ namespaces }) => namespaces)).slice(0, maxCount),
  }
}
