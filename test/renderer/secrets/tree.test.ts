import { describe, expect, it } from 'vitest'
import { type OpenFolder, treeKey, treeOf } from '../../../renderer/features/secrets/tree.ts'
import { visibleRows } from '../../../renderer/ui/treeRows.ts'

const open = (names: readonly string[]): OpenFolder => ({ names, isBusy: false, isClosed: false })
const root = treeKey({ mount: 'secret/', path: '' })

describe('the tree of secrets', () => {
  it('tells a secret from the folder of the same name', () => {
    const rows = visibleRows(treeOf(['secret/'], new Map([[root, open(['foo', 'foo/'])]])), new Set([root]))
    expect(rows.map(({ text, isExpanded }) => [text, isExpanded])).toEqual([
      ['secret/', true],
      ['foo', undefined],
      ['foo/', false],
    ])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3)
  })

  it('shows what an opened folder holds, with the whole path', () => {
    const webapp = treeKey({ mount: 'secret/', path: 'webapp/' })
    const folders = new Map([
      [root, open(['webapp/'])],
      [webapp, open(['config'])],
    ])
    const rows = visibleRows(treeOf(['secret/'], folders), new Set([root, webapp]))
    expect(rows.at(-1)).toMatchObject({ level: 3, value: { path: 'webapp/config', isFolder: false } })
  })

  it('waits for a folder that is being listed, and closes one that may not be', () => {
    const folders = new Map([[root, { names: [], isBusy: false, isClosed: true }]])
    expect(treeOf(['kv/', 'secret/'], folders)).toMatchObject([
      { children: null, value: { isClosed: false } },
      { children: [], value: { isClosed: true } },
    ])
  })
})
