/** What writing roles into a mount would do to each. */
import type { RoleSettings } from '../../../../electron/contract/kubernetes.ts'
import type { RoleList } from '../queries.ts'
import type { NamedRole } from './formats/namedRole.ts'
import { changedFields, isSame, type RoleField } from './roleDraft.ts'

export interface PlannedRole {
  readonly name: string
  readonly settings: RoleSettings
  /** What is there now; null for a new one. */
  readonly base: RoleSettings | null
  readonly state: 'new' | 'same' | 'different' | 'unknown'
  /** Of a different one. */
  readonly changed: readonly RoleField[]
}

/** Settings as the target's server knows them: a field of the other product is left out, or given its usual value. */
function forProduct(settings: RoleSettings, product: 'vault' | 'openbao'): RoleSettings {
  const strictlyBindIp = product === 'openbao' ? (settings.strictlyBindIp ?? false) : null
  return { ...settings, strictlyBindIp, aliasNameSource: settings.aliasNameSource ?? 'serviceaccount_uid' }
}

/** The plan for each role, by name. One that is there and could not be read is left alone. */
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
