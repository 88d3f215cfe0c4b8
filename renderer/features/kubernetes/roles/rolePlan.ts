/** The plan of an import: what writing roles into a mount would change in each. */
import type { RoleSettings } from '../../../../electron/contract/kubernetes.ts'
import type { RoleList } from '../queries.ts'
import type { NamedRole } from './formats/namedRole.ts'
import { changedFields, isSame, type RoleField } from './roleDraft.ts'

export interface PlannedRole {
  readonly name: string
  readonly settings: RoleSettings
  /** The existing role; null for a new one. */
  readonly base: RoleSettings | null
  readonly state: 'new' | 'same' | 'different' | 'unknown'
  /** The fields that differ. */
  readonly changed: readonly RoleField[]
}

/** Settings as the target's server knows them: a field of the other product is left out, or given its usual value. */
function forProduct(settings: RoleSettings, product: 'vault' | 'openbao'): RoleSettings {
  const strictlyBindIp = product === 'openbao' ? (settings.strictlyBindIp ?? false) : null
  return { ...settings, strictlyBindIp, aliasNameSource: settings.aliasNameSource ?? 'serviceaccount_uid' }
}

/** Returns the plan for each role, by name. An existing role that could not be read is not changed. */
export function planOf(
  wanted: readonly NamedRole[],
  there: RoleList,
  product: 'vault' | 'openbao',
): readonly PlannedRole[] {
  return wanted
    .map(({ name, settings: given }): PlannedRole => {
      const settings = forProduct(given, product)
      const base = there.roles.get(name)?.settings ?? null
      if (base === null) {
        const state = there.names.includes(name) ? 'unknown' : 'new'
        return { name, settings, base, state, changed: [] }
      }
      if (isSame(base, settings)) return { name, settings, base, state: 'same', changed: [] }
      return { name, settings, base, state: 'different', changed: changedFields(base, settings) }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
