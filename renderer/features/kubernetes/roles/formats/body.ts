/** A role as the servers write it, and back: the common form between all file formats. */
import { RoleSettings } from '../../../../../electron/contract/kubernetes.ts'
import { olderRoleNames, roleNames } from '../../../../../electron/contract/kubernetesNames.ts'
import { emptyRole } from '../roleDraft.ts'
import { secondsOfTtl } from '../ttl.ts'

export type Body = Readonly<Record<string, unknown>>

type Known = keyof typeof roleNames
const fields = Object.keys(roleNames) as readonly Known[]

/** Every field by the server's name; fields that the server does not know are left out. */
export function bodyOf(settings: RoleSettings): Body {
  const known = fields
    .filter((field) => settings[field] !== null)
    .map((field) => [roleNames[field], settings[field]] as const)
  const more = settings.more.map(({ name, json }) => [name, JSON.parse(json) as unknown] as const)
  return Object.fromEntries([...known, ...more])
}

/** Only the fields that differ from those of a new role: for commands and Terraform. */
export function shortBodyOf(settings: RoleSettings): Body {
  const usual = bodyOf(emptyRole('openbao'))
  const kept = Object.entries(bodyOf(settings)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name]),
  )
  return Object.fromEntries(kept)
}

/** Why a field of a file cannot be used. */
export interface BodyProblem {
  readonly field: string
}

const lists: ReadonlySet<Known> = new Set(['serviceAccounts', 'namespaces', 'policies', 'boundCidrs'])
const times: ReadonlySet<Known> = new Set(['ttl', 'maxTtl', 'period', 'explicitMaxTtl'])
const switches: ReadonlySet<Known> = new Set(['noDefaultPolicy', 'strictlyBindIp'])

/**
 * Returns one value in the form of the field; undefined if that is not possible. Texts are read as the command line
 * reads them.
 */
function valueFor(field: Known, given: unknown): unknown {
  if (lists.has(field)) {
    if (typeof given === 'string')
      return given
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '')
    if (given === null) return []
    return Array.isArray(given) && given.every((each) => typeof each === 'string') ? given : undefined
  }
  if (times.has(field)) return typeof given === 'string' ? (secondsOfTtl(given) ?? undefined) : given
  if (field === 'numUses') return typeof given === 'string' ? Number(given) : given
  if (switches.has(field)) return given === 'true' ? true : given === 'false' ? false : given
  if (field === 'namespaceSelector' && typeof given === 'object' && given !== null) return JSON.stringify(given)
  return given
}

/** Returns the settings of a body; fields that it does not have are those of a new role. */
export function settingsOf(body: Body): RoleSettings | BodyProblem {
  const byName = new Map<string, Known>()
  for (const [field, name] of Object.entries(olderRoleNames)) byName.set(name, field as Known)
  for (const field of fields) byName.set(roleNames[field], field)
  const settings: Record<string, unknown> = { ...emptyRole('vault') }
  const more: { name: string; json: string }[] = []
  // The newer name wins at any position.
  const entries = Object.entries(body).sort(([a], [b]) => Number(isNewer(a)) - Number(isNewer(b)))
  for (const [name, given] of entries) {
    const field = byName.get(name)
    if (field === undefined) more.push({ name, json: JSON.stringify(given) })
    else settings[field] = valueFor(field, given)
    if (field !== undefined && settings[field] === undefined) return { field: name }
  }
  const parsed = RoleSettings.safeParse({ ...settings, more: more.sort((a, b) => (a.name < b.name ? -1 : 1)) })
  if (parsed.success) return parsed.data
  const first = String(parsed.error.issues[0]?.path[0] ?? '')
  return { field: first in roleNames ? roleNames[first as Known] : first }
}

const isNewer = (name: string): boolean => Object.values<string>(roleNames).includes(name)
