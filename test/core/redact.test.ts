import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { redact, redactText } from '../../electron/core/redact.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split('')
const letters = (min: number, max: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max }).map((all) => all.join(''))
const hex = fc
  .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: 64, maxLength: 66 })
  .map((all) => all.join(''))
const base64 = fc.uint8Array({ minLength: 33, maxLength: 33 }).map((bytes) => Buffer.from(bytes).toString('base64'))

const secret = fc.oneof(
  letters(24, 90).map((rest) => `hvs.${rest}`),
  letters(24, 90).map((rest) => `s.${rest}`),
  letters(24, 90).map((rest) => `hvb.${rest}`),
  hex,
  base64,
  fc.tuple(letters(20, 60), letters(20, 60), letters(20, 60)).map(([a, b, c]) => `eyJ${a}.${b}.${c}`),
  letters(20, 60).map((body) => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`),
)
const around = fc.constantFrom('', ' ', ': ', '"', '(', 'invalid key: ', '\n')

describe('redact', () => {
  it('leaves no token, share, JWT or PEM in any text', () => {
    fc.assert(
      fc.property(around, secret, around, (before, hidden, after) => {
        expect(redactText(`${before}${hidden}${after}`)).not.toContain(hidden)
      }),
    )
  })

  it('leaves none at any depth, in any member, in an error', () => {
    fc.assert(
      fc.property(secret, letters(1, 8), (hidden, name) => {
        const entry = { [name]: [{ deep: { deeper: hidden } }], problem: new Error(`failed with ${hidden}`) }
        expect(JSON.stringify(redact(entry))).not.toContain(hidden)
      }),
    )
  })

  it('leaves nothing of what a parser quotes, whatever its form', () => {
    const quoting = () => {
      try {
        return JSON.parse('hunter2')
      } catch (problem) {
        return problem
      }
    }
    const problem = quoting()
    expect(String(problem)).toContain('hunter2')
    const entry = redact({ problem }) as { problem: { name: string; stack: string } }
    expect(JSON.stringify(entry)).not.toContain('hunter2')
    expect(entry.problem).toMatchObject({ name: 'SyntaxError' })
    expect(entry.problem.stack).toContain('redact.test.ts')
  })

  it('keeps the words of our own errors', () => {
    const problem = new Failure('file-unreadable', 'settings.json cannot be written (ENOSPC).')
    expect(redact({ problem })).toMatchObject({
      problem: { code: 'file-unreadable', message: 'settings.json cannot be written (ENOSPC).' },
    })
  })

  it('removes whatever stands under a telling name, whatever its form', () => {
    for (const name of ['token', 'clientToken', 'password', 'secret_id', 'unsealKey', 'X-Vault-Token', 'body', 'pem']) {
      expect(redact({ [name]: 'short' })).toEqual({ [name]: '[removed]' })
    }
  })

  it('keeps what a reader of the log needs', () => {
    const entry = { call: 'server.watch', ms: 12, code: 'connection-refused', ok: false }
    expect(redact(entry)).toEqual(entry)
    expect(redactText('the sealed file was put aside')).toBe('the sealed file was put aside')
  })
})
