/** Creates the rules to read, write or manage a secret or folder. */
import type { Capability } from './dialect.ts'
import type { NewRule } from './ruleText.ts'

/** The place: a secret `app/db`, a folder `app/`, or the whole engine ``. */
export interface GrantPlace {
  /** With its trailing slash, e.g. `secret/`. */
  readonly mount: string
  readonly version: 1 | 2
  readonly path: string
}

/** `write` covers new versions, `manage` also deleting and destroying. */
export type GrantLevel = 'read' | 'write' | 'manage'

export type Unwritable = 'star-at-end' | 'plus-segment' | 'template-braces'

const isFolder = (path: string): boolean => path === '' || path.endsWith('/')

/**
 * Returns why no rule can name exactly this place; null if one can. A name that ends in `*` would be a prefix, a
 * segment `+` any segment, and double braces a template.
 */
export function unwritable({ mount, path }: GrantPlace): Unwritable | null {
  const whole = mount + path
  if (whole.includes('{{') || whole.includes('}}')) return 'template-braces'
  if (whole.split('/').includes('+')) return 'plus-segment'
  return whole.endsWith('*') ? 'star-at-end' : null
}

const dataOf: Readonly<Record<GrantLevel, readonly Capability[]>> = {
  read: ['read'],
  write: ['create', 'read', 'update', 'patch'],
  manage: ['create', 'read', 'update', 'patch', 'delete'],
}

const metadataOf: Readonly<Record<GrantLevel, readonly Capability[]>> = {
  read: ['read'],
  write: ['read'],
  manage: ['create', 'read', 'update', 'patch', 'delete'],
}

/** Version 1 has no patch. */
const plainOf: Readonly<Record<GrantLevel, readonly Capability[]>> = {
  read: ['read'],
  write: ['create', 'read', 'update'],
  manage: ['create', 'read', 'update', 'delete'],
}

/**
 * Returns the minimal rules. Those of a folder cover everything in it, at any depth, and its names.
 * @throws RangeError when no rule can name the place; call `unwritable` first.
 */
export function grantRules(place: GrantPlace, level: GrantLevel): readonly NewRule[] {
  if (unwritable(place) !== null) throw new RangeError('no rule can name this place alone')
  const { mount, version, path } = place
  const folder = isFolder(path)
  const target = folder ? `${path}*` : path
  const withList = (capabilities: readonly Capability[]): readonly Capability[] =>
    folder ? [...capabilities, 'list'] : capabilities
  if (version === 1) return [{ path: mount + target, capabilities: withList(plainOf[level]) }]
  const at = (part: string, capabilities: readonly Capability[]): NewRule => ({
    path: `${mount}${part}/${target}`,
    capabilities,
  })
  const rules = [at('data', dataOf[level]), at('metadata', withList(metadataOf[level]))]
  if (level !== 'manage') return rules
  return [...rules, at('delete', ['update']), at('undelete', ['update']), at('destroy', ['update'])]
}
