/**
 * Sealed credentials are recognized from before they are written until after they are removed, and not while the app is
 * locked.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { createEvents, type Events } from '../../../electron/core/events.ts'
import { holdCredentials, type HeldCredentials } from '../../../electron/core/held/heldCredentials.ts'
import { createHeldDigests, type HeldDigests } from '../../../electron/core/held/heldDigests.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { openStore } from '../custody/sealedStores.ts'

const token = 'hvs.CAESIJtheTokenThatIsKeptForAPerson0123456789'
const rootToken = 'hvs.CAESIJtheRootTokenOfANewServer9876543210abcd'
const share = Buffer.from('a key share of 33 bytes, not one less').subarray(0, 33)
const base64 = share.toString('base64')
const hex = share.toString('hex')

let sealed: SealedStore
let held: HeldDigests
let events: Events
let credentials: HeldCredentials
let now: number
beforeEach(async () => {
  sealed = (await openStore()).store
  now = 0
  held = createHeldDigests(() => now)
  events = createEvents()
  credentials = holdCredentials(sealed, held, events)
})
const write = (name: string, content: unknown) => credentials.store.write(name, JSON.stringify(content))
const boundTo = (text: string) => [...new Set(held.holdersIn(text).map((holder) => holder.boundTo))]
/** Advances the time past the arrival of answers to earlier requests. */
const later = () => {
  now += 140_000
  held.hold('nobody', [])
}

describe('@boundary a credential that is sealed', () => {
  it.each<[string, unknown]>([
    ['the token', { token }],
    ['the root token', { rootToken: token }],
    ['a token of another way', { otherTokens: [{ token, tokenFor: 'x' }] }],
    ['a share', { shares: [{ share: token }] }],
    ['a key', { keys: [token] }],
    ['a key in base64', { keysBase64: [token] }],
    ['a recovery key', { recoveryKeys: [token] }],
    ['a recovery key in base64', { recoveryKeysBase64: ['', token] }],
    ['deep in the entry', { init: { answer: { keys: [{ token }] } } }],
  ])('is recognized once it is written: %s', async (_what, content) => {
    for (const prefix of ['profile:', 'ceremony:']) {
      await write(`${prefix}p`, content)
      expect(held.isIn(token)).toBe(true)
      held.clear()
    }
  })

  it('is recognized in base64 and in hex', async () => {
    await write('profile:p', { shares: [{ share: base64 }] })
    expect([held.isIn(base64), held.isIn(hex)]).toEqual([true, true])
  })

  it.each([16, 32])('is recognized in hex if it has %s bytes', async (size) => {
    const bytes = Buffer.alloc(size, 'key of a server')
    await write('profile:p', { keys: [bytes.toString('base64')] })
    expect(held.isIn(bytes.toString('hex'))).toBe(true)
  })

  it('is recognized next to empty members, and a token only unencoded', async () => {
    await write('profile:p', { clientKeyPem: null, version: 1, isKept: true, keysOf: [null], token })
    expect([held.isIn(token), held.isIn(Buffer.from(token, 'base64').toString('hex'))]).toEqual([true, false])
  })

  it('is not held if it is not a credential: another member, another entry, or too long', async () => {
    const long = 'x'.repeat(4097)
    await write('profile:p', { clientKeyPem: token, name: rootToken, token: long })
    await write('drafts:p', { token })
    expect([held.isIn(token), held.isIn(rootToken), held.isIn(long)]).toEqual([false, false, false])
    expect(await credentials.store.read('drafts:p')).toBe(JSON.stringify({ token }))
    await write('profile:p', { token: 'y'.repeat(4096) })
    expect(held.isIn('y'.repeat(4096))).toBe(true)
  })

  it('is bound to the target that its entry names, and to nothing if the entry names none', async () => {
    const content = { tokenFor: 'way-t', keysFor: 'way-k', token, rootToken, shares: [{ share: base64 }] }
    await write('profile:p', content)
    expect([boundTo(token), boundTo(rootToken), boundTo(hex)]).toEqual([['way-t'], ['way-k'], ['way-k']])
    held.clear()
    await write('profile:p', { tokenFor: 'way-t', otherTokens: [{ token, tokenFor: 'way-o' }], rootToken })
    expect([boundTo(token), boundTo(rootToken)]).toEqual([['way-o'], ['']])
    held.clear()
    await write('ceremony:p:1', { way: 'way-c', address: 'https://a', answer: { rootToken, keysBase64: [base64] } })
    expect([boundTo(rootToken), boundTo(hex)]).toEqual([['way-c'], ['way-c']])
    held.clear()
    await write('ceremony:p:1', { address: 'https://a', answer: { rootToken, token } })
    expect([boundTo(rootToken), boundTo(token)]).toEqual([['https://a'], ['']])
  })

  it('is recognized before it is written, and also if the disk refuses it', async () => {
    let wasHeld = false
    const refusing = Object.create(sealed, {
      write: {
        value: async () => {
          wasHeld = held.isIn(token)
          throw new Error('the disk is full')
        },
      },
    }) as SealedStore
    credentials = holdCredentials(refusing, held, events)
    await expect(write('profile:p', { token })).rejects.toThrow('the disk is full')
    later()
    expect([wasHeld, held.isIn(token)]).toEqual([true, true])
  })

  it('is held only for its entry once it is written, and until no answer can arrive after its removal', async () => {
    await write('profile:p', { token })
    later()
    expect(held.holdersIn(token)).toEqual([{ owner: 'profile:p', boundTo: '' }])
    await write('profile:p', { token: rootToken })
    expect([held.isIn(token), held.isIn(rootToken)]).toEqual([true, true])
    later()
    expect([held.isIn(token), held.isIn(rootToken)]).toEqual([false, true])
    await credentials.store.remove('profile:p')
    expect([held.isIn(rootToken), await sealed.read('profile:p')]).toEqual([true, null])
    later()
    expect(held.isIn(rootToken)).toBe(false)
  })

  it('does not interfere with data that is not JSON', async () => {
    await credentials.store.write('profile:p', `{"token":"${token}"`)
    expect([held.isIn(token), await credentials.store.read('profile:p')]).toEqual([false, `{"token":"${token}"`])
  })
})

