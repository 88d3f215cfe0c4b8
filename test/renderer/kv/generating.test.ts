import { wordlist } from '@scure/bip39/wordlists/english.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  generatePassphrase,
  generatePassword,
  passphraseBits,
  passwordBits,
  randomBelow,
  type RandomSource,
  type SignSet,
  strengthOf,
} from '../../../renderer/features/kv/editor/generating.ts'

const allSets = ['lower', 'upper', 'digits', 'signs'] as const
const wish = fc.record({
  length: fc.integer({ min: 8, max: 64 }),
  sets: fc.subarray<SignSet>([...allSets], { minLength: 1 }).map((sets) => new Set(sets)),
  withoutAlike: fc.boolean(),
})
const isOf: Readonly<Record<SignSet, RegExp>> = {
  lower: /[a-z]/,
  upper: /[A-Z]/,
  digits: /\d/,
  signs: /[^\w\s]|_/,
}
/** A source that returns these numbers, one after the other. */
const given = (numbers: readonly number[]): RandomSource => {
  const left = [...numbers]
  return (into) => {
    const [next] = left.splice(0, 1)
    if (next === undefined) throw new Error('nothing is left')
    into[0] = next
  }
}

describe('a random number', () => {
  it('is uniform: a draw that would make some numbers likelier is repeated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (count) => {
        const complete = 2 ** 32 - (2 ** 32 % count)
        // Every number up to the end of the last complete range counts, and each result as often as the others.
        expect(complete % count).toBe(0)
        expect(randomBelow(count, given([complete - 1]))).toBe(count - 1)
        const rest = Array.from({ length: Math.min(5, 2 ** 32 - complete) }, (_, index) => complete + index)
        expect(randomBelow(count, given([...rest, 0]))).toBe(0)
      }),
    )
  })

  it('is distributed uniformly', () => {
    const draws = 85_000
    const seen = Array.from({ length: 85 }, () => 0)
    for (let draw = 0; draw < draws; draw++) {
      const number = randomBelow(85)
      seen[number] = (seen[number] ?? 0) + 1
    }
    // Chi-squared with 84 degrees of freedom: above 160 once in a million.
    const chi = seen.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chi).toBeLessThan(160)
  })

  it('is refused for an empty range', () => {
    for (const count of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) expect(() => randomBelow(count)).toThrow(RangeError)
  })
})

describe('a password', () => {
  it('has its length, a character of each set, and no others', () => {
    fc.assert(
      fc.property(wish, (each) => {
        const password = generatePassword(each)
        expect(password).toHaveLength(each.length)
        const missing = [...each.sets].filter((set) => !isOf[set].test(password))
        const strange = allSets.filter((set) => !each.sets.has(set) && isOf[set].test(password))
        expect([missing, strange]).toEqual([[], []])
        expect(each.withoutAlike && /[Il1O0|]/.test(password)).toBe(false)
      }),
    )
  })

  it('has the strength of the number of such passwords', () => {
    // Counted by hand: of 36² texts of two lowercase letters or digits, 2 · 26 · 10 have one of each.
    const bits = passwordBits({ length: 2, sets: new Set(['lower', 'digits']), withoutAlike: false })
    expect(bits).toBeCloseTo(Math.log2(520), 9)
    fc.assert(
      fc.property(wish, (each) => {
        const longer = { ...each, length: each.length + 1 }
        expect(passwordBits(longer)).toBeGreaterThan(passwordBits(each))
      }),
    )
  })

  it('is refused if it is too short for its sets', () => {
    expect(() => generatePassword({ length: 3, sets: new Set(allSets), withoutAlike: false })).toThrow(RangeError)
    expect(() => generatePassword({ length: 8, sets: new Set(), withoutAlike: false })).toThrow(RangeError)
  })
})

describe('a passphrase', () => {
  it('has that many words of the list, which contains 2,048 different ones', () => {
    expect(new Set(wordlist).size).toBe(2048)
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 24 }), (words) => {
        const phrase = generatePassphrase({ words, separator: '-' }, wordlist).split('-')
        expect(phrase).toHaveLength(words)
        expect(phrase.filter((word) => !wordlist.includes(word))).toEqual([])
        expect(passphraseBits({ words, separator: '-' }, wordlist.length)).toBe(words * 11)
      }),
    )
  })
})

describe('strength as a word', () => {
  it('grows with the bits', () => {
    expect([30, 50, 77, 128].map(strengthOf)).toEqual(['weak', 'fair', 'strong', 'very-strong'])
  })
})
