/** Completions at a position in a policy in HCL, also while the policy is incomplete. */
import { dialects, oldPolicies, type Dialect } from './dialect.ts'
import { HclLexer } from './hclTokens.ts'
import { enginePaths } from './enginePaths.ts'
import { kv2Prefixes } from './lint/engines.ts'
import type { LintMount } from './lint/finding.ts'
import type { Span, Token } from './tree.ts'

/** `span` is what a choice replaces; in a string it excludes the quotes. */
export interface Completion extends Span {
  readonly kind: 'block' | 'argument' | 'list' | 'capability' | 'old-policy' | 'path' | 'template'
  /** The text that was typed up to the position. */
  readonly typed: string
  /** True if the choice must include quotes. */
  readonly needsQuotes: boolean
  /** Empty for a path: `pathOptions` completes it, or a caller that can list a folder. */
  readonly options: readonly string[]
}

/** Keys of templates; `<…>` is a placeholder for a name. */
export const templateKeys = [
  'identity.entity.id',
  'identity.entity.name',
  'identity.entity.metadata.<key>',
  'identity.entity.aliases.<accessor>.id',
  'identity.entity.aliases.<accessor>.name',
  'identity.entity.aliases.<accessor>.metadata.<key>',
  'identity.entity.aliases.<accessor>.custom_metadata.<key>',
  'identity.groups.ids.<id>.name',
  'identity.groups.ids.<id>.metadata.<key>',
  'identity.groups.names.<name>.id',
  'identity.groups.names.<name>.metadata.<key>',
] as const

/** A block or list that is open at the position. */
interface Open {
  readonly kind: 'root' | 'rule' | 'block' | 'list'
  /** For a list, the argument whose value it is. */
  readonly name: string
  /** Names of arguments, or texts of a list, that it contains so far. */
  readonly seen: string[]
  /** Words of the argument that is being written, and whether its `=` has been written. */
  words: string[]
  assigned: boolean
}

const opened = (kind: Open['kind'], name = ''): Open => ({ kind, name, seen: [], words: [], assigned: false })

const bare = (text: string): string => text.replaceAll('"', '')

function take(open: Open, stack: Open[], token: Token, text: string): void {
  const word = bare(text.slice(token.start, token.end))
  const done = (at: Open): void => {
    if (at.words[0] !== undefined && at.kind !== 'list') at.seen.push(at.words[0])
    at.words = []
    at.assigned = false
  }
  switch (token.type) {
    case 'identifier':
    case 'string':
      if (open.kind === 'list') open.seen.push(word)
      else if (open.assigned) done(open)
      else open.words.push(word)
      break
    case '=':
      open.assigned = true
      break
    case '{':
      stack.push(opened(open.kind === 'root' && open.words[0] === 'path' ? 'rule' : 'block'))
      break
    case '[':
      stack.push(opened('list', open.words[0]))
      break
    case '}':
    case ']': {
      if (stack.length > 1) stack.pop()
      const outer = stack.at(-1)
      if (outer !== undefined) done(outer)
      break
    }
    default:
      if (open.kind !== 'list' && open.assigned) done(open)
  }
}

/** Returns where the template around the position begins in a string; -1 if there is none. */
function templateStart(typed: string): number {
  const start = typed.lastIndexOf('{{')
  return start !== -1 && !typed.includes('}}', start) ? start + 2 : -1
}

/** @param offset into `text`. Null if nothing can be completed, as in comments. */
export function completionAt(text: string, offset: number, dialect: Dialect): Completion | null {
  const stack: Open[] = [opened('root')]
  const lexer = new HclLexer(text)
  let current: Token | null = null
  for (let token = lexer.next(); token.type !== 'end' && token.start < offset; token = lexer.next()) {
    const inside = offset <= token.end
    const closed =
      token.type === 'string' && offset === token.end && token.end - token.start > 1 && text[token.end - 1] === '"'
    if (token.type === 'comment') {
      if (inside) return null
    } else if (inside && !closed && (token.type === 'identifier' || token.type === 'string')) {
      current = token
      break
    } else take(stack.at(-1) ?? opened('root'), stack, token, text)
  }
  const open = stack.at(-1)
  const outer = stack.at(-2)
  return open === undefined ? null : completionIn(open, outer, current, { text, offset, dialect })
}

