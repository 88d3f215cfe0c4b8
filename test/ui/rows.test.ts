import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTypeAhead, movedIndex, typedIndex } from '../../renderer/ui/rowCursor.ts'
import { collapsedSiblings, parentIndex, type TreeNode, visibleRows } from '../../renderer/ui/treeRows.ts'

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

  test('stays where it is for any other key, and in an empty list', () => {
    expect(movedIndex('Delete', 3, 10, 5)).toBeUndefined()
    expect(movedIndex('ArrowDown', -1, 0, 5)).toBeUndefined()
  })

  test('keeps one row in sight when it goes by pages', () => {
    expect(movedIndex('PageDown', 0, 100, 20)).toBe(19)
    expect(movedIndex('PageUp', 50, 100, 20)).toBe(31)
  })
})

describe('type-ahead', () => {
  const names = ['alpha', 'beta', 'Bravo', '봉인', 'gamma']
  const find = (typed: string, from: number) => typedIndex(typed, from, names.length, (index) => names[index] ?? '')

  test('finds the beginning of a name, whatever its case, around the end', () => {
    expect(find('gam', 0)).toBe(4)
    expect(find('BRA', 0)).toBe(2)
    expect(find('al', 4)).toBe(0)
    expect(find('봉', 0)).toBe(3)
    expect(find('zeta', 0)).toBeUndefined()
  })

  test('walks on when one letter is typed again and again', () => {
    expect(find('b', 0)).toBe(1)
    expect(find('bb', 1)).toBe(2)
    expect(find('bbb', 2)).toBe(1)
  })

  test('forgets what was typed a while ago', () => {
    const type = createTypeAhead()
    expect(type('a', 0)).toBe('a')
    expect(type('l', 300)).toBe('al')
    expect(type('b', 1500)).toBe('b')
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

  test('tell each row its level, its place among its siblings and its parent', () => {
    fc.assert(
      fc.property(tree, fc.func(fc.boolean()), (roots, isOpen) => {
        const rows = visibleRows(roots, new Set(folders(roots).filter((key) => isOpen(key))))
        for (const [index, row] of rows.entries()) {
          const parent = parentIndex(rows, index)
          const siblings = rows.filter((other, at) => other.level === row.level && parentIndex(rows, at) === parent)
          expect(row.level).toBe(parent === undefined ? 1 : (rows[parent]?.level ?? 0) + 1)
          expect(row.setSize).toBe(siblings.length)
          expect(row.position).toBe(siblings.indexOf(row) + 1)
          expect(collapsedSiblings(rows, index)).toEqual(siblings.filter((other) => other.isExpanded === false))
        }
      }),
    )
  })

  test('show nothing of a closed folder', () => {
    const leaf = { key: 'f/a', text: 'a', value: null, children: undefined }
    const folder = { key: 'f/', text: 'f/', value: null, children: [leaf] }
    expect(visibleRows([folder], new Set()).map((row) => row.key)).toEqual(['f/'])
    expect(visibleRows([folder], new Set(['f/'])).map((row) => row.key)).toEqual(['f/', 'f/a'])
  })
})
