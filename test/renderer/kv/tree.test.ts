import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SecretPlace } from '../../../renderer/features/kv/shared/names.ts'
import { foldersAbove, type Listing, treeKey, treeLevel } from '../../../renderer/features/kv/browse/tree.ts'
import { treeRows } from '../../../renderer/ui/treeRows.ts'

const listed = (names: readonly string[]): Listing => ({ names, isBusy: false, problem: null })
const denied: Listing = { names: undefined, isBusy: false, problem: 'denied' }
const place = (path: string, mount = 'secret/') => ({ mount, path })

function rowsOf(
  folders: Readonly<Record<string, Listing | undefined>>,
  { mounts = ['secret/'], known = [] as SecretPlace[], open = Object.keys(folders) } = {},
) {
  const entries = Object.entries(folders).flatMap(([path, listing]) =>
    listing === undefined ? [] : [[treeKey(place(path)), listing] as const],
  )
  const expanded = new Map(open.map((path) => [treeKey(place(path)), place(path)]))
  const rows = treeRows(treeLevel({ mounts, listings: new Map(entries), expanded, known }))
  return Array.from({ length: rows.count }, (_, index) => rows.at(index))
}

describe('the tree of secrets', () => {
  it('shows a secret and a folder with the same name apart', () => {
    const rows = rowsOf({ '': listed(['foo', 'foo/']) })
    expect(rows.map(({ text, isExpanded }) => [text, isExpanded])).toEqual([
      ['secret/', true],
      ['foo', undefined],
      ['foo/', false],
    ])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3)
  })

  it('shows the content of an opened folder, with the whole path', () => {
    const rows = rowsOf({ '': listed(['webapp/', 'zoo']), 'webapp/': listed(['config']) })
    expect(rows.map(({ text, level }) => [text, level])).toEqual([
      ['secret/', 1],
      ['webapp/', 2],
      ['config', 3],
      ['zoo', 2],
    ])
    expect(rows[2]).toMatchObject({ value: { path: 'webapp/config', isFolder: false } })
  })

  it('waits for a folder that is being listed', () => {
    const rows = rowsOf({ '': { names: undefined, isBusy: true, problem: null } })
    expect(rows).toMatchObject([{ isExpanded: true, isBusy: true }])
    expect(rowsOf({ '': undefined })).toMatchObject([{ isExpanded: true, value: { listing: undefined } }])
  })

  it('keeps the known names of a folder that can no longer be listed', () => {
    const rows = rowsOf({ '': { names: ['a'], isBusy: false, problem: 'failed' } })
    expect(rows.map(({ text }) => text)).toEqual(['secret/', 'a'])
  })

  it('adds the open place to the known names of a folder that may no longer be listed', () => {
    const before: Listing = { names: ['a', 'webapp/'], isBusy: false, problem: 'denied' }
    const rows = rowsOf({ '': before, 'team/': denied }, { known: [place('team/config')] })
    expect(rows.map(({ text }) => text)).toEqual(['secret/', 'a', 'team/', 'config', 'webapp/'])
  })

  it('shows a place with an empty segment', () => {
    const rows = rowsOf({ '': denied, 'a/': denied, 'a//': denied }, { known: [place('a//b')] })
    expect(rows.map(({ text, level }) => [text, level])).toEqual([
      ['secret/', 1],
      ['a/', 2],
      ['/', 3],
      ['b', 4],
    ])
  })

  it('shows known places below a folder that may not be listed', () => {
    const known = [place('webapp/config'), place('webapp/keys/a'), place('top'), place('x', 'other/')]
    const rows = rowsOf({ '': denied, 'webapp/': denied }, { known })
    expect(rows.map(({ text, level }) => [text, level])).toEqual([
      ['secret/', 1],
      ['top', 2],
      ['webapp/', 2],
      ['config', 3],
      ['keys/', 3],
    ])
  })

  it('finds each row by its key, in any mixture of open folders and unusual names', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '%', '한'), minLength: 1, maxLength: 3 })
    const names = fc.uniqueArray(
      fc.oneof(
        name,
        name.map((each) => `${each}/`),
      ),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(names, fc.array(names, { maxLength: 6 }), (top, below) => {
        const folders = top.filter((each) => each.endsWith('/'))
        const listings = Object.fromEntries(folders.map((folder, index) => [folder, listed(below[index] ?? [])]))
        const expanded = ['', ...folders.filter((_, index) => below[index] !== undefined)]
        const rows = rowsOf({ '': listed(top), ...listings }, { open: expanded })
        expect(rows.length).toBe(1 + top.length + below.slice(0, folders.length).flat().length)
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
      }),
    )
  })
})

describe('the mark of an unsaved draft', () => {
  it('is shown at every folder above it', () => {
    expect([...foldersAbove(['secret/webapp/config', 'secret/webapp/', 'secret/a'])]).toEqual([
      'secret/',
      'secret/webapp/',
    ])
  })
})
