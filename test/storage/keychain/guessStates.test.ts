/** The count of wrong guesses: what counts, what resets it, and the accepted content of its file. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { createGuesses } from '../../../electron/storage/keychain/guesses.ts'
import { outcomeOf } from '../../core/outcome.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

let folder: string
let path: string
let now: number
beforeEach(async () => {
  folder = await temporaryFolder('guess-states')
  path = join(folder, 'guesses.json')
  now = 1_000_000
})
afterEach(() => removeFolder(folder))

const start = () => createGuesses(path, () => now)
const wrong = () => Promise.reject(new Failure('passphrase-wrong', 'wrong'))
const right = async () => 'open'
const stored = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
const plant = (content: object | string) =>
  writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))

describe('the count of wrong guesses', () => {
  it('is written before each guess and after it, with its time', async () => {
    let during: unknown
    const guess = async () => {
      during = await stored()
      now += 5
      return wrong()
    }
    expect(await outcomeOf(start().attempt(guess))).toBe('passphrase-wrong')
    expect([during, await stored()]).toEqual([
      { version: 1, failures: 1, at: 1_000_000 },
      { version: 1, failures: 1, at: 1_000_005 },
    ])
    expect(await outcomeOf(start().attempt(guess))).toBe('passphrase-wrong')
    expect(during).toEqual({ version: 1, failures: 2, at: 1_000_005 })
    expect(await stored()).toEqual({ version: 1, failures: 2, at: 1_000_010 })
  })

  it('is reset by the right guess, whose result is returned', async () => {
    const guesses = start()
    await outcomeOf(guesses.attempt(wrong))
    expect([await guesses.attempt(right), await readdir(folder)]).toEqual(['open', []])
    await outcomeOf(guesses.attempt(wrong))
    expect(await stored()).toMatchObject({ failures: 1 })
  })

  it.each([new Failure('file-unreadable', 'damaged'), new TypeError('a mistake')])(
    'is not raised by %s',
    async (problem) => {
      await plant({ version: 1, failures: 2, at: 5 })
      await expect(start().attempt(() => Promise.reject(problem))).rejects.toBe(problem)
      expect(await stored()).toEqual({ version: 1, failures: 2, at: 5 })
    },
  )

  it.each<[string, object | string]>([
    ['text', 'damaged'],
    ['null', 'null'],
    ['another version', { version: 2, failures: 9, at: 1_000_000 }],
    ['a negative count', { version: 1, failures: -9, at: 1_000_000 }],
    ['half a guess', { version: 1, failures: 9.5, at: 1_000_000 }],
    ['no time', { version: 1, failures: 9 }],
    ['an unknown member', { version: 1, failures: 9, at: 1_000_000, more: true }],
    ['a file that is too large', `{"version":1,"failures":9,"at":1000000${' '.repeat(1024)}}`],
  ])('is not read from %s', async (_what, content) => {
    await plant(content)
    expect(await outcomeOf(start().attempt(right))).toBe('ok')
  })

  it('is not read from a folder', async () => {
    await mkdir(path)
    expect(await outcomeOf(start().attempt(right))).toBe('ok')
  })

  it.each([
    [2, 0, 'ok'],
    [3, 0, 'too-many-guesses'],
    [3, 999, 'too-many-guesses'],
    [3, 1000, 'ok'],
    [4, 1999, 'too-many-guesses'],
    [4, 2000, 'ok'],
    [50, 59_999, 'too-many-guesses'],
    [50, 60_000, 'ok'],
  ])('of %d delays the next one: after %d ms it is %s', async (failures, passed, outcome) => {
    await plant({ version: 1, failures, at: now })
    now += passed
    expect(await outcomeOf(start().attempt(right))).toBe(outcome)
  })

  it('reports the remaining delay in seconds, and the delay ends', async () => {
    await plant({ version: 1, failures: 6, at: now })
    for (const [passed, retryAfter] of [
      [0, 8],
      [1, 8],
      [7000, 1],
    ] as const) {
      now = 1_000_000 + passed
      await expect(start().attempt(right)).rejects.toMatchObject({ error: { retryAfter, retryable: true } })
    }
    // The clock was set back.
    now = 5
    await expect(start().attempt(right)).rejects.toMatchObject({ error: { retryAfter: 8 } })
  })

  it('in memory counts even if its file is removed or older', async () => {
    const guesses = start()
    for (let round = 0; round < 4; round++) {
      await outcomeOf(guesses.attempt(wrong))
      now += 5_000
    }
    now -= 5_000
    await plant({ version: 1, failures: 1, at: 5 })
    expect(await outcomeOf(guesses.attempt(right))).toBe('too-many-guesses')
    await plant({ version: 1, failures: 20, at: now })
    now += 30_000
    expect(await outcomeOf(guesses.attempt(right))).toBe('too-many-guesses')
  })
})
