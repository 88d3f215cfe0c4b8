/**
 * Finds the rule that decides about a path, as the servers do: an exact rule first, then the pattern of highest
 * priority that matches. Rules with the same pattern, in any policy, are combined: their capabilities add up, and a
 * `deny` overrides all of them.
 */
import type { Capability, Dialect } from './dialect.ts'
import { bracesPair, patternOf, patternText, templatesOf } from './pattern.ts'
import type { Pattern, Rule } from './rules.ts'
import { utf8Length } from './source.ts'

/** A rule and its policy. */
export interface HeldRule {
  readonly policy: string
  readonly rule: Rule
}

/** Rules with one pattern, taken together. */
export interface Grant {
  readonly pattern: Pattern
  /** In the form of a policy, e.g. `secret/+/app*`. */
  readonly text: string
  readonly rules: readonly HeldRule[]
  readonly denies: boolean
  /** Sorted; only `deny` if it denies; empty for a rule that grants nothing. */
  readonly capabilities: readonly Capability[]
}

export interface Decision {
  /** The rules that decide; null if none matches, which denies access. */
  readonly by: Grant | null
  /** Other matching rules, best first: they would decide without the first. */
  readonly beaten: readonly Grant[]
  /** The server's answer for the path: `['deny']` if there is nothing else, `['root']` for root. */
  readonly capabilities: readonly string[]
}

export interface NamedRules {
  readonly name: string
  readonly rules: readonly Rule[]
}

export interface AclOptions {
  readonly dialect: Dialect
  /** Returns the value of `{{key}}`; null if there is none, so that the rule is left out. */
  readonly fill?: (key: string) => string | null
}

interface OpenGrant {
  readonly pattern: Pattern
  readonly rules: HeldRule[]
}

/** The criteria between two patterns that match; see `compare`. */
interface Rank {
  readonly grant: Grant
  readonly firstWildcard: number
  readonly prefix: boolean
  readonly wildcards: number
  readonly length: number
  readonly text: string
}

/** Negative if `b` has priority over `a`: the five steps of both servers. */
function compare(a: Rank, b: Rank): number {
  if (a.firstWildcard !== b.firstWildcard) return a.firstWildcard - b.firstWildcard
  if (a.prefix !== b.prefix) return a.prefix ? -1 : 1
  if (a.wildcards !== b.wildcards) return b.wildcards - a.wildcards
  if (a.length !== b.length) return a.length - b.length
  // Two of the same text are one grant.
  return a.text < b.text ? -1 : 1
}

interface WildcardRule {
  readonly rank: Rank
  readonly segments: readonly string[]
}

function wildcardRule(grant: Grant): WildcardRule {
  const { path } = grant.pattern
  const prefix = path.endsWith('*')
  const text = prefix ? path.slice(0, -1) : path
  const segments = text.split('/')
  return {
    segments,
    rank: {
      grant,
      firstWildcard: utf8Length(path.slice(0, path.indexOf('+'))),
      prefix,
      wildcards: segments.filter((segment) => segment === '+').length,
      length: utf8Length(text),
      text,
    },
  }
}

function segmentsMatch({ segments, rank }: WildcardRule, parts: readonly string[]): boolean {
  if (parts.length < segments.length || (!rank.prefix && parts.length !== segments.length)) return false
  return segments.every((segment, index) => {
    const part = parts[index] ?? ''
    return (
      segment === '+' || segment === part || (rank.prefix && index === segments.length - 1 && part.startsWith(segment))
    )
  })
}

/** Returns a rule's path with its templates filled, or null where one cannot be filled. */
export function filledPath(rule: Rule, fill: AclOptions['fill']): string | null {
  if (!rule.templated) return rule.written
  if (fill === undefined || !bracesPair(rule.written)) return null
  let path = ''
  let at = 0
  for (const { key, start, end } of templatesOf(rule.written)) {
    const value = fill(key)
    if (value === null || value === '') return null
    path += rule.written.slice(at, start) + value
    at = end
  }
  return path + rule.written.slice(at)
}

function closed({ pattern, rules }: OpenGrant): Grant {
  const given = new Set<Capability>(rules.flatMap(({ rule }) => rule.capabilities))
  const denies = given.has('deny')
  return {
    pattern,
    text: patternText(pattern),
    rules,
    denies,
    capabilities: denies ? ['deny'] : [...given].sort(),
  }
}

