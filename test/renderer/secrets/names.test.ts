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
  pathProblem,
  readTypedPlace,
} from '../../../renderer/features/secrets/names.ts'

const place = { mount: 'secret/', path: 'webapp/config' }
const mounts = [
  { path: 'secret/', kvVersion: 2 as const },
  { path: 'team/kv/', kvVersion: 2 as const },
  { path: 'team/', kvVersion: 1 as const },
]
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

  it('take a path apart and put it together again', () => {
    fc.assert(
      fc.property(names, (path) => {
        expect(folderOf(path) + lastName(path)).toBe(path)
      }),
    )
    expect([folderOf('a/b/'), lastName('a/b/'), folderOf('a'), lastName('a')]).toEqual(['a/', 'b/', '', 'a'])
  })

  it('list every folder on the way, a folder itself too', () => {
    expect(foldersOnTheWay('😀/b/c')).toEqual(['', '😀/', '😀/b/'])
    expect(foldersOnTheWay('a/')).toEqual(['', 'a/'])
  })
})

describe('the path of a new secret', () => {
  it('is refused exactly where the contract refuses it', () => {
    fc.assert(
      fc.property(names, (path) => {
        expect(pathProblem(path) === null).toBe(SecretPath.safeParse(path).success)
      }),
    )
  })

  it('may hold any other sign', () => {
    for (const path of ['a b ', '%2F', '#?&+', '한글/😀', '...', 'a/.b', '*']) expect(pathProblem(path)).toBeNull()
  })
})

describe('a typed place', () => {
  it('is read in the form of the CLI and of the API', () => {
    const forms = ['secret/webapp/config', 'secret/data/webapp/config', '/v1/secret/data/webapp/config']
    for (const form of forms) expect(readTypedPlace(form, mounts, 'x/')).toEqual(place)
    expect(readTypedPlace('secret/metadata/webapp/', mounts, 'x/')).toEqual({ mount: 'secret/', path: 'webapp/' })
  })

  it('belongs to the longest mount that it begins with', () => {
    expect(readTypedPlace('team/kv/a', mounts, 'x/')).toEqual({ mount: 'team/kv/', path: 'a' })
    expect(readTypedPlace('team/data/a', mounts, 'x/')).toEqual({ mount: 'team/', path: 'data/a' })
    expect(readTypedPlace('secret', mounts, 'x/')).toEqual({ mount: 'secret/', path: '' })
  })

  it('is below where one is when it begins with no mount', () => {
    expect(readTypedPlace('webapp/config', mounts, 'secret/')).toEqual(place)
  })

  it('is refused when a part of it is not legal', () => {
    expect(readTypedPlace('secret/../sys', mounts, 'x/')).toBeNull()
    expect(readTypedPlace('secret//a', mounts, 'x/')).toBeNull()
  })

  it('is found again by either of its names', () => {
    fc.assert(
      fc.property(
        names.filter((path) => pathProblem(path) === null),
        (path) => {
          const there = { mount: 'secret/', path }
          expect(readTypedPlace(apiName(there, 2), mounts, 'x/')).toEqual(there)
        },
      ),
    )
  })
})
