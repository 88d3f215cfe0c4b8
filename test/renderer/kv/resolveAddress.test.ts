import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../renderer/features/kv/browse/address.ts'
import { decide, isThere, type KnownNames, offersFor } from '../../../renderer/features/kv/browse/resolveAddress.ts'

const at = (path: string, mount = 'secret/') => ({ mount, path })
const candidate = (path: string): Candidate => ({ place: at(path), reading: 'name' })
const lists =
  (known: Readonly<Record<string, readonly string[]>>): KnownNames =>
  ({ path }) =>
    known[path]

describe('whether a place exists', () => {
  const known = lists({ '': ['foo', 'foo/', 'webapp/'], 'webapp/': ['config'] })

  it('is known from the lists of its folders', () => {
    expect(isThere(at('foo'), known)).toBe(true)
    expect(isThere(at('foo/'), known)).toBe(true)
    expect(isThere(at('webapp'), known)).toBe(false)
    expect(isThere(at('webapp/config'), known)).toBe(true)
    expect(isThere(at('webapp/other'), known)).toBe(false)
    expect(isThere(at('nothing/at/all'), known)).toBe(false)
    expect(isThere(at('foo/bar'), known)).toBeUndefined()
    expect(isThere(at(''), known)).toBe(true)
    expect(isThere(at('a'), () => undefined)).toBeUndefined()
  })
})

describe('a text that can mean two places', () => {
  const both = [candidate('webapp/config'), candidate('data/webapp/config')]

  it('opens the one that exists', () => {
    const onlyApi = lists({ '': ['webapp/'], 'webapp/': ['config'] })
    expect(decide(both, onlyApi)).toEqual({ kind: 'go', to: both[0] })
    const onlyName = lists({ '': ['data/'] })
    expect(decide(both, onlyName)).toEqual({ kind: 'go', to: both[1] })
  })

  it('causes a question if both can exist, or if this is unknown', () => {
    expect(decide(both, lists({ '': ['data/', 'webapp/'] }))).toEqual({ kind: 'choose', among: both })
    expect(decide(both, () => undefined)).toEqual({ kind: 'choose', among: both })
    expect(decide(both, lists({ '': [] }))).toEqual({ kind: 'choose', among: both })
  })

  it('never opens one of two that can both exist', () => {
    const name = fc.constantFrom('a', 'data', 'webapp')
    const listing = fc.option(
      fc.array(
        fc.oneof(
          name,
          name.map((each) => `${each}/`),
        ),
      ),
      { nil: undefined },
    )
    const paths = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const known = fc.dictionary(fc.constantFrom('', 'a/', 'data/'), listing)
    const isCareful = fc.property(fc.array(paths, { minLength: 1, maxLength: 3 }), known, (all, lists) => {
      const candidates = [...new Set(all)].map(candidate)
      const namesIn: KnownNames = ({ path }) => lists[path] ?? undefined
      const { kind } = decide(candidates, namesIn)
      const possible = candidates.filter(({ place }) => isThere(place, namesIn) !== false)
      return possible.length > 1 ? kind === 'choose' : candidates.length > 1 || kind === 'go'
    })
    expect(fc.check(isCareful).counterexample).toBeNull()
  })
})

describe('a folder that is typed without its slash', () => {
  it('is the folder, unless a secret has that name', () => {
    const known = lists({ '': ['foo', 'foo/', 'webapp/'] })
    expect(decide([candidate('webapp')], known)).toMatchObject({ to: { place: at('webapp/') } })
    expect(decide([candidate('foo')], known)).toMatchObject({ to: { place: at('foo') } })
    expect(decide([candidate('new')], known)).toMatchObject({ to: { place: at('new') } })
  })
})

describe('the suggestions for a text', () => {
  const sources = {
    mounts: ['secret/', 'server/', 'old/'],
    favorites: [at('webapp/keys')],
    recent: [at('webapp/config'), at('webapp/keys')],
    typed: [at('hidden/one')],
    namesIn: lists({ '': ['webapp/', 'zoo', 'awe'], 'webapp/': ['config', 'keys', 'app-config'] }),
  }
  const offers = (text: string, ...paths: string[]) =>
    offersFor(text, paths.map(candidate), sources).map(({ place, kind }) => `${kind} ${place.mount}${place.path}`)

  it('are stored places if nothing is typed', () => {
    expect(offers('').slice(0, 3)).toEqual([
      'favorite secret/webapp/keys',
      'recent secret/webapp/config',
      'typed secret/hidden/one',
    ])
  })

  it('include a mount that starts with the text', () => {
    expect(offers('se')).toEqual(expect.arrayContaining(['mount secret/', 'mount server/']))
  })

  it('start with names of the folder that match, each place once', () => {
    expect(offers('secret/webapp/con', 'webapp/con')).toEqual([
      'recent secret/webapp/config',
      'secret secret/webapp/app-config',
    ])
    expect(offers('secret/we', 'we')).toEqual([
      'favorite secret/webapp/keys',
      'recent secret/webapp/config',
      'folder secret/webapp/',
      'secret secret/awe',
    ])
  })

  it('are limited to the number that can be shown', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `name-${index}`)
    const found = offersFor('secret/', [candidate('')], { ...sources, namesIn: () => names })
    expect(found.length).toBe(40)
  })
})
