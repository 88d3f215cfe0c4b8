import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHeldDigests, mask } from '../../../electron/core/held/heldDigests.ts'

const token = fc
  .string({
    unit: fc.constantFrom('a', 'b', 'c', 'X', 'Y', 'Z', '0', '8', '9', '-', '_'),
    minLength: 24,
    maxLength: 120,
  })
  .map((text) => `hvs.${text}`)
const around = fc.string({ unit: 'binary', maxLength: 60 })

describe('the digests of held credentials', () => {
  it('recognize a credential anywhere in a text, and mask all of it', () => {
    fc.assert(
      fc.property(token, around, around, (credential, before, after) => {
        const held = createHeldDigests()
        held.hold('a', [credential])
        const text = before + credential + after
        expect(held.isIn(text)).toBe(true)
        expect(held.masked(text)).toContain(mask)
        expect(held.isIn(held.masked(text))).toBe(false)
      }),
    )
  })

  it('recognize any 39 consecutive characters of it, its beginning and its end, in either letter case', () => {
    fc.assert(
      fc.property(token, fc.nat(), (credential, at) => {
        const held = createHeldDigests()
        held.hold('a', [credential])
        const start = at % Math.max(1, credential.length - 38)
        expect(credential.length < 39 || held.isIn(credential.slice(start, start + 39))).toBe(true)
        expect(held.isIn(`${credential.slice(0, 20)}…`)).toBe(true)
        expect(held.isIn(`…${credential.slice(-20)}`)).toBe(true)
        expect(held.isIn(credential.toUpperCase())).toBe(true)
      }),
    )
  })

  it('recognize a key share with and without padding, in both alphabets of base64, and as hex', () => {
    for (let round = 0; round < 50; round++) {
      const share = randomBytes(33)
      const held = createHeldDigests()
      held.hold('a', [share.toString('base64'), share.toString('hex')])
      for (const text of [
        share.toString('base64url'),
        share.toString('hex').toUpperCase(),
        `"${share.toString('base64')}"`,
      ])
        expect(held.isIn(text)).toBe(true)
    }
  })

  it('recognize nothing else, and nothing shorter than 20 characters', () => {
    fc.assert(
      fc.property(token, fc.string({ maxLength: 400 }), (credential, text) => {
        const held = createHeldDigests()
        held.hold('a', [credential, 'root', 'a passphrase of many words'])
        expect(held.isIn(text)).toBe(false)
        expect(held.masked(text)).toBe(text)
        for (const short of ['root', 'a passphrase of many words', credential.slice(0, 19)])
          expect(held.isIn(short)).toBe(false)
      }),
    )
  })

  it('release a credential when no answer to it can arrive any more, and all credentials at once on request', () => {
    const clock = { now: 0 }
    const held = createHeldDigests(() => clock.now)
    const [first, second, third] = ['first', 'second', 'third'].map((name) => `hvs.${name.repeat(6)}`) as [
      string,
      string,
      string,
    ]
    held.hold('a', [first])
    held.add('a', second)
    held.hold('b', [third])
    held.release('a')
    expect([first, second, third].map((each) => held.isIn(each))).toEqual([true, true, true])
    clock.now = 131_000
    held.hold('b', [third])
    expect([first, second, third].map((each) => held.isIn(each))).toEqual([false, false, true])
    held.clear()
    expect(held.isIn(third)).toBe(false)
  })
})
