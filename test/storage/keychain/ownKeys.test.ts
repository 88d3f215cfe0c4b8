/** The location of the keys of erasable entries: in the keychain, or sealed with an epoch. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOwnKeys, ownKeyAccount } from '../../../electron/storage/keychain/ownKeys.ts'
import { custodyWorld, type CustodyWorld } from '../../core/custody/custodyWorld.ts'

const profileId = '5c1d6b1e-0000-4000-8000-000000000001'
const name = `ceremony:${profileId}:${profileId.replace('1', '2')}`
const id = '5c1d6b1e-0000-4000-8000-00000000000a'
const entry = `ceremony-key:${profileId}:${id}`

let world: CustodyWorld
const keysOf = ({ store, keychain, epochs }: CustodyWorld) => createOwnKeys(store, keychain, async () => epochs)
afterEach(() => world.stop())

describe('the key of an entry in a keychain', () => {
  beforeEach(async () => {
    world = await custodyWorld()
  })

  it('has its own account, and the caller keeps its copy', async () => {
    const keys = keysOf(world)
    const key = randomBytes(32)
    const hex = key.toString('hex')
    expect(await keys.read(name, id)).toBeNull()
    await keys.write(name, id, key)
    expect([key.toString('hex'), world.keychain.texts()[ownKeyAccount(id)]]).toEqual([hex, hex])
    expect(await keys.read(name, id)).toEqual(key)
    expect(await world.store.names('ceremony')).toEqual([])
    await keys.remove(name, id)
    await keys.remove(name, id)
    expect(await keys.read(name, id)).toBeNull()
  })

  it.each(['', 'not a key', '0'.repeat(63)])('is missing if the entry is %j', async (text) => {
    await world.keychain.write(ownKeyAccount(id), Buffer.from(text))
    expect(await keysOf(world).read(name, id)).toBeNull()
  })

  it('@boundary is left in no buffer that crossed', async () => {
    const crossed: Buffer[] = []
    const { keychain } = world
    const keys = createOwnKeys(
      world.store,
      {
        ...keychain,
        read: async (account) => {
          const text = await keychain.read(account)
          if (text !== null) crossed.push(text)
          return text
        },
        write: async (account, secret) => {
          crossed.push(secret)
          await keychain.write(account, secret)
          if (crossed.length > 3) throw new Error('refused')
        },
      },
      async () => world.epochs,
    )
    await keys.write(name, id, randomBytes(32))
    await keys.read(name, id)
    await keychain.write(ownKeyAccount(id), Buffer.from('not a key'))
    await keys.read(name, id)
    await expect(keys.write(name, id, randomBytes(32))).rejects.toThrow('refused')
    expect(crossed.map((text) => text.every((byte) => byte === 0))).toEqual([true, true, true, true])
  })
})

describe('the key of an entry without a keychain', () => {
  beforeEach(async () => {
    world = await custodyWorld({ inMemory: true })
    await world.store.usePassphrase('a passphrase of a test')
  })

  it('is a sealed entry, whose removal raises its epoch', async () => {
    const keys = keysOf(world)
    const key = randomBytes(32)
    expect(await keys.read(name, id)).toBeNull()
    await keys.write(name, id, key)
    const sealed = (await world.store.read(entry)) ?? ''
    expect(JSON.parse(sealed)).toEqual({ version: 1, key: key.toString('base64'), epoch: 0 })
    expect(await keys.read(name, id)).toEqual(key)
    await keys.remove(name, id)
    expect([await world.store.names('ceremony'), await keys.read(name, id)]).toEqual([[], null])
    await world.store.write(entry, sealed)
    await world.epochs.check()
    expect(world.epochs.oldCopies()).toEqual([{ what: 'ceremony', profileId }])
    expect(Object.keys(world.keychain.texts())).toEqual([])
  })

  it.each([
    {},
    { version: 1, key: '' },
    { version: 2, key: randomBytes(32).toString('base64') },
    { version: 1, key: randomBytes(31).toString('base64') },
    { version: 1, key: 'not base64!' },
  ])('is missing if the entry is %j', async (content) => {
    await world.store.write(entry, JSON.stringify(content))
    expect(await keysOf(world).read(name, id)).toBeNull()
  })
})
