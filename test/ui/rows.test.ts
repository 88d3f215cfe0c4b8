import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTypeAhead, movedIndex, typedIndex } from '../../renderer/ui/rowCursor.ts'
import { type TreeNode, type TreeRow, type TreeRows, visibleRows } from '../../renderer/ui/treeRows.ts'

describe('the cursor of a long list', () => {
  test('never leaves the list', () => {
    const keys = fc.constantFrom('ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp')
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 500 }), fc.nat(500), fc.nat(60), (key, count, at, page) => {
        const moved = movedIndex(key, Math.min(at, count) - 1, count, page)
        expect(moved).toBeGreaterThanOrEqual(0)
        expect(moved).toBeLessThan(count)
      }),
    )
  })

  test('does not move for any other key, or in an empty list', () => {
    expect(movedIndex('Delete', 3, 10, 5)).toBeUndefined()
    expect(movedIndex('ArrowDown', -1, 0, 5)).toBeUndefined()
  })

  test('keeps one row visible when it moves by pages', () => {
    expect(movedIndex('PageDown', 0, 100, 20)).toBe(19)
    expect(movedIndex('PageUp', 50, 100, 20)).toBe(31)
  })
})

describe('type-ahead', () => {
  const names = ['alpha', 'beta', 'Bravo', '봉인', 'gamma']
  const find = (typed: string, from: number) => typedIndex(typed, from, names.length, (index) => names[index] ?? '')

  test('finds the beginning of a name, regardless of case, and wraps around', () => {
    expect(find('gam', 0)).toBe(4)
    expect(find('BRA', 0)).toBe(2)
    expect(find('al', 4)).toBe(0)
    expect(find('봉', 0)).toBe(3)
    expect(find('zeta', 0)).toBeUndefined()
  })

  test('moves on when the same letter is typed again', () => {
    expect(find('b', 0)).toBe(1)
    expect(find('bb', 1)).toBe(2)
    expect(find('bbb', 2)).toBe(1)
  })

  test('forgets what was typed a while ago', () => {
    const type = createTypeAhead()
    expect(type.add('a', 0)).toBe('a')
    expect(type.add('l', 300)).toBe('al')
    expect(type.add('b', 1500)).toBe('b')
    type.end()
    expect(type.add('c', 1600)).toBe('c')
  })
})

describe('the visible rows of a tree', () => {
  const { tree } = fc.letrec<{ tree: TreeNode<null>[]; node: TreeNode<null> }>((tie) => ({
    tree: fc.array(tie('node'), { maxLength: 4, depthIdentifier: 'tree' }),
    node: fc.record({
      key: fc.uuid(),
      text: fc.string(),
      value: fc.constant(null),
      children: fc.option(tie('tree'), { nil: undefined, depthIdentifier: 'tree', maxDepth: 3 }),
    }),
  }))
  const folders = (nodes: readonly TreeNode<null>[]): string[] =>
    nodes.flatMap((node) => (node.children ? [node.key, ...folders(node.children)] : []))

  const all = <Row extends TreeRow>(rows: TreeRows<Row>): Row[] =>
    Array.from({ length: rows.count }, (_, index) => rows.at(index))
  /** The same rows by a simple algorithm: all of them, one after the other. */
  const plain = (nodes: readonly TreeNode<null>[], expanded: ReadonlySet<string>, level = 1): TreeRow[] =>
    nodes.flatMap(({ key, text, children }, index) => {
      const isExpanded = children === undefined ? undefined : expanded.has(key)
      const row = {
        key,
        text,
        value: null,
        level,
        setSize: nodes.length,
        position: index + 1,
        isExpanded,
        isBusy: false,
      }
      return [row, ...(isExpanded === true ? plain(children ?? [], expanded, level + 1) : [])]
    })

  test('equal the result of a walk through the tree, each at its position', () => {
    fc.assert(
      fc.property(tree, fc.func(fc.boolean()), (roots, isOpen) => {
        const expanded = new Set(folders(roots).filter((key) => isOpen(key)))
        const rows = visibleRows(roots, expanded)
        const walked = plain(roots, expanded)
        expect(all(rows)).toEqual(walked)
        for (const [index, row] of walked.entries()) {
          expect(rows.indexOf(row.key)).toBe(index)
          expect(rows.textAt(index)).toBe(row.text)
        }
        expect(rows.indexOf('not there')).toBe(-1)
      }),
    )
  })

  test('contain their parents and their closed siblings', () => {
    fc.assert(
      fc.property(tree, fc.func(fc.boolean()), (roots, isOpen) => {
        const rows = visibleRows(roots, new Set(folders(roots).filter((key) => isOpen(key))))
        const list = all(rows)
        for (const [index, row] of list.entries()) {
          const parent = list.findLastIndex((other, at) => at < index && other.level < row.level)
          expect(rows.parentOf(index)).toBe(parent === -1 ? undefined : parent)
          const siblings = list.filter(
            (other, at) => other.level === row.level && rows.parentOf(at) === rows.parentOf(index),
          )
          expect(rows.closedSiblings(index)).toEqual(siblings.filter((other) => other.isExpanded === false))
        }
      }),
    )
  })

  test('contain nothing of a closed folder', () => {
    const leaf = { key: 'f/a', text: 'a', value: null, children: undefined }
    const folder = { key: 'f/', text: 'f/', value: null, children: [leaf] }
    expect(all(visibleRows([folder], new Set())).map((row) => row.key)).toEqual(['f/'])
    expect(all(visibleRows([folder], new Set(['f/']))).map((row) => row.key)).toEqual(['f/', 'f/a'])
  })
})
