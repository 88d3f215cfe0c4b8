import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../../electron/contract/limits.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { plainWay, wayIdentity } from '../../../electron/storage/profiles/way.ts'
import { createSealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { createPlaces } from '../../../electron/storage/places/places.ts'
import { initializeAndUnseal, mountKv, putSecret, createToken, writePolicy } from '../../servers/initialized.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, signInWith, startCore, type TestCore, value } from '../../features/startCore.ts'

const passphrase = 'a passphrase of a test'
const config = { mount: 'secret/', path: 'webapp/config' }
const nothing = { open: [], favorites: [], recent: [], typed: [], authMounts: [] }

let vault: TestVault
let rootToken: string
let test: TestCore
let profileId: string

const signIn = (core: TestCore, token = rootToken) => signInWith(core, profileId, token)
const read = (core = test) => value(core.client.places.read({ profileId }))

beforeEach(async () => {
  vault = await startVault()
  rootToken = (await initializeAndUnseal(vault)).rootToken
  test = await startCore()
  profileId = (await value(test.client.connections.add({ profile: draftOf(vault.address) }))).id
})
afterEach(async () => {
  await test.stop()
  await vault.stop()
})

describe('places', () => {
  it('are sealed, available after a restart, and readable only while the user is signed in', async () => {
    await value(test.client.app.keepInPassphraseFile({ passphrase }))
    await signIn(test)
    const odd = { mount: 'team/kv/', path: 'a b/100% #1?/한글 😀 ' }
    await value(test.client.places.visit({ profileId, place: config }))
    await value(test.client.places.visit({ profileId, place: odd }))
    await value(test.client.places.setFavorite({ profileId, place: odd, isFavorite: true }))
    await value(test.client.places.remember({ profileId, place: odd }))
    await value(test.client.places.keepOpen({ profileId, open: [{ mount: 'secret/', path: 'webapp/' }] }))
    await value(test.client.places.setAuthMount({ profileId, mount: 'team/webapp/', isKept: true }))
    await value(test.client.places.setAuthMount({ profileId, mount: 'other/', isKept: true }))
    await value(test.client.places.setAuthMount({ profileId, mount: 'other/', isKept: false }))
    const expected = {
      open: [{ mount: 'secret/', path: 'webapp/' }],
      favorites: [odd],
      recent: [{ ...odd, visitedAt: expect.any(String) }, expect.objectContaining(config)],
      typed: [odd],
      authMounts: ['team/webapp/'],
    }
    expect(await read()).toEqual(expected)
    const entries = await readdir(join(test.folder, 'data'), { recursive: true, withFileTypes: true })
    const files = entries.filter((each) => each.isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const bytes = await readFile(join(file.parentPath, file.name))
      expect(bytes.includes('webapp'), file.name).toBe(false)
    }

    await test.core.close()
    const again = await startCore({ folder: test.folder })
    try {
      expect(await codeOf(again.client.places.read({ profileId }))).toBe('locked')
      await value(again.client.app.unlock({ passphrase }))
      expect(await codeOf(again.client.places.read({ profileId }))).toBe('signed-out')
      expect(await codeOf(again.client.places.visit({ profileId, place: config }))).toBe('signed-out')
      await signIn(again)
      expect(await read(again)).toEqual(expected)
    } finally {
      await again.stop()
    }
  })

  it('are removed with their connection, and belong to no other server', async () => {
    await signIn(test)
    await value(test.client.places.visit({ profileId, place: config }))
    const other = `http://localhost:${vault.port}`
    await value(test.client.connections.update({ profileId, profile: draftOf(other) }))
    await signIn(test)
    expect(await read()).toEqual(nothing)
    await value(test.client.places.visit({ profileId, place: { mount: 'secret/', path: 'elsewhere' } }))
    await value(test.client.connections.update({ profileId, profile: draftOf(vault.address) }))
    await signIn(test)
    expect((await read()).recent).toMatchObject([config])
    await value(test.client.connections.remove({ profileId }))
    expect(await codeOf(test.client.places.read({ profileId }))).toBe('signed-out')
  })

  it('survive a lock without a keychain, and are not shown before the next sign-in', async () => {
    await signIn(test)
    await value(test.client.places.visit({ profileId, place: config }))
    await value(test.client.app.lock({}))
    await value(test.client.app.unlock({}))
    expect(await codeOf(test.client.places.read({ profileId }))).toBe('signed-out')
    await signIn(test)
    expect((await read()).recent).toMatchObject([config])
  })

  it('of a newer version are neither shown nor overwritten', async () => {
    const store = createSealedStore({ folder: test.folder, keychain: null, log: createLog(null) })
    await store.open()
    const places = createPlaces(store)
    await store.write(`places:${profileId}`, '{"version":2}')
    const of = { profileId, wayId: plainWay(vault.address).id }
    expect(await places.read(of)).toEqual(nothing)
    await expect(places.visit(of, config)).rejects.toMatchObject({ code: 'file-unreadable' })
    expect(await store.read(`places:${profileId}`)).toBe('{"version":2}')
  })

  it('of an older version are read and stored only on the way to the address that it recorded', async () => {
    const store = createSealedStore({ folder: test.folder, keychain: null, log: createLog(null) })
    await store.open()
    const places = createPlaces(store)
    const favorite = { mount: 'secret/', path: 'favorite' }
    // With the older version's spelling of favorites.
    const lists = { open: [], favourites: [favorite], recent: [], typed: [config], authMounts: [] }
    const former = { ...lists, version: 1, address: vault.address }
    await store.write(`places:${profileId}`, JSON.stringify(former))
    const fields = { ...draftOf(vault.address), proxy: 'http://127.0.0.1:1' }
    expect(await places.read({ profileId, wayId: wayIdentity(fields) })).toEqual(nothing)
    const of = { profileId, wayId: plainWay(vault.address).id }
    expect(await places.read(of)).toMatchObject({ favorites: [favorite], typed: [config] })
    await places.setAuthMount(of, 'team/', true)
    expect(await store.names('places:')).toEqual([`places:${profileId}:${of.wayId}`])
    expect(await places.read(of)).toMatchObject({ favorites: [favorite], typed: [config], authMounts: ['team/'] })
  })

  it('are written again if the stored ones were damaged', async () => {
    await value(test.client.app.keepInPassphraseFile({ passphrase }))
    await signIn(test)
    await value(test.client.places.visit({ profileId, place: config }))
    const folder = join(test.folder, 'data', 'sealed')
    const name = (await readdir(folder)).find((file) => file.startsWith('entry-places'))
    await writeFile(join(folder, String(name)), 'damaged')
    expect(await read()).toEqual(nothing)
    await value(test.client.places.visit({ profileId, place: config }))
    expect((await read()).recent).toMatchObject([config])
  })

  it('are limited: the oldest recent ones are dropped, and a favorite over the limit is refused', async () => {
    await signIn(test)
    for (let at = 0; at < limits.recentPlaces + 5; at++) {
      await value(test.client.places.visit({ profileId, place: { mount: 'secret/', path: `s${at}` } }))
    }
    const { recent } = await read()
    expect(recent.length).toBe(limits.recentPlaces)
    expect(recent[0]?.path).toBe(`s${limits.recentPlaces + 4}`)
    for (let at = 0; at <= limits.favorites; at++) {
      const place = { mount: 'secret/', path: `f${at}` }
      const code = await codeOf(test.client.places.setFavorite({ profileId, place, isFavorite: true }))
      expect(code).toBe(at < limits.favorites ? 'ok' : 'rejected')
    }
  })

  it('lose nothing when many changes are made concurrently', async () => {
    await signIn(test)
    const paths = Array.from({ length: 20 }, (_, index) => `s${index}`)
    await Promise.all(
      paths.map((path) =>
        value(test.client.places.setFavorite({ profileId, place: { mount: 'kv/', path }, isFavorite: true })),
      ),
    )
    expect((await read()).favorites.map(({ path }) => path)).toEqual(paths)
  })

  it('are forgotten one by one, a folder with everything below it', async () => {
    await signIn(test)
    for (const path of ['webapp/config', 'webapp/', 'webapp', 'webapps/x']) {
      await value(test.client.places.remember({ profileId, place: { mount: 'secret/', path } }))
    }
    await value(test.client.places.forget({ profileId, place: { mount: 'secret/', path: 'webapp/' } }))
    expect((await read()).typed.map(({ path }) => path)).toEqual(['webapp', 'webapps/x'])
  })

  it('accept any legal path and refuse every other', async () => {
    await signIn(test)
    const part = fc.string({ unit: fc.constantFrom('a', '/', '.', ' ', '%', '한', '😀', '\u0001'), maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(part, async (path) => {
        const names = path.replace(/\/$/, '').split('/')
        const isLegal =
          path === '' || names.every((name) => name !== '' && !/^\.{1,2}$/.test(name) && !name.includes('\u0001'))
        const code = await codeOf(test.client.places.visit({ profileId, place: { mount: 'secret/', path } }))
        expect(code).toBe(isLegal ? 'ok' : 'invalid-input')
      }),
      { numRuns: 60 },
    )
  })
})

describe('the mount of a typed path', () => {
  it('is the one that the server reports, even if the token cannot list the mounts', async () => {
    await mountKv(vault, rootToken, 'team/kv')
    await mountKv(vault, rootToken, 'old', 1)
    await putSecret(vault, rootToken, 'webapp/config', { a: 'b' }, 'team/kv')
    await writePolicy(vault, rootToken, 'one', 'path "team/kv/data/webapp/config" { capabilities = ["read"] }')
    await signIn(test, await createToken(vault, rootToken, { policies: ['one'] }))
    const mountOf = (path: string) => value(test.client.places.mountOf({ profileId, path }))
    expect(await mountOf('team/kv/data/webapp/config')).toEqual({ mount: 'team/kv/', kvVersion: 2 })
    expect(await mountOf('team/kv/')).toEqual({ mount: 'team/kv/', kvVersion: 2 })
    expect(await mountOf('old/x')).toBeNull()
    expect(await mountOf('nothing/here')).toBeNull()
    expect(await mountOf('//')).toBeNull()
    await signIn(test)
    expect(await mountOf('old/x')).toEqual({ mount: 'old/', kvVersion: 1 })
    expect(await mountOf('sys/policies')).toBeNull()
  })
})
