/** Rules of the servers for roles, checked before a request. */
import { RoleName, type RoleSettings } from '../../../../electron/contract/kubernetes.ts'

export type RuleCode =
  | 'name-needed'
  | 'name-illegal'
  | 'name-capitals'
  | 'accounts-needed'
  | 'accounts-star'
  | 'namespaces-needed'
  | 'namespaces-star'
  | 'selector-not-an-object'
  | 'ttl-above-max'
  | 'period-above-mount'
  | 'batch-period'
  | 'batch-uses'
  | 'cidr-illegal'

export interface RuleProblem {
  readonly field: 'name' | keyof RoleSettings
  readonly code: RuleCode
  /** Whether the server refuses it. Otherwise it has an effect that a person may not expect. */
  readonly isRefused: boolean
  readonly detail?: string
}

const cidr = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:.]*:[\da-f:.]*)(?:\/\d{1,3})?$/i

/** Checks a new name. */
export function nameProblems(name: string): RuleProblem[] {
  if (name === '') return [{ field: 'name', code: 'name-needed', isRefused: true }]
  if (!RoleName.safeParse(name).success) return [{ field: 'name', code: 'name-illegal', isRefused: true }]
  if (name !== name.toLowerCase()) return [{ field: 'name', code: 'name-capitals', isRefused: false }]
  return []
}

/** `mountMaxTtl` in seconds, 0 when it is not known. The selector's own form is checked where YAML is loaded. */
export function settingsProblems(settings: RoleSettings, mountMaxTtl: number): RuleProblem[] {
  const { serviceAccounts, namespaces, namespaceSelector, ttl, maxTtl, period, tokenType, numUses } = settings
  const found: RuleProblem[] = []
  const add = (field: RuleProblem['field'], code: RuleCode, detail?: string) =>
    found.push({ field, code, isRefused: true, ...(detail !== undefined && { detail }) })
  if (serviceAccounts.length === 0) add('serviceAccounts', 'accounts-needed')
  if (serviceAccounts.length > 1 && serviceAccounts.includes('*')) add('serviceAccounts', 'accounts-star')
  if (namespaces.length === 0 && namespaceSelector.trim() === '') add('namespaces', 'namespaces-needed')
  if (namespaces.length > 1 && namespaces.includes('*')) add('namespaces', 'namespaces-star')
  if (maxTtl > 0 && ttl > maxTtl) add('ttl', 'ttl-above-max')
  if (mountMaxTtl > 0 && period > mountMaxTtl) add('period', 'period-above-mount')
  if (tokenType === 'batch' && period > 0) add('period', 'batch-period')
  if (tokenType === 'batch' && numUses > 0) add('numUses', 'batch-uses')
  for (const each of settings.boundCidrs) if (!cidr.test(each)) add('boundCidrs', 'cidr-illegal', each)
  return found
}
