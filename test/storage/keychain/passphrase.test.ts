import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import type * as Module from '../../../electron/storage/keychain/passphrase.ts'

/** Uses the real cost, which other unit tests lower; see quickPassphrase.ts. */
const real = '../../../electron/storage/keychain/passphrase.ts?real'
const { newGeneration, parsePassphraseFile, passphraseFileBytes, unwrapKey, wrapKey } = (await import(
  real
)) as typeof Module

const masterKey = randomBytes(32)
const passphrase = 'correct horse 배터리'
const content = await wrapKey(masterKey, passphrase)
const written = JSON.parse(content) as Record<string, unknown>
const parse = (change: Record<string, unknown>) =>
  parsePassphraseFile(Buffer.from(JSON.stringify({ ...written, ...change })))

describe('the passphrase file', () => {
  it('costs 128 MiB for each guess', () => {
    expect(written).toMatchObject({ kdf: 'scrypt', cost: 2 ** 17, blockSize: 8, parallelization: 1 })
  })

  it('returns the master key for the right passphrase', async () => {
    expect(await unwrapKey(parse({}), passphrase)).toEqual(masterKey)
  })

  it('accepts the same characters in any Unicode form that a keyboard produces', async () => {
    expect(await unwrapKey(parse({}), passphrase.normalize('NFD'))).toEqual(masterKey)
  })

  it('reports the same error for a wrong passphrase as for a modified key', async () => {
    const wrapped = Buffer.from(String(written['wrappedKey']), 'base64')
    wrapped[40] = (wrapped[40] ?? 0) ^ 1
    const wrong = await unwrapKey(parse({}), 'another').catch((problem: unknown) => problem)
    const changed = await unwrapKey(parse({ wrappedKey: wrapped.toString('base64') }), passphrase).catch(
      (problem: unknown) => problem,
    )
    expect(wrong).toMatchObject({ code: 'passphrase-wrong' })
    expect(changed).toEqual(wrong)
  })

  it('costs a wrong passphrase as much time and memory as the right one', async () => {
    const timeOf = async (typed: string): Promise<number> => {
      const started = performance.now()
      const outcome = await unwrapKey(parse({}), typed).then(
        () => 'open',
        (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
      )
      const took = performance.now() - started
      expect(outcome).toBe(typed === passphrase ? 'open' : 'passphrase-wrong')
      return took
    }
    // Short, long, nearly right: each one is processed completely before it is rejected.
    const right = Math.min(await timeOf(passphrase), await timeOf(passphrase))
    for (const typed of ['', 'x'.repeat(200), `${passphrase}!`]) {
      expect(await timeOf(typed), String(typed.length)).toBeGreaterThan(right / 2)
    }
  })

  it('is created with 128 MiB and a significant part of a second per guess, in every generation', async () => {
    const strength = { kdf: 'scrypt', cost: 2 ** 17, blockSize: 8, parallelization: 1 }
    expect(written).toMatchObject({ version: 1, ...strength })
    const next = JSON.parse(await wrapKey(masterKey, passphrase, newGeneration())) as Record<string, unknown>
    expect(next).toMatchObject({ version: 2, ...strength, generation: expect.stringMatching(/^[0-9a-f]{16}$/) })
    // The salt is 32 random bytes, and the wrapped key is no longer than what is read.
    for (const { salt } of [written, next]) expect(Buffer.from(String(salt), 'base64')).toHaveLength(32)
    expect(new Set([written['salt'], next['salt']]).size).toBe(2)
    expect(Buffer.byteLength(content)).toBeLessThan(passphraseFileBytes)
  })

  it('does not open with weaker parameters than it was created with', async () => {
    await expect(unwrapKey(parse({ cost: 2 ** 16 }), passphrase)).rejects.toMatchObject({ code: 'passphrase-wrong' })
  })

  it('contains neither the key nor the passphrase', () => {
    expect(content).not.toContain('horse')
    expect(content).not.toContain(masterKey.toString('hex'))
    expect(content).not.toContain(masterKey.toString('base64'))
  })

  it('wraps the same key differently every time', async () => {
    const again = JSON.parse(await wrapKey(masterKey, passphrase)) as Record<string, unknown>
    expect(again['salt']).not.toBe(written['salt'])
    expect(again['wrappedKey']).not.toBe(written['wrappedKey'])
  })

  it.each<[string, Record<string, unknown>]>([
    ['a terabyte', { cost: 2 ** 30 }],
    ['memory by the block size', { blockSize: 2 ** 20 }],
    ['years of work', { parallelization: 2 ** 20 }],
    ['a cost that is no power of two', { cost: 2 ** 17 + 1 }],
    ['next to no work', { cost: 2 }],
    ['less work than any file was made with', { cost: 2 ** 14 }],
    ['more memory than any file was made with', { cost: 2 ** 19 }],
    ['another block size', { blockSize: 16 }],
    ['no work', { parallelization: 0 }],
    ['a cost that is no number', { cost: '131072' }],
    ['no salt', { salt: '' }],
    ['a salt that is not base64', { salt: '!'.repeat(40) }],
    ['another derivation', { kdf: 'md5' }],
    ['another version', { version: 2 }],
    ['something unknown besides', { extra: true }],
  ])('is refused before any work if it requires %s', (_what, change) => {
    expect(() => parse(change)).toThrowError(expect.objectContaining({ code: 'file-unreadable' }))
  })

  it('is refused if it is cut off at any length', () => {
    const bytes = Buffer.from(content.trimEnd())
    for (let length = 0; length < bytes.length; length++) {
      expect(() => parsePassphraseFile(bytes.subarray(0, length))).toThrowError(
        expect.objectContaining({ code: 'file-unreadable' }),
      )
    }
  })
})