/** Evaluates the access of a token with these policies. */
export class Acl {
  readonly #root: boolean
  readonly #dialect: Dialect
  readonly #exact = new Map<string, Grant>()
  readonly #prefixes = new Map<string, Grant>()
  readonly #wildcards: readonly WildcardRule[]
  readonly #longestPrefix: number
  /** Rules that were left out: they expired, or their template could not be filled. */
  readonly leftOut: readonly HeldRule[]

  constructor(policies: readonly NamedRules[], options: AclOptions) {
    this.#dialect = options.dialect
    this.#root = policies.some(({ name }) => name === 'root')
    const open = new Map<string, OpenGrant>()
    const leftOut: HeldRule[] = []
    for (const { name, rules } of policies) {
      for (const rule of rules) {
        const held = { policy: name, rule }
        const path = rule.expired ? null : filledPath(rule, options.fill)
        if (path === null) leftOut.push(held)
        else {
          const pattern = patternOf(path)
          const key = `${pattern.kind} ${pattern.path}`
          const grant = open.get(key)
          if (grant === undefined) open.set(key, { pattern, rules: [held] })
          else grant.rules.push(held)
        }
      }
    }
    this.leftOut = leftOut
    const wildcards: WildcardRule[] = []
    let longest = 0
    for (const each of open.values()) {
      const grant = closed(each)
      if (grant.pattern.kind === 'exact') this.#exact.set(grant.pattern.path, grant)
      else if (grant.pattern.kind === 'segments') wildcards.push(wildcardRule(grant))
      else {
        this.#prefixes.set(grant.pattern.path, grant)
        longest = Math.max(longest, grant.pattern.path.length)
      }
    }
    this.#wildcards = wildcards
    this.#longestPrefix = longest
  }

  /** Returns prefix rules that match, the longest first. */
  #matchingPrefixes(path: string): Grant[] {
    const found: Grant[] = []
    for (let length = Math.min(path.length, this.#longestPrefix); length >= 0; length--) {
      const grant = this.#prefixes.get(path.slice(0, length))
      if (grant !== undefined) found.push(grant)
    }
    return found
  }

  /** Returns all matching patterns except exact ones, best first. */
  #matchingPatterns(path: string): Grant[] {
    const parts = path.split('/')
    const ranks = this.#wildcards.filter((rule) => segmentsMatch(rule, parts)).map(({ rank }) => rank)
    for (const grant of this.#matchingPrefixes(path)) {
      const length = utf8Length(grant.pattern.path)
      ranks.push({ grant, firstWildcard: length, prefix: true, wildcards: 0, length, text: grant.pattern.path })
    }
    return ranks.sort((a, b) => compare(b, a)).map(({ grant }) => grant)
  }

  /**
   * Returns which rule decides about a path. A list request is checked with and without the slash at its end.
   * @param path as in the API, without `/v1/`, e.g. `secret/data/app`.
   */
  decide(path: string, operation: Capability = 'read'): Decision {
    if (this.#root) return { by: null, beaten: [], capabilities: ['root'] }
    const asked = path.replace(/^\/+/, '')
    const listing = operation === 'list' || operation === 'scan'
    const bare = listing && asked.endsWith('/') ? asked.slice(0, -1) : null
    const matches: Grant[] = []
    for (const exact of bare === null ? [asked] : [asked, bare]) {
      const grant = this.#exact.get(exact)
      if (grant !== undefined) matches.push(grant)
    }
    const ofFolder = this.#matchingPatterns(asked)
    const ofName = bare === null ? [] : this.#matchingPatterns(bare)
    // Vault looks for the folder's name first, OpenBao for the folder: tested on both.
    const patterns = this.#dialect === 'vault' ? ofName.concat(ofFolder) : ofFolder.concat(ofName)
    const [by, ...beaten] = new Set(matches.concat(patterns))
    const given = by?.capabilities ?? []
    return { by: by ?? null, beaten, capabilities: given.length === 0 ? ['deny'] : given }
  }

  /** Whether the operation is allowed, without parameters, wrapping and control groups. */
  allows(path: string, operation: Capability): boolean {
    const { capabilities } = this.decide(path, operation)
    return capabilities.includes('root') || capabilities.includes(operation)
  }

  /** Returns the answer of the server's own `sys/capabilities` for a path, which checks it like a list request. */
  capabilities(path: string): readonly string[] {
    return this.decide(path, 'list').capabilities
  }
}
