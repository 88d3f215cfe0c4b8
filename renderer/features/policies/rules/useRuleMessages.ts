/** Describes a rule: what its path matches, and the operations that it allows there. */
import { useLingui } from '@lingui/react/macro'
import type { Capability } from '../../../../policy/dialect.ts'
import type { RuleRow } from '../worker/protocol.ts'

const kv2Part = /^(data|metadata|detailed-metadata|delete|undelete|destroy|subkeys)\/(.*)$/s

export interface RuleMessages {
  /** The part of the server that the path is about; null if it is not known. */
  readonly about: (row: RuleRow) => string | null
  readonly scope: (row: RuleRow) => string
  readonly may: (row: RuleRow) => string
  /** The whole description, one sentence per line. */
  readonly lines: (row: RuleRow) => readonly string[]
  readonly capability: (name: Capability) => string
}

/** For a KV 2 path, the part after `data/` and the like; otherwise the part after the mount. */
function belowOf({ path, mount }: RuleRow): { part: string | null; below: string } {
  const plain = path.replace(/^\/+/, '')
  if (mount === null || !plain.startsWith(mount.path)) return { part: null, below: plain }
  const rest = plain.slice(mount.path.length)
  const found = mount.version === 2 ? kv2Part.exec(rest) : null
  return found === null ? { part: null, below: rest } : { part: found[1] ?? null, below: found[2] ?? '' }
}

export function useRuleMessages(): RuleMessages {
  const { t } = useLingui()
  const capability = (name: Capability): string => {
    const words: Readonly<Record<Capability, string>> = {
      create: t`Create new entries`,
      read: t`Read existing entries`,
      update: t`Change existing entries`,
      patch: t`Change part of existing entries`,
      delete: t`Delete`,
      list: t`List names, always unfiltered`,
      sudo: t`Use paths that require sudo`,
      deny: t`Deny all access, even if other rules grant it`,
      subscribe: t`Subscribe to events`,
      recover: t`Recover from a snapshot`,
      scan: t`List all names below, at any depth`,
    }
    return words[name]
  }
  const about = (row: RuleRow): string | null => {
    const { mount } = row
    if (mount === null) return null
    const { part } = belowOf(row)
    const at = mount.path
    switch (part) {
      case 'data':
        return t`Values of secrets in ${at}`
      case 'metadata':
      case 'detailed-metadata':
        return t`Names, versions and metadata of secrets in ${at}`
      case 'delete':
        return t`Deleting versions of secrets in ${at}`
      case 'undelete':
        return t`Undeleting versions of secrets in ${at}`
      case 'destroy':
        return t`Destroying versions of secrets in ${at}`
      case 'subkeys':
        return t`Keys of secrets in ${at}, without values`
      default:
        return mount.version === 1 ? t`Secrets in ${at}` : t`${at} (${mount.type})`
    }
  }
  const scope = (row: RuleRow): string => {
    const { below } = belowOf(row)
    if (row.kind === 'segments') {
      return below.endsWith('*')
        ? t`paths that match ${below}, where each + is one segment and * is anything after it`
        : t`paths that match ${below}, where each + is one segment`
    }
    if (row.kind === 'exact') {
      if (below === '') return t`the path itself`
      return below.endsWith('/') ? t`the folder ${below} itself, but nothing in it` : t`exactly ${below}`
    }
    const beginning = below.slice(0, -1)
    if (beginning === '') return t`everything, at any depth`
    return beginning.endsWith('/')
      ? t`everything below ${beginning}, at any depth`
      : t`everything that starts with ${beginning}`
  }
  const may = ({ capabilities, expired }: RuleRow): string => {
    if (expired) return t`Expired; the server ignores it.`
    if (capabilities[0] === 'deny') return t`Denied, even if other rules grant access.`
    const names = capabilities.join(', ')
    return names === '' ? t`Grants nothing.` : t`Grants ${names}.`
  }
  const lines = (row: RuleRow): readonly string[] => {
    const what = about(row)
    const where = scope(row)
    return [
      what === null ? t`Matches ${where}.` : t`${what}: ${where}.`,
      may(row),
      ...(row.templated ? [t`The server fills in the part in braces for each token.`] : []),
    ]
  }
  return { about, scope, may, lines, capability }
}
