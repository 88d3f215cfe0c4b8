/** The steps of a lock, an unlock and the start, including failures of the disk, the clipboard or the keychain. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { atEndOfSession } from '../../../electron/base/files/endOfSession.ts'
import { createEvents } from '../../../electron/core/events.ts'
import { createLock, handOverMs, type Lock, type LockDeps } from '../../../electron/core/lock/lock.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { openStore } from '../custody/sealedStores.ts'

let store: SealedStore
let lock: Lock
/** The recorded events, in order. */
let told: string[]
/** The steps that fail. */
let failing: Set<string>
let closing: PromiseWithResolvers<void>
let clearing: PromiseWithResolvers<void>
let minutes: number

const step = (name: string) => () => {
  told.push(name)
  if (failing.has(name)) throw new Error(`${name} failed`)
}

/** Begins with this store, as a start of the app does. */
function begin(sealed: SealedStore): Lock {
  const events = createEvents()
  events.listen(({ type }) => told.push(type))
  return createLock({
    store: Object.create(sealed, {
      lock: {
        value: () => {
          told.push('key dropped')
          sealed.lock()
        },
      },
    }) as SealedStore,
    events,
    log: { debug: step('debug'), info: step('info'), warn: step('warn'), error: step('error') },
    settings: { get: () => ({ autoLockMinutes: minutes }) },
    drafts: { seal: step('drafts sealed'), endHandover: step('handover ended') },
    servers: {
      closeAll: () => {
        told.push('tokens dropped')
        return closing.promise
      },
    },
    statusPoller: { pause: step('watch paused'), resume: step('watch resumed') },
    secretValueCache: { forgetAll: step('values dropped') },
    windows: { nothingUnfinished: step('windows told') },
    clipboardTimer: {
      clear: () => {
        told.push('clipboard cleared')
        return clearing.promise
      },
    },
    ceremonies: { sealHeld: async () => step('keys sealed')() },
  } as unknown as LockDeps)
}

beforeEach(async () => {
  vi.useFakeTimers()
  told = []
  failing = new Set()
  minutes = 5
  closing = Promise.withResolvers()
  closing.resolve()
  clearing = Promise.withResolvers()
  clearing.resolve()
  store = (await openStore()).store
  lock = begin(store)
  await lock.ready
})
afterEach(() => {
  lock.autoLock.stop()
  vi.useRealTimers()
})

const dropped = [
  'watch paused',
  'tokens dropped',
  'values dropped',
  'windows told',
  'clipboard cleared',
  'drafts sealed',
  'key dropped',
  'locked',
  'info',
]
const unlock = () => lock.unlock(() => store.unlock())

describe('@boundary a lock', () => {
  it('drops everything in order before it returns', () => {
    expect([lock.isLocked(), lock.hasDropped(), told]).toEqual([false, false, ['unlocked']])
    told.length = 0
    void lock.lock()
    expect([lock.isLocked(), lock.hasDropped(), told]).toEqual([true, true, dropped])
  })

  it('drops the key even if drafts cannot be sealed', () => {
    failing.add('drafts sealed')
    told.length = 0
    void lock.lock()
    expect([store.locked, told]).toEqual([true, dropped.toSpliced(6, 0, 'error')])
  })

  it('resolves when the sockets are closed and the clipboard is cleared, or cannot be cleared', async () => {
    closing = Promise.withResolvers()
    clearing = Promise.withResolvers()
    let isDone = false
    const locking = lock.lock().then(() => (isDone = true))
    const isDoneNow = async () => {
      await vi.advanceTimersByTimeAsync(0)
      return isDone
    }
    expect(await isDoneNow()).toBe(false)
    closing.resolve()
    expect(await isDoneNow()).toBe(false)
    clearing.reject(new Error('no clipboard'))
    await locking
  })

  it('drops nothing twice except the key', async () => {
    await lock.lock()
    told.length = 0
    await lock.lock()
    expect(told).toEqual(['key dropped'])
  })

  it('lets pages hand over text for half a second after it', async () => {
    await lock.lock()
    vi.advanceTimersByTime(handOverMs - 1)
    expect(told).not.toContain('handover ended')
    vi.advanceTimersByTime(1)
    expect(told).toContain('handover ended')
  })

  it('lets pages hand over text after the last of two locks', async () => {
    await lock.lock()
    vi.advanceTimersByTime(handOverMs - 1)
    await unlock()
    await lock.lock()
    vi.advanceTimersByTime(handOverMs - 1)
    expect(told).not.toContain('handover ended')
    vi.advanceTimersByTime(1)
    expect(told.filter((each) => each === 'handover ended')).toHaveLength(1)
  })

  it('happens after the configured time without activity, and ends that countdown', () => {
    vi.advanceTimersByTime(5 * 60_000 - 1)
    expect(lock.isLocked()).toBe(false)
    vi.advanceTimersByTime(1)
    expect(lock.isLocked()).toBe(true)
  })

  it('ends the countdown of the auto-lock', async () => {
    await lock.lock()
    vi.advanceTimersByTime(60 * 60_000)
    expect([lock.autoLock.lockIfOver(), told.filter((each) => each === 'locked').length]).toEqual([false, 1])
  })
})

