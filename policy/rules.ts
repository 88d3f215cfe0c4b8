/** What a policy grants and denies, according to its text. */
import type { Capability, Dialect } from './dialect.ts'
import type { Problem } from './problems.ts'
import type { Block, Item, Span, Tree } from './tree.ts'

/** How a rule's path matches a request's path. */
export type Pattern =
  | { readonly kind: 'exact'; readonly path: string }
  /** Ends in `*`, which is not part of `path`. */
  | { readonly kind: 'prefix'; readonly path: string }
  /** Has `+` segments; a `*` at the end is part of `path`. */
  | { readonly kind: 'segments'; readonly path: string }

export interface NamedSpan extends Span {
  readonly name: string
}

/** The server's form of a parameter list: name in lower case, values as in JSON. */
export type Parameters = ReadonlyMap<string, readonly unknown[]>

export interface Rule extends Span {
  /** As written in the policy, or `path` if a block has no path. */
  readonly written: string
  /** The position of the path, including its quotes; of the key `path` if there is none. */
  readonly pathSpan: Span
  readonly pattern: Pattern
  /** The granted capabilities, each once; only `deny` if it denies. */
  readonly capabilities: readonly Capability[]
  /** The position of each capability. */
  readonly capabilitySpans: readonly NamedSpan[]
  /** The argument that lists them; null if there is none. */
  readonly capabilitiesItem: Item | null
  /** The old `policy = "…"`. */
  readonly oldPolicy: NamedSpan | null
  readonly allowedParameters: Parameters | null
  readonly deniedParameters: Parameters | null
  readonly requiredParameters: readonly string[]
  /** Nanoseconds; 0: none. */
  readonly minWrappingTtl: bigint
  readonly maxWrappingTtl: bigint
  readonly templated: boolean
  /** Milliseconds since 1970 (OpenBao). */
  readonly expiration: number | null
  /** Whether it has expired: the server ignores the rule. */
  readonly expired: boolean
  /** The rule's braces and their content. */
  readonly block: Block
}

/** Returns a rule's argument by name; undefined if it has none. */
export const argumentOf = ({ block }: Pick<Rule, 'block'>, name: string): Item | undefined =>
  block.items.find(({ keys }) => keys[0]?.value === name)

export interface Policy {
  readonly tree: Tree
  readonly dialect: Dialect
  /** Rules that could be parsed; of a rule with an error, the remaining parts. */
  readonly rules: readonly Rule[]
  /** In order of position. The server refuses the policy if there is one. */
  readonly problems: readonly Problem[]
  /** See `Parsed.dropped`. */
  readonly dropped: Span | null
}
