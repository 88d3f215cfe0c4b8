import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretPath } from '../../../electron/contract/ids.ts'
import {
  apiName,
  cliName,
  folderOf,
  foldersOnTheWay,
  lastName,
  listName,
  newPathProblem,
  pathProblem,
} from '../../../renderer/features/kv/shared/names.ts'

const place = { mount: 'secret/', path: 'webapp/config' }
const names = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '.', ' ', '%', '#', '한', '😀', '\u0007', '+'),
  maxLength: 12,
})

describe('the names of a place', () => {
  it('are two with KV 2 and one with KV 1', () => {
    expect(cliName(place)).toBe('secret/webapp/config')
    expect(apiName(place, 2)).toBe('secret/data/webapp/config')
    expect(apiName(place, 1)).toBe('secret/webapp/config')
    expect(listName({ mount: 'secret/', path: 'webapp/' }, 2)).toBe('secret/metadata/webapp/')
  })

  it('split a path and join it again', () => {
    fc.assert(
      fc.property(names, (path) => {
        expect(folderOf(path) + lastName(path)).toBe(path)
      }),
    )
    expect([folderOf('a/b/'), lastName('a/b/'), folderOf('a'), lastName('a')]).toEqual(['a/', 'b/', '', 'a'])
  })

  it('list every folder of the path, including a folder itself', () => {
    expect(foldersOnTheWay('😀/b/c')).toEqual(['', '😀/', '😀/b/'])
    expect(foldersOnTheWay('a/')).toEqual(['', 'a/'])
  })
})

describe('the path of a new secret', () => {
  it('is refused exactly if the contract refuses it', () => {
    fc.assert(
      fc.property(names, (path) => {
        expect(pathProblem(path) === null).toBe(SecretPath.safeParse(path).success)
      }),
    )
  })

  it('can contain any other character', () => {
    for (const path of ['zero\u200bwidth', 'con\u202efig', 'soft\u00adhyphen', 'no\u00a0break', 'app/\ufeff']) {
      // Such a secret can exist: a listener can have disable_printable_check.
      expect(pathProblem(path)).toBeNull()
      expect(newPathProblem(path)).toBe('unprintable')
    }
    for (const path of ['a b ', '한글/😀', 'e\u0301']) expect(newPathProblem(path)).toBeNull()
    for (const path of ['a b ', '%2F', '#?&+', '한글/😀', '...', 'a/.b', '*']) expect(pathProblem(path)).toBeNull()
  })
})
