/** Values that a person has open: which are kept, for how long, and what drops them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createSecretValueCache,
  type OpenKey,
  type SecretValueCache,
} from '../../../electron/core/held/secretValueCache.ts'

const minute = 60_000
const at = (path: string, more: Partial<OpenKey> = {}): OpenKey => ({ profileId: 'p', mount: 'secret/', path, ...more })
const data = (text: string) => new Map([['k', text]])

let secrets: SecretValueCache
beforeEach(() => {
  vi.useFakeTimers()
  secrets = createSecretValueCache()
})
afterEach(() => void vi.useRealTimers())

const open = (...keys: readonly OpenKey[]) => {
  for (const key of keys) secrets.reading()(key, data(JSON.stringify(key)))
}
const isOpen = (key: OpenKey): boolean => {
  const found = secrets.get(key)
  if (found !== null) expect(found).toEqual(data(JSON.stringify(key)))
  return found !== null
}

describe('@boundary a value that was read', () => {
  it('is returned only for its connection, mount, path and version', () => {
    const keys = [
      at('a'),
      at('a', { version: 1 }),
      at('a', { version: 2 }),
      at('b'),
      at('a', { mount: 'kv/' }),
      at('a', { profileId: 'q' }),
    ]
    for (const key of keys) {
      open(key)
      expect(keys.filter(isOpen)).toEqual([key])
      secrets.forgetAll()
    }
    open(...keys)
    expect(keys.filter(isOpen)).toEqual(keys)
  })

  it('is dropped after ten minutes, each value at its own time', () => {
    open(at('a'))
    vi.advanceTimersByTime(4 * minute)
    open(at('b'))
    vi.advanceTimersByTime(6 * minute - 1)
    expect([isOpen(at('a')), isOpen(at('b'))]).toEqual([true, true])
    vi.advanceTimersByTime(1)
    expect([isOpen(at('a')), isOpen(at('b')), vi.getTimerCount()]).toEqual([false, true, 1])
    vi.advanceTimersByTime(4 * minute - 1)
    expect(isOpen(at('b'))).toBe(true)
    vi.advanceTimersByTime(1)
    expect([isOpen(at('b')), vi.getTimerCount()]).toEqual([false, 0])
  })

  it('is not returned after its time, even if the timer is late', () => {
    open(at('a'))
    vi.setSystemTime(Date.now() + 10 * minute)
    expect(isOpen(at('a'))).toBe(true)
    vi.setSystemTime(Date.now() + 1)
    expect(isOpen(at('a'))).toBe(false)
  })

  it('is kept for ten minutes after the last read', () => {
    open(at('a'))
    vi.advanceTimersByTime(9 * minute)
    secrets.reading()(at('a'), data('newer'))
    vi.advanceTimersByTime(9 * minute)
    expect(secrets.get(at('a'))).toEqual(data('newer'))
    vi.advanceTimersByTime(minute)
    expect(secrets.get(at('a'))).toBeNull()
  })

  it('makes room for others: the 16 that were read last are kept', () => {
    const keys = Array.from({ length: 18 }, (_, index) => at(`${index}`))
    open(...keys.slice(0, 16))
    expect(keys.filter(isOpen)).toEqual(keys.slice(0, 16))
    // Reads the first one again, so that the second is the oldest now.
    open(at('0'), ...keys.slice(16))
    expect(keys.filter(isOpen)).toEqual([at('0'), ...keys.slice(3)])
    expect(vi.getTimerCount()).toBe(1)
  })

  it('is dropped only by events that concern it', () => {
    const keys = [
      at('a'),
      at('a', { version: 1 }),
      at('a', { version: 12 }),
      at('ab'),
      at('a', { mount: 'secret2/' }),
      at('a', { profileId: 'p2' }),
    ]
    open(...keys)
    secrets.forgetSecret({ profileId: 'p', mount: 'secret/', path: 'a' })
    expect(keys.filter(isOpen)).toEqual(keys.slice(3))
    open(...keys)
    secrets.forget('p')
    expect(keys.filter(isOpen)).toEqual(keys.slice(5))
    open(...keys)
    secrets.forgetAll()
    expect([keys.filter(isOpen), vi.getTimerCount()]).toEqual([[], 0])
  })

  it.each<[string, () => void]>([
    ['the secret was changed', () => secrets.forgetSecret({ profileId: 'p', mount: 'secret/', path: 'a' })],
    ['the person signed out', () => secrets.forget('p')],
    ['the app was locked', () => secrets.forgetAll()],
  ])('is not kept when it arrives after %s', (_what, forget) => {
    const keep = secrets.reading()
    forget()
    keep(at('a'), data('late'))
    expect([secrets.get(at('a')), vi.getTimerCount()]).toEqual([null, 0])
    open(at('a'))
    expect(isOpen(at('a'))).toBe(true)
  })

  it('is not kept when it arrives after several of these', () => {
    const forgets = [
      () => secrets.forgetSecret({ profileId: 'p', mount: 'secret/', path: 'a' }),
      () => secrets.forget('p'),
      () => secrets.forgetAll(),
    ]
    for (const first of forgets) {
      for (const second of forgets) {
        const keep = secrets.reading()
        first()
        second()
        keep(at('a'), data('late'))
        expect(secrets.get(at('a'))).toBeNull()
      }
    }
  })

  it('leaves no timer when the last one is dropped', () => {
    open(at('a'))
    secrets.forget('p')
    expect(vi.getTimerCount()).toBe(0)
    open(at('a'))
    secrets.forgetSecret({ profileId: 'p', mount: 'secret/', path: 'a' })
    expect(vi.getTimerCount()).toBe(0)
  })
})
