/** Roles as rows of a list: filtered, sorted, with their warnings. */
import { comparable } from '../../../lib/search.ts'
import type { Role } from '../../../../electron/contract/kubernetes.ts'
import type { CallError } from '../../../../electron/contract/result.ts'
import type { RoleList } from '../queries.ts'
import { type KnownPolicies, type Remark, remarksOn, sharedRoles } from './roleLint.ts'

export interface RoleRow {
  readonly name: string
  /** Null while the role is being loaded, and if it may not be read. */
  readonly role: Role | null
  readonly error: CallError | null
  readonly remarks: readonly Remark[]
  /** The text that the search looks at, in lower case. */
  readonly text: string
}

/** All rows, by name. */
export function rowsOf(list: RoleList, policies: KnownPolicies): readonly RoleRow[] {
  const shared = list.isWhole ? sharedRoles([...list.roles.values()]) : new Map<string, readonly string[]>()
  return list.names.map((name) => {
    const role = list.roles.get(name) ?? null
    const settings = role?.settings
    const words =
      settings === undefined
        ? [name]
        : [
            name,
            ...settings.serviceAccounts,
            ...settings.namespaces,
            ...settings.policies,
            settings.audience,
            settings.namespaceSelector,
          ]
    return {
      name,
      role,
      error: list.failed.get(name) ?? null,
      remarks: settings === undefined ? [] : remarksOn(settings, policies, shared.get(name) ?? []),
      text: comparable(words.join('\n')),
    }
  })
}

export const roleColumns = ['name', 'accounts', 'namespaces', 'policies', 'ttl', 'audience'] as const
export type RoleColumn = (typeof roleColumns)[number]

export interface RoleOrder {
  readonly column: RoleColumn
  readonly isDescending: boolean
}

const keyOf = ({ name, role }: RoleRow, column: RoleColumn): string | number => {
  if (column === 'name') return name
  const settings = role?.settings
  if (settings === undefined) return column === 'ttl' ? -1 : ''
  switch (column) {
    case 'accounts':
      return settings.serviceAccounts.join()
    case 'namespaces':
      return settings.namespaces.join() || settings.namespaceSelector
    case 'policies':
      return settings.policies.join()
    case 'ttl':
      return settings.ttl
    case 'audience':
      return settings.audience
  }
}

/** The rows in which every word of `search` occurs, in this order. `onlyRemarked`: only rows with warnings. */
export function shownRows(
  rows: readonly RoleRow[],
  search: string,
  onlyRemarked: boolean,
  { column, isDescending }: RoleOrder,
): readonly RoleRow[] {
  const words = comparable(search.trim()).split(/\s+/).filter(Boolean)
  const shown = rows.filter(
    (row) =>
      (!onlyRemarked || row.remarks.some(({ tone }) => tone !== 'info')) &&
      words.every((word) => row.text.includes(word)),
  )
  if (column === 'name' && !isDescending) return shown
  const direction = isDescending ? -1 : 1
  return shown.sort((a, b) => {
    const [x, y] = [keyOf(a, column), keyOf(b, column)]
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y))
    return direction * (order === 0 ? a.name.localeCompare(b.name) : order)
  })
}