describe('@boundary an unlock', () => {
  it('opens the app, restarts the poller and the countdown, and seals new keys last', async () => {
    await lock.lock()
    told.length = 0
    await unlock()
    expect([lock.isLocked(), lock.hasDropped(), told]).toEqual([
      false,
      true,
      ['watch resumed', 'unlocked', 'keys sealed'],
    ])
    vi.advanceTimersByTime(5 * 60_000)
    expect(lock.isLocked()).toBe(true)
  })

  it('changes nothing if the store does not open', async () => {
    await lock.lock()
    told.length = 0
    await expect(lock.unlock(() => Promise.reject(new Failure('passphrase-wrong', 'no')))).rejects.toMatchObject({
      code: 'passphrase-wrong',
    })
    await expect(lock.unlock(async () => undefined)).rejects.toMatchObject({ code: 'locked' })
    expect([lock.isLocked(), told]).toEqual([true, []])
  })
})

describe('the end of the session', () => {
  it('writes drafts and files before the lock', () => {
    atEndOfSession(step('files written'))
    told.length = 0
    lock.endSession()
    expect([lock.isLocked(), told]).toEqual([true, ['drafts sealed', 'files written', ...dropped]])
  })

  it('locks even if drafts cannot be sealed', () => {
    failing.add('drafts sealed')
    told.length = 0
    lock.endSession()
    expect([lock.isLocked(), told.slice(0, 2), told.slice(-2)]).toEqual([
      true,
      ['drafts sealed', 'error'],
      ['locked', 'info'],
    ])
  })
})

describe('@boundary the start', () => {
  /** A store whose keychain has not answered yet. */
  const pending = async () => {
    const opening = Promise.withResolvers<void>()
    const sealed = (await openStore()).store
    sealed.lock()
    lock.autoLock.stop()
    told.length = 0
    const unopened = Object.create(sealed, { open: { value: () => opening.promise } }) as SealedStore
    lock = begin(unopened)
    return { opening, sealed }
  }

  it('opens the app when the keychain has answered, and starts the countdown then', async () => {
    const { opening, sealed } = await pending()
    expect([lock.isLocked(), lock.autoLock.lockIfOver()]).toEqual([true, false])
    await sealed.unlock()
    opening.resolve()
    await lock.ready
    expect([lock.isLocked(), told]).toEqual([false, ['unlocked']])
    vi.advanceTimersByTime(5 * 60_000)
    expect(lock.isLocked()).toBe(true)
  })

  it('informs the window that the keychain did not open', async () => {
    const { opening } = await pending()
    opening.resolve()
    await lock.ready
    expect([lock.isLocked(), lock.hasDropped(), told]).toEqual([true, false, ['custody-changed']])
  })

  it('continues if the store fails', async () => {
    const { opening } = await pending()
    opening.reject(new Error('the disk fails'))
    await lock.ready
    expect([lock.isLocked(), told]).toEqual([true, ['error']])
  })

  it('makes an unlock wait for the keychain, and a lock in between ends it', async () => {
    const { opening, sealed } = await pending()
    const open = vi.fn<() => Promise<void>>(() => sealed.unlock())
    const first = lock.unlock(open)
    const failed = first.catch((problem: unknown) => problem)
    await vi.advanceTimersByTimeAsync(0)
    expect(open).not.toHaveBeenCalled()
    await lock.lock()
    opening.resolve()
    expect(await failed).toMatchObject({ code: 'locked' })
    expect([open.mock.calls.length, lock.isLocked()]).toEqual([0, true])
    await lock.unlock(open)
    expect(lock.isLocked()).toBe(false)
  })
})
