/** Completions at a position of a policy. */
import { completionAt, pathOptions, templateChoices } from '../../../../policy/complete.ts'
import type { LintMount } from '../../../../policy/lint/finding.ts'
import type { CompletionAnswer, Setting } from './protocol.ts'

/** The mounts that policies name most often: without them a list of methods would come first. */
const builtIn: readonly LintMount[] = [
  { path: 'auth/token/', type: 'token' },
  { path: 'cubbyhole/', type: 'cubbyhole' },
  { path: 'identity/', type: 'identity' },
  { path: 'sys/', type: 'system' },
]

/** Parts of a KV 2 mount that have the same names below them. */
const named = /^(?:data|metadata|delete|undelete|destroy|subkeys|detailed-metadata)\/(.*)$/s

export function complete(text: string, setting: Setting, offset: number): CompletionAnswer | null {
  if (/^\s*\{/.test(text)) return null
  const found = completionAt(text, offset, setting.dialect)
  if (found === null) return null
  const { kind, typed, start, end, needsQuotes } = found
  const plain = { from: start, to: end, kind, needsQuotes, hints: {} }
  if (kind === 'template') {
    const choices = templateChoices(setting.mounts)
    const hints = Object.fromEntries(choices.flatMap(({ key, mount }) => (mount === '' ? [] : [[key, mount] as const])))
    return { ...plain, hints, options: choices.map(({ key }) => key), listing: null }
  }
  if (kind !== 'path') return { ...plain, options: found.options, listing: null }
  const known = new Map([...builtIn, ...setting.mounts].map((mount) => [mount.path, mount]))
  const mounts = [...known.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { ...plain, options: pathOptions(typed, mounts), listing: listingOf(typed, mounts) }
}

function listingOf(typed: string, mounts: readonly LintMount[]): CompletionAnswer['listing'] {
  const mount = mounts.find(({ path, type }) => typed.startsWith(path) && (type === 'kv' || type === 'generic'))
  if (mount === undefined) return null
  const rest = typed.slice(mount.path.length)
  const below = mount.version === 2 ? named.exec(rest)?.[1] : rest
  if (below === undefined || /[*+]|\{\{/.test(below)) return null
  const folder = below.slice(0, below.lastIndexOf('/') + 1)
  return { mount: mount.path, folder, before: typed.slice(0, typed.length - below.length + folder.length) }
}
