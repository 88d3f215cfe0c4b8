import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { createGuesses, delayAfter } from '../../../electron/storage/keychain/guesses.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

let path: string
let now: number
const start = () => createGuesses(path, () => now)
const wrong = () => Promise.reject(new Failure('passphrase-wrong', 'wrong'))
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'ok',
    (problem: unknown) => (problem instanceof Failure ? problem.code : 'unknown'),
  )
/** Makes this many wrong guesses, each as soon as it is accepted. */
async function guess(times: number): Promise<void> {
  for (let round = 0; round < times; round++) {
    now += 60_000
    await codeOf(start().attempt(wrong))
  }
}

beforeEach(async () => {
  path = join(await temporaryFolder('guesses'), 'guesses.json')
  now = 1_000_000
})

describe('guesses of a passphrase', () => {
  it('are delayed longer after each wrong one, up to one minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 20, 1000].map(delayAfter)).toEqual([0, 0, 0, 1000, 2000, 4000, 8000, 60_000, 60_000])
  })

  it('are refused without being tried until the delay is over, after a restart as well', async () => {
    await guess(5)
    let tried = 0
    const attempt = () => start().attempt(async () => ++tried)
    await expect(attempt()).rejects.toMatchObject({ code: 'too-many-guesses', error: { retryAfter: 4 } })
    now += 3_999
    expect(await codeOf(attempt())).toBe('too-many-guesses')
    expect(tried).toBe(0)
    now += 1
    expect(await codeOf(attempt())).toBe('ok')
    expect(tried).toBe(1)
  })

  it('start from zero again after the right one', async () => {
    await guess(3)
    now += 60_000
    expect(await codeOf(start().attempt(async () => 'open'))).toBe('ok')
    await codeOf(start().attempt(wrong))
    expect(await codeOf(start().attempt(async () => 'open'))).toBe('ok')
  })

  it('are counted one by one when they are made concurrently', async () => {
    const guesses = start()
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(guesses.attempt(wrong))))
    expect(codes.filter((code) => code === 'passphrase-wrong')).toHaveLength(3)
    expect(codes.filter((code) => code === 'too-many-guesses')).toHaveLength(7)
  })

  it('are counted even if the app is ended before the answer', async () => {
    for (let round = 0; round < 3; round++) {
      const { promise: hasBegun, resolve } = Promise.withResolvers<void>()
      const never = new Promise(() => undefined)
      void start().attempt(() => {
        resolve()
        return never
      })
      await hasBegun
    }
    expect(await codeOf(start().attempt(async () => 'open'))).toBe('too-many-guesses')
  })

  it('never wait longer than the delay if the clock was set back', async () => {
    await guess(4)
    now -= 500_000
    await expect(start().attempt(wrong)).rejects.toMatchObject({ error: { retryAfter: 2 } })
  })

  it('are counted in memory if the folder is not writable', async () => {
    path = join(path, 'no', 'folder', '\0')
    const guesses = start()
    for (let round = 0; round < 3; round++) await codeOf(guesses.attempt(wrong))
    expect(await codeOf(guesses.attempt(async () => 'open'))).toBe('too-many-guesses')
  })
})
