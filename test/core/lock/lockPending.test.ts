/** A lock while the keychain has not answered an unlock yet: the app stays locked, and the key is dropped. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEvents } from '../../../electron/core/events.ts'
import { createLock, type Lock, type LockDeps } from '../../../electron/core/lock/lock.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

let folder: string
let store: SealedStore
let lock: Lock
/** The recorded events, in order. */
let told: string[]
/** The pending reads of the keychain; `answer` answers the oldest. */
let waiting: (() => void)[]
/** Whether the keychain asks the person before it answers. */
let asks: boolean

beforeEach(async () => {
  folder = await temporaryFolder('lock-pending')
  const entries = new Map<string, Buffer>()
  waiting = []
  asks = false
  told = []
  const keychain: Keychain = {
    read: async (account) => {
      if (asks) await new Promise<void>((resolve) => waiting.push(resolve))
      const entry = entries.get(account)
      return entry === undefined ? null : Buffer.from(entry)
    },
    write: async (account, secret) => void entries.set(account, Buffer.from(secret)),
    remove: async (account) => void entries.delete(account),
  }
  store = createSealedStore({ folder: join(folder, 'sealed'), keychain, log: createLog(null) })
  const events = createEvents()
  events.listen(({ type }) => told.push(type))
  const done = async () => undefined
  const nothing = () => undefined
  lock = createLock({
    store,
    events,
    log: createLog(null),
    settings: { get: () => ({ autoLockMinutes: 0 }) },
    drafts: { seal: nothing, endHandover: nothing },
    servers: { closeAll: async () => void told.push('tokens dropped') },
    statusPoller: { pause: nothing, resume: () => told.push('watching') },
    secretValueCache: { forgetAll: () => told.push('values dropped') },
    windows: { nothingUnfinished: nothing },
    clipboardTimer: { clear: done },
    ceremonies: { sealHeld: async () => void told.push('sealed') },
  } as unknown as LockDeps)
  await lock.ready
  await store.write('a', 'sealed under the key of the keychain')
})
afterEach(async () => {
  lock.autoLock.stop()
  await removeFolder(folder)
})

const unlock = () =>
  lock
    .unlock(() => store.unlock())
    .then(
      () => 'ok',
      (problem: unknown) => (problem as { code?: unknown }).code,
    )
const keychainAsks = async () => {
  await expect.poll(() => waiting.length, { interval: 1 }).toBeGreaterThan(0)
}
/** Answers every question of the keychain until `work` is done. */
async function answering<T>(work: Promise<T>): Promise<T> {
  asks = false
  for (const answer of waiting.splice(0)) answer()
  return work
}

describe('@boundary a lock while the keychain has not answered an unlock', () => {
  it('keeps the app locked when the answer comes', async () => {
    expect(lock.isLocked()).toBe(false)
    await lock.lock()
    asks = true
    const unlocking = unlock()
    await keychainAsks()
    await lock.lock()
    told.length = 0
    expect(await answering(unlocking)).toBe('locked')
    expect([lock.isLocked(), store.locked, told]).toEqual([true, true, []])
    await expect(store.read('a')).rejects.toMatchObject({ code: 'locked' })
  })

  it('does not block the next unlock', async () => {
    await lock.lock()
    asks = true
    const first = unlock()
    await keychainAsks()
    await lock.lock()
    const second = unlock()
    await expect.poll(() => waiting.length, { interval: 1 }).toBe(2)
    expect(await answering(Promise.all([first, second]))).toEqual(['locked', 'ok'])
    expect(lock.isLocked()).toBe(false)
    expect(await store.read('a')).toBe('sealed under the key of the keychain')
  })

  it('takes effect if the keychain answered at the same moment', async () => {
    await lock.lock()
    const unlocking = lock
      .unlock(async () => {
        await store.unlock()
        void lock.lock()
      })
      .then(
        () => 'ok',
        (problem: unknown) => (problem as { code?: unknown }).code,
      )
    expect(await unlocking).toBe('locked')
    expect([lock.isLocked(), store.locked]).toEqual([true, true])
    expect(told.filter((type) => type === 'unlocked')).toHaveLength(1)
  })
})

describe('@boundary a lock', () => {
  it('has dropped tokens, values and the key before it returns', () => {
    told.length = 0
    void lock.lock()
    expect([lock.isLocked(), store.locked]).toEqual([true, true])
    expect(told).toEqual(['tokens dropped', 'values dropped', 'locked'])
  })

  it('keeps its dispatcher closed until the last step of the unlock', async () => {
    await lock.lock()
    told.length = 0
    await lock.unlock(async () => {
      await store.unlock()
      expect([store.locked, lock.isLocked()]).toEqual([false, true])
    })
    expect(told).toEqual(['watching', 'unlocked', 'sealed'])
    expect(lock.isLocked()).toBe(false)
  })
})
