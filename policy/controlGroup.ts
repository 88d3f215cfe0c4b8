/**
 * `control_group` blocks: who has to approve a request. They are not changed; this file only reports what the servers
 * refuse. Vault and OpenBao parse them by different rules.
 */
import { checkKeys } from './checkKeys.ts'
import type { Decoded, Decoder, Groups, Shape } from './decode.ts'
import type { Capability, Dialect } from './dialect.ts'
import { parseDuration, secondsToNanoseconds } from './goValues.ts'
import type { ProblemList } from './problemList.ts'
import type { Item, Span } from './tree.ts'

export interface ControlGroup {
  /** Reports problems that depend on the rule's capabilities. */
  check(given: readonly Capability[], problems: ProblemList): void
}

const identity: Shape = {
  fields: { group_ids: { listOf: 'string' }, group_names: { listOf: 'string' }, approvals: 'integer' },
}

const factor: Shape = { fields: { name: 'string', identity, controlled_capabilities: { listOf: 'string' } } }

const vaultShape: Shape = { fields: { ttl: 'any', factor: { mapOf: factor } } }

/** Operations that a factor can control in OpenBao. */
const controllable = new Set(
  'create read update patch delete list scan help revoke renew rollback alias-lookahead resolve-role'.split(' '),
)

const fieldsOf = (value: Decoded | undefined): ReadonlyMap<string, Decoded> =>
  value?.kind === 'fields' ? value.fields : new Map()

const names = (value: Decoded | undefined): string[] =>
  value?.kind === 'list' ? value.values.flatMap((element) => (element.kind === 'string' ? [element.value] : [])) : []

const isDuration = (value: Decoded): boolean =>
  value.kind === 'string'
    ? parseDuration(value.value) !== null
    : (value.kind === 'integer' || value.kind === 'float') && secondsToNanoseconds(value.value) !== null

/** Null if the rule has none. @throws Undecodable */
export function readControlGroup(
  groups: Groups,
  decoder: Decoder,
  problems: ProblemList,
  dialect: Dialect,
): ControlGroup | null {
  if (dialect === 'openbao') {
    for (const item of groups.get('control_group') ?? []) readOpenBao(item, decoder, problems)
    return null
  }
  const group = decoder.field(groups, 'control_group', vaultShape)
  return group === undefined ? null : { check: (given, late) => checkVault(group, given, late) }
}

function checkVault(group: Decoded, given: readonly Capability[], problems: ProblemList): void {
  const fields = fieldsOf(group)
  const ttl = fields.get('ttl')
  if (ttl !== undefined && !isDuration(ttl)) problems.add(ttl.at, 'bad-duration', { name: 'ttl' })
  const factors = fields.get('factor')
  if (factors?.kind !== 'map' || factors.entries.size === 0) problems.add(group.at, 'control-group-factors')
  if (factors?.kind !== 'map') return
  for (const [name, entry] of factors.entries) {
    const parts = fieldsOf(entry)
    const who = fieldsOf(parts.get('identity'))
    const approvals = who.get('approvals')
    const groups = names(who.get('group_ids')).length + names(who.get('group_names')).length
    if (approvals?.kind !== 'integer' || approvals.value <= 0n || groups === 0)
      problems.add(entry.at, 'control-group-factor', { name })
    const controlled = names(parts.get('controlled_capabilities'))
    const stranger = controlled.find((capability) => !given.some((one) => one === capability))
    if (stranger !== undefined) problems.add(entry.at, 'control-group-capability', { name, capability: stranger })
  }
}

function itemsOf({ value }: Item, problems: ProblemList): readonly Item[] {
  if (value.kind === 'block') return value.items
  problems.add(value, 'wrong-type', { expected: 'block' })
  return []
}

function readOpenBao(group: Item, decoder: Decoder, problems: ProblemList): void {
  const items = itemsOf(group, problems)
  if (group.value.kind !== 'block') return
  checkKeys(items, ['ttl', 'factor', 'self_auth_allowed'], 'unknown-rule-key', decoder, problems)
  const parts = decoder.group(items)
  decoder.field(parts, 'self_auth_allowed', 'bool')
  const ttl = decoder.field(parts, 'ttl', 'any')
  if (ttl !== undefined && !isDuration(ttl)) problems.add(ttl.at, 'bad-duration', { name: 'ttl' })
  const factors = parts.get('factor') ?? []
  if (factors.length === 0) problems.add(group, 'control-group-factors')
  for (const item of factors) readOpenBaoFactor(item, decoder, problems)
}

function readOpenBaoFactor(item: Item, decoder: Decoder, problems: ProblemList): void {
  const [key] = item.keys
  const at: Span = key ?? item
  const items = itemsOf(item, problems)
  if (item.value.kind !== 'block') return
  checkKeys(items, ['controlled_capabilities', 'identity'], 'unknown-rule-key', decoder, problems)
  const name = key === undefined ? '' : decoder.key(key)
  const parts = decoder.group(items)
  const controlled = names(decoder.field(parts, 'controlled_capabilities', { listOf: 'string' }))
  const who = fieldsOf(
    decoder.field(parts, 'identity', { fields: { group_names: { listOf: 'string' }, approvals: 'integer' } }),
  )
  const approvals = who.get('approvals')
  if (
    key === undefined ||
    controlled.length === 0 ||
    approvals?.kind !== 'integer' ||
    approvals.value <= 0n ||
    names(who.get('group_names')).length === 0
  )
    problems.add(at, 'control-group-factor', { name })
  const stranger = controlled.find((capability) => !controllable.has(capability))
  if (stranger !== undefined) problems.add(at, 'control-group-capability', { name, capability: stranger })
}
