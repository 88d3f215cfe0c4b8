/** A tree as one flat array of its visible rows. */

export type TreeRow = {
  /** Unique in the tree and lasting. */
  readonly key: string
  /** What type-ahead looks at. */
  readonly text: string
  /** 1 for the roots. */
  readonly level: number
  /** How many siblings there are, itself counted, and which of them it is, from 1. */
  readonly setSize: number
  readonly position: number
  /** Undefined for a leaf. */
  readonly isExpanded: boolean | undefined
  /** Its children are being fetched. */
  readonly isBusy?: boolean
}

export type TreeNode<Value> = {
  readonly key: string
  readonly text: string
  readonly value: Value
  /** Undefined for a leaf; `null` while they are not known. */
  readonly children: readonly TreeNode<Value>[] | null | undefined
  readonly isBusy?: boolean
}

/** The visible rows of a tree, in order: the roots, and the children of what is expanded. */
export function visibleRows<Value>(
  roots: readonly TreeNode<Value>[],
  expanded: ReadonlySet<string>,
): (TreeRow & { readonly value: Value })[] {
  const rows: (TreeRow & { readonly value: Value })[] = []
  const add = (nodes: readonly TreeNode<Value>[], level: number) => {
    for (const [index, node] of nodes.entries()) {
      const isExpanded = node.children === undefined ? undefined : expanded.has(node.key)
      rows.push({
        key: node.key,
        text: node.text,
        value: node.value,
        level,
        setSize: nodes.length,
        position: index + 1,
        isExpanded,
        isBusy: node.isBusy ?? false,
      })
      if (isExpanded === true && node.children) add(node.children, level + 1)
    }
  }
  add(roots, 1)
  return rows
}

/** The index of the row's parent; undefined for a root. */
export function parentIndex(rows: readonly TreeRow[], index: number): number | undefined {
  const level = rows[index]?.level ?? 1
  for (let above = index - 1; above >= 0; above--) if ((rows[above]?.level ?? level) < level) return above
  return undefined
}

/** The row and its siblings that are closed folders. */
export function collapsedSiblings<Row extends TreeRow>(rows: readonly Row[], index: number): Row[] {
  const level = rows[index]?.level
  if (level === undefined) return []
  const first = (parentIndex(rows, index) ?? -1) + 1
  const siblings: Row[] = []
  for (let at = first; at < rows.length; at++) {
    const row = rows[at]
    if (row === undefined || row.level < level) break
    if (row.level === level && row.isExpanded === false) siblings.push(row)
  }
  return siblings
}