describe('@boundary after an unlock', () => {
  beforeEach(async () => {
    await sealed.write('profile:p', JSON.stringify({ token }))
    await sealed.write('ceremony:p:1', JSON.stringify({ rootToken }))
    await sealed.write('drafts:p', JSON.stringify({ token: base64 }))
  })

  it('everything that is sealed is recognized, and nothing after the lock', async () => {
    expect([held.isIn(token), held.isIn(rootToken)]).toEqual([false, false])
    events.emit({ type: 'unlocked' })
    await credentials.ready()
    expect([held.isIn(token), held.isIn(rootToken), held.isIn(base64)]).toEqual([true, true, false])
    events.emit({ type: 'custody-changed' })
    expect(held.isIn(token)).toBe(true)
    events.emit({ type: 'locked' })
    expect([held.isIn(token), held.isIn(rootToken)]).toEqual([false, false])
  })

  it('an entry that did not open is recognized once it opens', async () => {
    let isDamaged = true
    const damaged = Object.create(sealed, {
      read: {
        value: async (name: string) => {
          if (isDamaged && name === 'profile:p') throw new Error('damaged')
          return sealed.read(name)
        },
      },
    }) as SealedStore
    held.clear()
    const second = createEvents()
    credentials = holdCredentials(damaged, held, second)
    second.emit({ type: 'unlocked' })
    await credentials.ready()
    expect([held.isIn(token), held.isIn(rootToken)]).toEqual([false, true])
    isDamaged = false
    expect(await credentials.store.read('profile:p')).toBe(JSON.stringify({ token }))
    expect(held.isIn(token)).toBe(true)
    // A second read of the intact entry holds nothing again.
    held.clear()
    await credentials.store.read('profile:p')
    expect(held.isIn(token)).toBe(false)
  })

  it('an entry that opened before and no longer opens is still recognized', async () => {
    let isDamaged = false
    const damaged = Object.create(sealed, {
      read: { value: (name: string) => (isDamaged ? Promise.reject(new Error('damaged')) : sealed.read(name)) },
    }) as SealedStore
    const second = createEvents()
    credentials = holdCredentials(damaged, held, second)
    for (isDamaged of [false, true]) {
      second.emit({ type: 'unlocked' })
      await credentials.ready()
    }
    later()
    expect(held.isIn(token)).toBe(true)
  })

  it('the store is ready even if the names cannot be read', async () => {
    sealed.lock()
    events.emit({ type: 'unlocked' })
    await credentials.ready()
    expect(held.isIn(token)).toBe(false)
  })
})
