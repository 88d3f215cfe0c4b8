/**
 * Decodes parts of the tree to typed values. The servers' decoder is lenient in unusual places (an empty block is an
 * empty list, a number is a string, a block next to an assignment adds to it), and the servers refuse what it refuses.
 * So this file follows it type by type, and no further.
 */
import { parseFloat64, parseInteger } from './goValues.ts'
import type { ProblemList } from './problemList.ts'
import type { Item, Key, Literal, Span, Value } from './tree.ts'

/** The type of a field of a rule. `any` accepts every value. */
export type Shape =
  | 'string'
  | 'integer'
  | 'bool'
  | 'any'
  | { readonly listOf: ElementShape }
  | { readonly mapOf: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }

/** The type of an element of a list. No field of a policy is a list of blocks with fields. */
type ElementShape = 'string' | 'any' | { readonly mapOf: Shape }

export type Decoded =
  | { readonly kind: 'string'; readonly value: string; readonly at: Span }
  | { readonly kind: 'integer'; readonly value: bigint; readonly at: Span }
  | { readonly kind: 'float'; readonly value: number; readonly at: Span }
  | { readonly kind: 'bool'; readonly value: boolean; readonly at: Span }
  | { readonly kind: 'list'; readonly of: ElementShape; readonly values: readonly Decoded[]; readonly at: Span }
  | { readonly kind: 'map'; readonly of: Shape; readonly entries: ReadonlyMap<string, Decoded>; readonly at: Span }
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, Decoded>; readonly at: Span }

/** A value, one item as a separate value, or the items of a block. */
type Node =
  | Value
  | { readonly kind: 'item'; readonly item: Item; readonly start: number; readonly end: number }
  | { readonly kind: 'items'; readonly items: readonly Item[]; readonly start: number; readonly end: number }

const none: readonly Key[] = []

/** Items of a block by name. */
export type Groups = ReadonlyMap<string, readonly Item[]>

/** Ends the decoding of a field; the problem has been reported. */
export class Undecodable extends Error {}

/** One instance for all, which saves the stack traces. */
const undecodable = new Undecodable()

/** The servers compare names case-insensitively; their folding covers one more letter than lower-casing. */
const folded = (name: string): string => (/^[a-z_]*$/.test(name) ? name : name.toLowerCase().replaceAll('\u017f', 's'))

export class Decoder {
  readonly #problems: ProblemList
  readonly #json: boolean

  constructor(problems: ProblemList, json: boolean) {
    this.#problems = problems
    this.#json = json
  }

  /** Returns the text of a key. @throws Undecodable if the server cannot read it. */
  key(key: Key): string {
    if (key.value !== null) return key.value
    this.#problems.add(key, 'undecodable')
    throw undecodable
  }

