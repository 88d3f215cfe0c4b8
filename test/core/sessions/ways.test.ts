/** The record of the ways that data is bound to, and the address that a binding represents. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Profile } from '../../../electron/contract/connections.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { boundAddress } from '../../../electron/core/held/boundAddress.ts'
import type { Services } from '../../../electron/core/services.ts'
import { plainWay, wayOf, type WayFields } from '../../../electron/storage/profiles/way.ts'
import { createWays, type Ways } from '../../../electron/core/sessions/ways.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { openStore } from '../custody/sealedStores.ts'

const fields: WayFields = {
  address: 'https://vault.example:8200',
  namespace: 'team',
  caPem: null,
  tlsServerName: 'other.example',
  skipVerify: true,
  proxy: 'http://proxy.example:3128',
}
const one = wayOf(fields)
const two = plainWay('https://two.example')

let store: SealedStore
let ways: Ways
beforeEach(async () => {
  store = (await openStore()).store
  ways = createWays(store)
})
const ids = async (profileId = 'p') => [...(await ways.facts(profileId)).keys()]

describe('the ways of a connection', () => {
  it('are those that were recorded, with their facts, also in the next run', async () => {
    expect(await ids()).toEqual([])
    await Promise.all([ways.note('p', one), ways.note('p', two), ways.note('q', two)])
    ways = createWays(store)
    expect([...(await ways.facts('p'))]).toEqual([
      [one.id, one.facts],
      [two.id, two.facts],
    ])
    expect(await ids('q')).toEqual([two.id])
    await ways.removeAll('p')
    expect([await ids('p'), await ids('q')]).toEqual([[], [two.id]])
  })

  it('are written only when one is new', async () => {
    await ways.note('p', one)
    const write = vi.spyOn(store, 'write')
    await ways.note('p', one)
    expect(write).not.toHaveBeenCalled()
    await ways.note('p', two)
    expect(write).toHaveBeenCalledOnce()
  })

  it('@boundary return no facts for a way if they do not match its identity', async () => {
    const forged = { ...two.facts, address: 'https://a-name-that-looks-right.example' }
    await store.write('ways:p', JSON.stringify({ version: 1, ways: { [one.id]: one.facts, [two.id]: forged } }))
    expect(await ids()).toEqual([one.id])
  })

  it.each(['no JSON', '{"version":2,"ways":{}}', '{"version":1,"ways":{"a":{}}}'])(
    'are recorded again if the record cannot be read: %s',
    async (text) => {
      await store.write('ways:p', text)
      expect(await ids()).toEqual([])
      await ways.note('p', one)
      expect(await ids()).toEqual([one.id])
    },
  )

  it('are recorded again if the sealed file is damaged, but not after any other error', async () => {
    let problem: Error | null = new Failure('file-unreadable', 'damaged')
    const damaged = Object.create(store, {
      read: { value: (name: string) => (problem === null ? store.read(name) : Promise.reject(problem)) },
    }) as SealedStore
    ways = createWays(damaged)
    expect(await ids()).toEqual([])
    await ways.note('p', one)
    problem = null
    expect(await ids()).toEqual([one.id])
    problem = new Error('the disk fails')
    await expect(ways.facts('p')).rejects.toThrow('the disk fails')
    await expect(ways.note('p', two)).rejects.toThrow('the disk fails')
  })

  it('are not returned, recorded or replaced while the app is locked', async () => {
    await ways.note('p', one)
    store.lock()
    await expect(ways.facts('p')).rejects.toMatchObject({ code: 'locked' })
    await expect(ways.note('p', two)).rejects.toMatchObject({ code: 'locked' })
    await expect(ways.removeAll('p')).rejects.toMatchObject({ code: 'locked' })
  })
})

describe('the address that a credential is bound to', () => {
  const addressOf = (binding: string) =>
    boundAddress({ profiles: { get: async () => fields as Profile }, ways } as unknown as Services, 'p', binding)

  it('is known for a bare address, for the way of the connection and for a recorded way', async () => {
    expect(await addressOf('https://old.example:8200/')).toBe('https://old.example:8200/')
    expect(await addressOf(one.id)).toBe('https://vault.example:8200')
    expect(await addressOf(two.id)).toBe('?')
    await ways.note('p', two)
    expect(await addressOf(two.id)).toBe('https://two.example')
    expect(await addressOf('')).toBe('?')
  })
})
