/** What a policy grants and denies, read from its text. */
import type { Capability, Dialect } from './dialect.ts'
import type { Problem } from './problems.ts'
import type { Block, Item, Span, Tree } from './tree.ts'

/** How a rule's path meets a request's path. */
export type Pattern =
  | { readonly kind: 'exact'; readonly path: string }
  /** Ends in `*`, which `path` is without. */
  | { readonly kind: 'prefix'; readonly path: string }
  /** Has `+` segments; a `*` at the end stays in `path`. */
  | { readonly kind: 'segments'; readonly path: string }

export interface NamedSpan extends Span {
  readonly name: string
}

/** What the server keeps of a parameter list: name in lower case, values as JSON would show them. */
export type Parameters = ReadonlyMap<string, readonly unknown[]>

export interface Rule extends Span {
  /** As written in the policy, or `path` where a block has no path of its own. */
  readonly written: string
  /** Where the path is written, its quotes included; the key `path` where there is none. */
  readonly pathSpan: Span
  readonly pattern: Pattern
  /** What it gives, each once; `deny` alone when it denies. */
  readonly capabilities: readonly Capability[]
  /** Each capability where it is written. */
  readonly capabilitySpans: readonly NamedSpan[]
  /** The argument that lists them; null when there is none. */
  readonly capabilitiesItem: Item | null
  /** The old `policy = "…"`. */
  readonly oldPolicy: NamedSpan | null
  readonly allowedParameters: Parameters | null
  readonly deniedParameters: Parameters | null
  readonly requiredParameters: readonly string[]
  /** Nanoseconds; 0 is none. */
  readonly minWrappingTtl: bigint
  readonly maxWrappingTtl: bigint
  readonly templated: boolean
  /** Milliseconds since 1970 (OpenBao). */
  readonly expiration: number | null
  /** Over already: the server leaves the rule out. */
  readonly expired: boolean
  /** The rule's braces and what is in them. */
  readonly block: Block
}

/** A rule's argument by name; undefined when it has none. */
export const argumentOf = ({ block }: Pick<Rule, 'block'>, name: string): Item | undefined =>
  block.items.find(({ keys }) => keys[0]?.value === name)

export interface Policy {
  readonly tree: Tree
  readonly dialect: Dialect
  /** Rules that can be understood; of a rule with a mistake what is left of it. */
  readonly rules: readonly Rule[]
  /** In order of place. The server refuses the policy when there is one. */
  readonly problems: readonly Problem[]
  /** See `Parsed.dropped`. */
  readonly dropped: Span | null
}
