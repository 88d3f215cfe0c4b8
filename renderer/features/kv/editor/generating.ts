/** Passwords and passphrases from the browser's own source of randomness, each choice equally likely. */

/** Fills an array with random numbers; `crypto.getRandomValues` except in the tests. */
export type RandomSource = (into: Uint32Array<ArrayBuffer>) => void

const browserSource: RandomSource = (into) => void crypto.getRandomValues(into)

const range = 2 ** 32

/**
 * A whole number from 0 to `count - 1`. Numbers in the last, incomplete run of `count` are drawn again: taking their
 * remainder would make the small numbers likelier.
 */
export function randomBelow(count: number, source: RandomSource = browserSource): number {
  if (!Number.isInteger(count) || count < 1 || count > range) throw new RangeError('not a count')
  const complete = range - (range % count)
  const drawn = new Uint32Array(1)
  for (;;) {
    source(drawn)
    const [number = range] = drawn
    if (number < complete) return number % count
  }
}

export type SignSet = 'lower' | 'upper' | 'digits' | 'signs'

/** `signs`: those of ASCII that need no escape in JSON, a URL's path or between single quotes of a shell. */
const signSets: Readonly<Record<SignSet, string>> = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  signs: '!#$%&()*+,-./:;<=>?@[]^_{|}~',
}
/** Characters that are easily confused. */
const alike = new Set('Il1O0|')

export interface PasswordWish {
  readonly length: number
  readonly sets: ReadonlySet<SignSet>
  /** Leaves out characters that look like another one. */
  readonly withoutAlike: boolean
}

/** The characters of each selected set, without repeats. */
function wantedSets({ sets, withoutAlike }: PasswordWish): string[][] {
  return [...sets].map((set) => signSets[set].split('').filter((sign) => !withoutAlike || !alike.has(sign)))
}

/**
 * A password with at least one character of each set. Whole passwords are drawn until one has them: adding the missing
 * ones afterwards would make some passwords likelier. Throws RangeError when there are more sets than characters.
 */
export function generatePassword(wish: PasswordWish, source?: RandomSource): string {
  const sets = wantedSets(wish)
  const all = sets.flat()
  if (sets.length === 0 || wish.length < sets.length) throw new RangeError('too short for its sets')
  for (;;) {
    const signs = Array.from({ length: wish.length }, () => all[randomBelow(all.length, source)] ?? '')
    if (sets.every((set) => signs.some((sign) => set.includes(sign)))) return signs.join('')
  }
}

/**
 * Bits of a password's strength: the logarithm of the number of such passwords, all equally likely. Those that lack a
 * set are not counted (inclusion and exclusion).
 */
export function passwordBits(wish: PasswordWish): number {
  const sizes = wantedSets(wish).map((set) => set.length)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  let share = 0
  for (let missing = 0; missing < 2 ** sizes.length; missing++) {
    const out = sizes.reduce((sum, size, index) => sum + ((missing >> index) & 1) * size, 0)
    const sign = sizes.reduce((parity, _size, index) => parity * (((missing >> index) & 1) === 1 ? -1 : 1), 1)
    share += sign * ((all - out) / all) ** wish.length
  }
  return wish.length * Math.log2(all) + Math.log2(share)
}

export interface PassphraseWish {
  readonly words: number
  readonly separator: string
}

/** Words of a list, each drawn independently. */
export function generatePassphrase(
  { words, separator }: PassphraseWish,
  list: readonly string[],
  source?: RandomSource,
): string {
  return Array.from({ length: words }, () => list[randomBelow(list.length, source)] ?? '').join(separator)
}

/** Bits of a passphrase's strength: the separator is known, each word is one of the list. */
export const passphraseBits = ({ words }: PassphraseWish, listLength: number): number => words * Math.log2(listLength)

export type Strength = 'weak' | 'fair' | 'strong' | 'very-strong'

/**
 * Returns the strength for this many bits. 112 bits is what NIST SP 800-57 requires of a key; 75 is out of reach for a
 * guess against every known hash; below 50 a single computer is enough.
 */
export function strengthOf(bits: number): Strength {
  if (bits < 50) return 'weak'
  if (bits < 75) return 'fair'
  return bits < 112 ? 'strong' : 'very-strong'
}
