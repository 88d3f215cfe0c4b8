import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { detachedSealer, keyLength, openBytes, sealBytes } from '../../../electron/storage/keychain/sealedFile.ts'

const key = randomBytes(keyLength)
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const unreadable = expect.objectContaining({ code: 'file-unreadable' })

function failureOf(work: () => unknown): unknown {
  try {
    return { opened: work() }
  } catch (problem) {
    return problem
  }
}

describe('a sealed file', () => {
  it('opens to its original content, under the same key and name', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (plain, name) => {
        expect(openBytes(key, name, sealBytes(key, name, plain))).toEqual(plain)
      }),
    )
  })

  it('never shows the plain text, and never has the same bytes twice', () => {
    const plain = Buffer.from('hvs.a token that must not be seen')
    const once = sealBytes(key, 'profile:1', plain)
    expect(once.includes(plain.subarray(0, 8))).toBe(false)
    expect(sealBytes(key, 'profile:1', plain).equals(once)).toBe(false)
  })

  it('does not open if it is cut off at any length', () => {
    const sealed = sealBytes(key, 'profile:1', randomBytes(64))
    for (let length = 0; length < sealed.length; length++) {
      expect(failureOf(() => openBytes(key, 'profile:1', sealed.subarray(0, length)))).toEqual(unreadable)
    }
  })

  it('does not open if any single bit of it is changed', () => {
    const sealed = sealBytes(key, 'profile:1', randomBytes(64))
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(failureOf(() => openBytes(key, 'profile:1', changed))).toEqual(unreadable)
    }
  })

  it('does not open if something is appended to it', () => {
    const sealed = sealBytes(key, 'profile:1', randomBytes(64))
    expect(failureOf(() => openBytes(key, 'profile:1', Buffer.concat([sealed, Buffer.of(0)])))).toEqual(unreadable)
  })

  it('does not open under another name or another key', () => {
    fc.assert(
      fc.property(bytes, fc.string(), fc.string(), (plain, name, other) => {
        fc.pre(name !== other)
        const sealed = sealBytes(key, name, plain)
        expect(failureOf(() => openBytes(key, other, sealed))).toEqual(unreadable)
        expect(failureOf(() => openBytes(randomBytes(keyLength), name, sealed))).toEqual(unreadable)
      }),
    )
  })

  it('is not confused with foreign bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (stranger) => {
        expect(failureOf(() => openBytes(key, 'profile:1', Buffer.from(stranger)))).toBeInstanceOf(Failure)
      }),
    )
  })
})

describe('data that is sealed after the master key was dropped', () => {
  it('opens with that key, only under its own name, and not after a change', () => {
    const key = randomBytes(32)
    const sealer = detachedSealer(key)
    const sealed = sealer.seal('a', Buffer.from('typed in the last moment'))
    expect(openBytes(key, 'a', sealed).toString()).toBe('typed in the last moment')
    expect(sealed.includes('typed in')).toBe(false)
    for (const spoil of [5, 40, 71, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[spoil] = (changed[spoil] ?? 0) ^ 1
      expect(failureOf(() => openBytes(key, 'a', changed))).toEqual(unreadable)
    }
    expect(failureOf(() => openBytes(key, 'b', sealed))).toEqual(unreadable)
    expect(failureOf(() => openBytes(randomBytes(32), 'a', sealed))).toEqual(unreadable)
    expect(failureOf(() => openBytes(key, 'a', sealed.subarray(0, 60)))).toEqual(unreadable)
    sealer.end()
  })
})