function completionIn(
  open: Open,
  outer: Open | undefined,
  current: Token | null,
  { text, offset, dialect }: { readonly text: string; readonly offset: number; readonly dialect: Dialect },
): Completion | null {
  const quoted = current?.type === 'string'
  const start = current === null ? offset : current.start + (quoted ? 1 : 0)
  const ends = quoted && text[current.end - 1] === '"' && current.end - 1 > current.start
  // A string without a closing quote extends to the end of the line, over text that does not belong to it.
  const end = current === null ? offset : quoted ? (ends ? current.end - 1 : offset) : current.end
  const typed = text.slice(start, offset)
  const make = (kind: Completion['kind'], options: readonly string[], needsQuotes = false): Completion => ({
    kind,
    typed,
    options,
    needsQuotes: needsQuotes && !quoted,
    start,
    end,
  })
  const { capabilities, ruleKeys } = dialects[dialect]
  const idle = !open.assigned && open.words.length === 0
  if (open.kind === 'list') {
    if (outer?.kind !== 'rule' || open.name !== 'capabilities') return null
    return make(
      'capability',
      capabilities.filter((name) => !open.seen.includes(name)),
      true,
    )
  }
  if (open.kind === 'root') {
    if (idle && !quoted) return make('block', ['path'])
    if (open.words[0] !== 'path' || open.words.length !== 1 || open.assigned || !quoted) return null
    const template = templateStart(typed)
    if (template === -1) return make('path', [])
    return { ...make('template', templateKeys), start: start + template, end: offset, typed: typed.slice(template) }
  }
  if (open.kind !== 'rule') return null
  if (open.assigned) {
    if (open.words[0] === 'policy') return make('old-policy', [...oldPolicies.keys()], true)
    const isBare = current === null && !/^\s*\[/.test(text.slice(offset, offset + 200))
    return open.words[0] === 'capabilities' && isBare ? make('list', ['[""]']) : null
  }
  return idle && !quoted
    ? make(
        'argument',
        ruleKeys.filter((name) => !open.seen.includes(name)),
      )
    : null
}

/**
 * Returns whole paths that can follow: mounts, the folders of kv version 2 below its mount, and the known paths of
 * other types.
 */
export function pathOptions(typed: string, mounts: readonly LintMount[]): readonly string[] {
  const within = mounts.find(({ path }) => typed.startsWith(path))
  if (within === undefined) return mounts.map(({ path }) => path).filter((path) => path.startsWith(typed))
  if (within.type !== 'kv') return nextSegments(typed, within)
  if (within.version !== 2 || typed.slice(within.path.length).includes('/')) return []
  return Object.keys(kv2Prefixes)
    .map((prefix) => `${within.path}${prefix}${prefix === 'config' ? '' : '/'}`)
    .filter((path) => path.startsWith(typed))
}

/** Returns the segments that can replace the last one, each with a slash if more follows. */
function nextSegments(typed: string, mount: LintMount): readonly string[] {
  const segments = typed.slice(mount.path.length).split('/')
  const begun = segments.pop() ?? ''
  const before = typed.slice(0, typed.length - begun.length)
  const found = new Set<string>()
  for (const path of enginePaths(mount)) {
    const parts = path.split('/')
    const next = parts[segments.length]
    const fits = segments.every((segment, index) => parts[index] === '+' || parts[index] === segment)
    // The person has to type a name.
    if (!fits || next === undefined || next === '+' || !next.startsWith(begun)) continue
    found.add(`${before}${next}${parts.length > segments.length + 1 ? '/' : ''}`)
  }
  return [...found].sort()
}

/** A key of a template, with a description. */
export interface TemplateChoice {
  readonly key: string
  /** The mount that the accessor in the key belongs to; empty for other keys. */
  readonly mount: string
}

/** Returns the keys of templates, with the accessors of the server's auth methods if they are known. */
export function templateChoices(mounts: readonly LintMount[]): readonly TemplateChoice[] {
  const methods = mounts.filter(({ path, accessor }) => path.startsWith('auth/') && accessor !== undefined)
  return templateKeys.flatMap((key): readonly TemplateChoice[] =>
    key.includes('<accessor>') && methods.length > 0
      ? methods.map(({ path, accessor = '' }) => ({ key: key.replace('<accessor>', accessor), mount: path }))
      : [{ key, mount: '' }],
  )
}