  #wrong(at: Span, expected: string): never {
    this.#problems.add(at, 'wrong-type', { expected })
    throw undecodable
  }

  #text(literal: Literal): string {
    if (literal.value !== null) return literal.value
    this.#problems.add(literal, 'undecodable')
    throw undecodable
  }

  /** Groups the items by their first key, case-insensitively, and removes that key. @throws Undecodable */
  group(items: readonly Item[]): Groups {
    const groups = new Map<string, Item[]>()
    for (const item of items) {
      const [first] = item.keys
      if (first === undefined) continue
      const name = folded(this.key(first))
      const rest: Item = {
        keys: item.keys.length === 1 ? none : item.keys.slice(1),
        value: item.value,
        start: item.start,
        end: item.end,
      }
      const group = groups.get(name)
      if (group === undefined) groups.set(name, [rest])
      else group.push(rest)
    }
    return groups
  }

  /**
   * Returns a field of a block, merged with its value from an earlier block; undefined if it is absent. @throws
   * Undecodable
   */
  field(groups: Groups, name: string, shape: Shape, old?: Decoded): Decoded | undefined {
    const matches = groups.get(name)
    if (matches === undefined) return old
    let value = old
    const named = matches.filter(({ keys }) => keys.length > 0)
    const [first] = named
    if (first !== undefined)
      value = this.#decode({ kind: 'items', items: named, start: first.start, end: first.end }, shape, value, 'fields')
    for (const match of matches)
      if (match.keys.length === 0) value = this.#decode(asItems(match.value), shape, value, 'fields')
    return value
  }

  /** `parent`: the type that the value is added to, which decides how a block in an `any` is read. */
  #decode(node: Node, shape: Shape, old: Decoded | undefined, parent: Decoded['kind']): Decoded {
    switch (shape) {
      case 'string':
        return this.#string(node)
      case 'integer':
        return this.#integer(node)
      case 'bool':
        return this.#bool(node)
      case 'any':
        return this.#any(node, old, parent)
      default:
        if ('listOf' in shape) return this.#list(node, shape.listOf, old)
        if ('mapOf' in shape) return this.#map(node, shape.mapOf, old)
        return this.#fields(node, shape.fields, old)
    }
  }

  #string(node: Node): Decoded {
    if (node.kind === 'literal' && (node.type === 'string' || node.type === 'heredoc' || node.type === 'null'))
      return { kind: 'string', value: this.#text(node), at: node }
    if (node.kind === 'literal' && node.type === 'number') return { kind: 'string', value: node.text, at: node }
    return this.#wrong(node, 'string')
  }

  #integer(node: Node): Decoded {
    if (node.kind !== 'literal' || !(node.type === 'number' || node.type === 'string' || node.type === 'null'))
      return this.#wrong(node, 'integer')
    const value = parseInteger(node.type === 'number' ? node.text : this.#text(node))
    if (typeof value === 'bigint') return { kind: 'integer', value, at: node }
    this.#problems.add(node, value, { text: node.text })
    throw undecodable
  }

  #float(node: Node): Decoded {
    if (node.kind !== 'literal' || !(node.type === 'number' || node.type === 'float'))
      return this.#wrong(node, 'number')
    const value = parseFloat64(node.text)
    if (typeof value === 'number') return { kind: 'float', value, at: node }
    this.#problems.add(node, value, { text: node.text })
    throw undecodable
  }

  #bool(node: Node): Decoded {
    if (node.kind !== 'literal' || node.type !== 'bool') return this.#wrong(node, 'bool')
    return { kind: 'bool', value: node.text === 'true', at: node }
  }

  /** The first value decides the type; a second one for the same name must match it. */
  #any(node: Node, old: Decoded | undefined, parent: Decoded['kind']): Decoded {
    const kind = old?.kind ?? this.#kindOf(node, parent)
    switch (kind) {
      case 'string':
        return this.#string(node)
      case 'integer':
        return this.#integer(node)
      case 'float':
        return this.#float(node)
      case 'bool':
        return this.#bool(node)
      case 'map':
        return this.#map(node, 'any', old)
      case 'blocks':
        return this.#list(node, { mapOf: 'any' }, old)
      default:
        return this.#list(node, old?.kind === 'list' ? old.of : 'any', old)
    }
  }

  #kindOf(node: Node, parent: Decoded['kind']): Decoded['kind'] | 'blocks' {
    switch (node.kind) {
      case 'block':
      case 'items':
        return parent === 'list' ? 'map' : 'blocks'
      case 'list':
        return 'list'
      case 'literal':
        if (node.type === 'number') return 'integer'
        return node.type === 'float' || node.type === 'bool' ? node.type : 'string'
      default:
        return this.#wrong(node, 'value')
    }
  }

  #list(node: Node, of: ElementShape, old: Decoded | undefined): Decoded {
    const values = old?.kind === 'list' ? [...old.values] : []
    for (const element of this.#elements(node)) values.push(this.#decode(element, of, undefined, 'list'))
    return { kind: 'list', of, values, at: node }
  }

  #elements(node: Node): readonly Node[] {
    switch (node.kind) {
      case 'list':
        return node.values
      case 'block':
        return [node]
      case 'items':
        return node.items.map(asItem)
      default:
        return this.#wrong(node, 'list')
    }
  }

  #map(node: Node, of: Shape, old: Decoded | undefined): Decoded {
    const entries = new Map(old?.kind === 'map' ? old.entries : [])
    const items =
      node.kind === 'block' || node.kind === 'items' ? node.items : node.kind === 'item' ? [node.item] : null
    if (items === null) return this.#wrong(node, 'map')
    const done = new Set<string>()
    let groups: Groups | null = null
    for (const item of items) {
      const [first] = item.keys
      if (first === undefined) return this.#wrong(node, 'map')
      const name = this.key(first)
      if (done.has(name)) continue
      let value: Node = item.value
      if (item.keys.length > 1) {
        done.add(name)
        groups ??= this.group(items)
        value = { kind: 'items', items: groups.get(folded(name)) ?? [], start: item.start, end: item.end }
      }
      entries.set(name, this.#decode(value, of, entries.get(name), 'map'))
    }
    return { kind: 'map', of, entries, at: node }
  }

  #fields(node: Node, shapes: Readonly<Record<string, Shape>>, old: Decoded | undefined): Decoded {
    const fields = new Map(old?.kind === 'fields' ? old.fields : [])
    if (node.kind !== 'block' && node.kind !== 'items') return this.#wrong(node, 'block')
    const { items } = node
    this.readKeys(items)
    const groups = this.group(items)
    for (const [name, shape] of Object.entries(shapes)) {
      const value = this.field(groups, name, shape, fields.get(name))
      if (value !== undefined) fields.set(name, value)
    }
    return { kind: 'fields', fields, at: node }
  }

  /** In JSON the decoder even reads the names of unknown fields. */
  readKeys(items: readonly Item[]): void {
    if (!this.#json) return
    for (const [index, item] of items.entries()) {
      if (index > 0 && item.keys.length > 1) continue
      for (const key of item.keys) this.key(key)
    }
  }
}

const asItem = (item: Item): Node => ({ kind: 'item', item, start: item.start, end: item.end })

const asItems = (value: Value): Node =>
  value.kind === 'block' ? { kind: 'items', items: value.items, start: value.start, end: value.end } : value
