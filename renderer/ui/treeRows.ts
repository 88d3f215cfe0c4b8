/**
 * The visible rows of a tree, in order, without creating them: a row is created when it is read. A change costs as much
 * as there are open folders, not as there are rows.
 */

export type TreeRow = {
  /** Unique in the tree and stable. */
  readonly key: string
  /** The text for type-ahead. */
  readonly text: string
  /** 1 for the roots. */
  readonly level: number
  /** The number of siblings, including itself, and its position among them, from 1. */
  readonly setSize: number
  readonly position: number
  /** Undefined for a leaf. */
  readonly isExpanded: boolean | undefined
  /** Its children are being fetched. */
  readonly isBusy?: boolean
}

/** The source of a row. */
export interface TreeEntry<Value> {
  readonly key: string
  readonly text: string
  readonly value: Value
  readonly isFolder: boolean
  readonly isBusy?: boolean
}

/** The content of one folder, or the roots. */
export interface TreeLevel<Value> {
  readonly count: number
  readonly at: (index: number) => TreeEntry<Value>
  /** The text of one entry without creating the rest of it. */
  readonly textAt: (index: number) => string
  /** The index of the entry with the key; -1 for none. */
  readonly indexOf: (key: string) => number
  /** The open folders in it, top to bottom, and their content. */
  readonly open: readonly OpenLevel<Value>[]
}

export interface OpenLevel<Value> {
  readonly index: number
  readonly inside: TreeLevel<Value>
}

/** The rows as VirtualTree takes them. Keep the object's identity while nothing changes. */
export interface TreeRows<Row extends TreeRow> {
  readonly count: number
  at(index: number): Row
  textAt(index: number): string
  /** -1 when it is not visible. */
  indexOf(key: string): number
  /** Undefined for a root. */
  parentOf(index: number): number | undefined
  /** The row and its siblings that are closed folders. */
  closedSiblings(index: number): Row[]
}

export type ValueRow<Value> = TreeRow & { readonly value: Value }

/** A level with the positions of its open folders, counted in rows of the level and of the open folders in it. */
interface Measured<Value> {
  readonly level: TreeLevel<Value>
  readonly rows: number
  readonly open: readonly { readonly row: number; readonly index: number; readonly inside: Measured<Value> }[]
}

/** The position of a row: its level and its index in it. */
interface Found<Value> {
  readonly within: Measured<Value>
  readonly index: number
  readonly depth: number
  readonly parent: number | undefined
  readonly isOpen: boolean
}

function measure<Value>(level: TreeLevel<Value>): Measured<Value> {
  let before = 0
  const open = level.open.map(({ index, inside }) => {
    const measured = measure(inside)
    const row = index + before
    before += measured.rows
    return { row, index, inside: measured }
  })
  return { level, rows: level.count + before, open }
}

/** The last open folder at or above a row of its level; -1 when there is none. */
function lastOpenUpTo<Value>(open: Measured<Value>['open'], row: number): number {
  let low = 0
  let high = open.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((open[middle]?.row ?? Infinity) <= row) low = middle + 1
    else high = middle
  }
  return low - 1
}

function find<Value>(root: Measured<Value>, row: number): Found<Value> {
  let within = root
  let rest = row
  let depth = 1
  let parent: number | undefined
  for (;;) {
    const above = within.open[lastOpenUpTo(within.open, rest)]
    if (above === undefined) return { within, index: rest, depth, parent, isOpen: false }
    const below = rest - above.row - 1
    if (below < 0) return { within, index: above.index, depth, parent, isOpen: true }
    if (below >= above.inside.rows) {
      return { within, index: above.index + 1 + below - above.inside.rows, depth, parent, isOpen: false }
    }
    parent = row - below - 1
    within = above.inside
    rest = below
    depth += 1
  }
}

/** The row of a level's own entry, counted from the level's first row. */
function rowOf<Value>({ open }: Measured<Value>, index: number): number {
  // The rows of open folders above it come before it.
  let low = 0
  let high = open.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((open[middle]?.index ?? Infinity) < index) low = middle + 1
    else high = middle
  }
  const above = open[low - 1]
  return above === undefined ? index : above.row + above.inside.rows + (index - above.index)
}

function indexOf<Value>(within: Measured<Value>, key: string): number {
  const own = within.level.indexOf(key)
  if (own !== -1) return rowOf(within, own)
  for (const { row, inside } of within.open) {
    const below = indexOf(inside, key)
    if (below !== -1) return row + 1 + below
  }
  return -1
}

/** The visible rows of a tree whose roots are `level`. */
export function treeRows<Value>(level: TreeLevel<Value>): TreeRows<ValueRow<Value>> {
  const root = measure(level)
  const rowAt = ({ within, index, depth, isOpen }: Found<Value>): ValueRow<Value> => {
    const { key, text, value, isFolder, isBusy = false } = within.level.at(index)
    const isExpanded = isFolder ? isOpen : undefined
    return { key, text, value, isExpanded, isBusy, level: depth, setSize: within.level.count, position: index + 1 }
  }
  return {
    count: root.rows,
    at: (index) => rowAt(find(root, index)),
    textAt: (index) => {
      const { within, index: own } = find(root, index)
      return within.level.textAt(own)
    },
    indexOf: (key) => indexOf(root, key),
    parentOf: (index) => find(root, index).parent,
    closedSiblings: (index) => {
      const { within, depth, parent } = find(root, index)
      const opened = new Set(within.open.map((each) => each.index))
      const closed: ValueRow<Value>[] = []
      for (let own = 0; own < within.level.count; own++) {
        if (opened.has(own)) continue
        const row = rowAt({ within, index: own, depth, parent, isOpen: false })
        if (row.isExpanded === false) closed.push(row)
      }
      return closed
    },
  }
}

/** A tree that is completely in memory: for small ones. */
export type TreeNode<Value> = {
  readonly key: string
  readonly text: string
  readonly value: Value
  /** Undefined for a leaf; `null` while they are not known. */
  readonly children: readonly TreeNode<Value>[] | null | undefined
  readonly isBusy?: boolean
}

/** The visible rows of nodes: the roots, and the children of expanded nodes. */
export function visibleRows<Value>(
  roots: readonly TreeNode<Value>[],
  expanded: ReadonlySet<string>,
): TreeRows<ValueRow<Value>> {
  const levelOf = (nodes: readonly TreeNode<Value>[]): TreeLevel<Value> => ({
    count: nodes.length,
    at: (index) => {
      const { children, ...entry } = nodes[index] as TreeNode<Value>
      return { ...entry, isFolder: children !== undefined }
    },
    textAt: (index) => nodes[index]?.text ?? '',
    indexOf: (key) => nodes.findIndex((node) => node.key === key),
    open: nodes.flatMap((node, index) =>
      node.children !== undefined && expanded.has(node.key) ? [{ index, inside: levelOf(node.children ?? []) }] : [],
    ),
  })
  return treeRows(levelOf(roots))
}
