/**
 * The credentials that are stored for a connection: the effect of a change, the times of each token, and what is
 * released on one way.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createCredentials,
  keptOn,
  withToken,
  type Credentials,
  type Kept,
} from '../../../electron/core/sessions/credentials.ts'
import { plainWay } from '../../../electron/storage/profiles/way.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { openStore, type OpenedStore } from '../custody/sealedStores.ts'

const [a, b, c] = ['https://a.example', 'https://b.example', 'https://c.example'].map((each) => plainWay(each).id)
const [wayA, wayB, wayC] = [String(a), String(b), String(c)]
const profileId = 'p'
const nothing: Kept = {
  version: 1,
  token: null,
  tokenFor: '',
  tokenKeptAt: null,
  tokenUsedAt: null,
  otherTokens: [],
  rootToken: null,
  rootTokenKeptAt: null,
  rootTokenUsedAt: null,
  clientKeyPem: null,
  shares: [],
  keysFor: '',
  keysOf: null,
}
const share = { index: 1, share: 'c2hhcmU=', keptAt: '2026-01-01T00:00:00.000Z', usedAt: null }
const old = '2020-01-01T00:00:00.000Z'
const isNow = expect.stringMatching(/^20(?!20)\d\d-.*Z$/) as string

let opened: OpenedStore
let store: SealedStore
let credentials: Credentials
beforeEach(async () => {
  opened = await openStore()
  store = opened.store
  credentials = createCredentials(store, opened.epochs)
})
const change = (by: Partial<Kept>) => credentials.change(profileId, (kept) => ({ ...kept, ...by }))
const read = () => credentials.read(profileId)

describe('the stored credentials of a connection', () => {
  it('are empty at first, and separate from those of another connection', async () => {
    expect(await read()).toEqual(nothing)
    await credentials.change('q', (kept) => ({ ...kept, clientKeyPem: 'key' }))
    expect(await read()).toEqual(nothing)
  })

  it.each<[string, Partial<Kept>]>([
    ['the token', { token: 'hvs.a', tokenFor: wayA }],
    ['a token of another way', { otherTokens: [{ token: 'hvs.b', tokenFor: wayB, keptAt: old, usedAt: null }] }],
    ['the root token', { rootToken: 'hvs.root', keysFor: wayA }],
    ['the client key', { clientKeyPem: 'key' }],
    ['one share', { shares: [share], keysFor: wayA, keysOf: { shares: 5, threshold: 3, recovery: false } }],
  ])('stay while %s is left, and leave no file without it', async (_what, by) => {
    await change({ ...by, tokenFor: by.tokenFor ?? '' })
    expect(await createCredentials(store, opened.epochs).read(profileId)).toMatchObject(by)
    expect(await store.names('profile:')).toEqual(['profile:p'])
    await change(nothing)
    expect([await store.names('profile:'), await read()]).toEqual([[], nothing])
  })

  it('are changed in sequence, so that nothing is lost', async () => {
    const add = (index: number) =>
      credentials.change(profileId, (kept) => ({ ...kept, shares: [...kept.shares, { ...share, index }] }))
    await Promise.all([1, 2, 3].map(add))
    expect((await read()).shares.map(({ index }) => index)).toEqual([1, 2, 3])
    await Promise.all([add(4), credentials.removeAll(profileId)])
    expect([await store.names('profile:'), await read()]).toEqual([[], nothing])
  })

  it.each(['no JSON', '{"version":2}', '{"version":1,"token":7}'])(
    'are not overwritten if they cannot be read: %s',
    async (text) => {
      await store.write('profile:p', text)
      await expect(read()).rejects.toMatchObject({ code: 'file-unreadable' })
      await expect(change({ token: 'hvs.a' })).rejects.toMatchObject({ code: 'file-unreadable' })
      expect(await store.read('profile:p')).toBe(text)
    },
  )

  it('of an older version have no times, no other tokens and no facts of the server', async () => {
    const {
      tokenKeptAt: _1,
      tokenUsedAt: _2,
      otherTokens: _3,
      rootTokenKeptAt: _4,
      rootTokenUsedAt: _5,
      keysOf: _6,
      ...rest
    } = nothing
    const { usedAt: _7, ...oldShare } = share
    await store.write(
      'profile:p',
      JSON.stringify({ ...rest, token: 'hvs.a', tokenFor: 'https://a.example', shares: [oldShare] }),
    )
    expect(await read()).toEqual({ ...nothing, token: 'hvs.a', tokenFor: 'https://a.example', shares: [share] })
  })

  it('notify the epochs when something is removed, and not when something is added', async () => {
    const epochs = await opened.epochs()
    const write = vi.spyOn(epochs, 'write')
    const remove = vi.spyOn(epochs, 'remove')
    await change({ clientKeyPem: 'key' })
    await change({ shares: [share] })
    expect(write.mock.calls.map(([name, , given]) => [name, given])).toMatchObject([
      ['profile:p', { kept: nothing, next: { clientKeyPem: 'key' } }],
      ['profile:p', { kept: { clientKeyPem: 'key', shares: [] }, next: { shares: [share] } }],
    ])
    await credentials.removeAll(profileId)
    expect(remove.mock.calls).toEqual([['profile:p', nothing]])
  })
})

describe('the times of stored credentials', () => {
  it('begin when a credential is stored, and again with the next one', async () => {
    await change({ token: 'hvs.a', tokenFor: wayA, rootToken: 'hvs.root', tokenUsedAt: old, rootTokenUsedAt: old })
    expect(await read()).toMatchObject({
      tokenKeptAt: isNow,
      tokenUsedAt: null,
      rootTokenKeptAt: isNow,
      rootTokenUsedAt: null,
    })
    await change({ tokenKeptAt: old, rootTokenKeptAt: old, tokenUsedAt: old, rootTokenUsedAt: old })
    await change({ clientKeyPem: 'key' })
    const times = { tokenKeptAt: old, tokenUsedAt: old, rootTokenKeptAt: old, rootTokenUsedAt: old }
    expect(await read()).toMatchObject(times)
    await change({ token: 'hvs.b' })
    expect(await read()).toMatchObject({ ...times, tokenKeptAt: isNow, tokenUsedAt: null })
    await change({ rootToken: 'hvs.root2' })
    expect(await read()).toMatchObject({ rootTokenKeptAt: isNow, rootTokenUsedAt: null })
  })

  it('end with the credential', async () => {
    await change({ token: 'hvs.a', rootToken: 'hvs.root', clientKeyPem: 'key' })
    await change({ token: null, rootToken: null })
    expect(await read()).toEqual({ ...nothing, clientKeyPem: 'key' })
  })

  it('stay with a token that was stored on another way and is used again', async () => {
    await change({ token: 'hvs.a', tokenFor: wayA })
    await change({ tokenKeptAt: old, tokenUsedAt: old })
    await credentials.change(profileId, (kept) => withToken(kept, wayB, 'hvs.b'))
    expect(await read()).toMatchObject({
      token: 'hvs.b',
      tokenKeptAt: isNow,
      tokenUsedAt: null,
      otherTokens: [{ token: 'hvs.a', tokenFor: wayA, keptAt: old, usedAt: old }],
    })
    await credentials.change(profileId, (kept) => withToken(kept, wayB, null))
    expect(await read()).toMatchObject({
      token: 'hvs.a',
      tokenFor: wayA,
      tokenKeptAt: old,
      tokenUsedAt: old,
      otherTokens: [],
    })
  })

  it('begin for a new token, even if tokens of other ways are stored', async () => {
    const other = { token: 'hvs.b', tokenFor: wayB, keptAt: old, usedAt: old }
    await change({ token: 'hvs.a', tokenFor: wayA, otherTokens: [other] })
    await change({ tokenKeptAt: old, tokenUsedAt: old })
    await credentials.change(profileId, (kept) => withToken(kept, wayA, 'hvs.a2'))
    expect(await read()).toMatchObject({ tokenKeptAt: isNow, tokenUsedAt: null, otherTokens: [other] })
  })

  it('of the last use are recorded for what was used', async () => {
    await change({ token: 'hvs.a', rootToken: 'hvs.root', shares: [share, { ...share, index: 2 }] })
    await credentials.noteUse(profileId, 'token')
    expect(await read()).toMatchObject({ tokenUsedAt: isNow, rootTokenUsedAt: null, shares: [{ usedAt: null }, {}] })
    await change({ tokenUsedAt: null })
    await credentials.noteUse(profileId, 'root-token')
    expect(await read()).toMatchObject({ tokenUsedAt: null, rootTokenUsedAt: isNow, shares: [{ usedAt: null }, {}] })
    await change({ rootTokenUsedAt: null })
    await credentials.noteUse(profileId, 'shares')
    expect(await read()).toMatchObject({
      tokenUsedAt: null,
      rootTokenUsedAt: null,
      shares: [
        { index: 1, usedAt: isNow },
        { index: 2, usedAt: isNow },
      ],
    })
    store.lock()
    await expect(credentials.noteUse(profileId, 'token')).resolves.toBeUndefined()
  })
})

describe('@boundary the credentials that are released on one way', () => {
  const other = (token: string, tokenFor: string, keptAt: string | null = null) => ({
    token,
    tokenFor,
    keptAt,
    usedAt: null,
  })
  const kept: Kept = {
    ...nothing,
    token: 'hvs.a',
    tokenFor: wayA,
    otherTokens: [other('hvs.b', wayB)],
    rootToken: 'hvs.root',
    shares: [share],
    keysFor: wayC,
  }

  it('are the token of that way, and the keys only where they belong', () => {
    expect([wayA, wayB, wayC].map((way) => keptOn(kept, way))).toEqual([
      { token: 'hvs.a', rootToken: null, shares: [] },
      { token: 'hvs.b', rootToken: null, shares: [] },
      { token: null, rootToken: 'hvs.root', shares: [share] },
    ])
  })

  it('are stored per way: a new token replaces only the one of its own way', () => {
    expect(withToken(kept, wayA, 'hvs.a2')).toMatchObject({
      token: 'hvs.a2',
      tokenFor: wayA,
      otherTokens: kept.otherTokens,
    })
    expect(withToken(kept, wayB, 'hvs.b2')).toMatchObject({
      token: 'hvs.b2',
      tokenFor: wayB,
      otherTokens: [other('hvs.a', wayA)],
    })
    expect(withToken(kept, wayC, 'hvs.c')).toMatchObject({
      token: 'hvs.c',
      otherTokens: [other('hvs.a', wayA), other('hvs.b', wayB)],
    })
    expect(withToken(nothing, wayA, 'hvs.a')).toMatchObject({ token: 'hvs.a', tokenFor: wayA, otherTokens: [] })
  })

  it('end with a sign-out there, and the latest of another way is the next one', () => {
    const two = { ...kept, otherTokens: [other('hvs.b', wayB, old), other('hvs.c', wayC)] }
    expect(withToken(two, wayA, null)).toMatchObject({
      token: 'hvs.b',
      tokenFor: wayB,
      tokenKeptAt: old,
      otherTokens: [other('hvs.c', wayC)],
    })
    expect(withToken(two, wayB, null)).toMatchObject({ token: 'hvs.a', otherTokens: [other('hvs.c', wayC)] })
    expect(withToken({ ...kept, otherTokens: [] }, wayA, null)).toMatchObject({
      token: null,
      tokenFor: '',
      otherTokens: [],
    })
    expect(withToken(nothing, wayA, null)).toEqual(nothing)
  })
})
