import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { redact, redactText } from '../../../electron/base/log/redact.ts'

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

  it('removes the text that a parser quotes, in every form', () => {
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

  it.each([
    ['at its end', 'no\n    at hunter2'],
    ['as a place in the code', 'no\n    at hunter2 (/home/hunter2/file.ts:1:2)'],
    ['between other lines', 'first\n    at hunter2 (file.ts:1:2)\nlast'],
  ])('leaves nothing of a message with a line that looks like a stack line, %s', (_where, message) => {
    const { stack } = redact(new TypeError(message)) as { stack: string }
    expect(stack).not.toContain('hunter2')
    expect(stack).toContain('redact.test.ts')
  })

  it('leaves nothing of a message that was changed after the stack was captured', () => {
    const problem = new Error('no\n    at hunter2')
    problem.message = 'changed'
    expect(JSON.stringify(redact(problem))).not.toContain('hunter2')
  })

  it('keeps the positions of an error without a message', () => {
    expect(redact(new TypeError())).toMatchObject({ stack: expect.stringContaining('redact.test.ts') as string })
  })

  it('leaves nothing of an invalid name', () => {
    const problem = new Error('no')
    problem.name = 'hunter2 was refused'
    expect(JSON.stringify(redact(problem))).not.toContain('hunter2')
  })

  it('names the files of a stack without their folders, even if those are long', () => {
    const folder = `/home/operator/${'averylongfoldername'.repeat(4)}`
    const problem = new Error('no')
    problem.stack = `Error: no\n    at read (file://${folder}/redact.ts:1:2)\n    at ${folder}/dispatch.ts:3:4\n    at async C:\\Users\\x\\log.ts:5:6\n    at JSON.parse (<anonymous>)`
    const { stack } = redact(problem) as { stack: string }
    expect(stack.split('\n')).toEqual([
      '    at read (redact.ts:1:2)',
      '    at dispatch.ts:3:4',
      '    at log.ts:5:6',
      '    at JSON.parse (<anonymous>)',
    ])
  })

  it("keeps the text of Strongroom's own errors", () => {
    const problem = new Failure('file-unreadable', 'settings.json cannot be written (ENOSPC).')
    expect(redact({ problem })).toMatchObject({
      problem: { code: 'file-unreadable', message: 'settings.json cannot be written (ENOSPC).' },
    })
  })

  it('removes every value of a member whose name marks it as secret', () => {
    for (const name of ['token', 'clientToken', 'password', 'secret_id', 'unsealKey', 'X-Vault-Token', 'body', 'pem']) {
      expect(redact({ [name]: 'short' })).toEqual({ [name]: '[removed]' })
    }
  })

  it('keeps the text that a reader of the log needs', () => {
    const entry = { call: 'server.watch', ms: 12, code: 'connection-refused', ok: false }
    expect(redact(entry)).toEqual(entry)
    expect(redactText('the sealed file was put aside')).toBe('the sealed file was put aside')
  })

  it('keeps plain values of every kind', () => {
    const entry = {
      none: null,
      missing: undefined,
      yes: true,
      count: 0,
      list: [1, 'two', null, [{ three: 3 }]],
      of: {},
    }
    expect(redact(entry)).toEqual(entry)
    for (const plain of [null, undefined, 7, false, 'text']) expect(redact(plain)).toBe(plain)
  })

  it('removes values below six levels of objects and lists', () => {
    const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown =>
      depth === 0 ? 'end' : wrap(nested(depth - 1, wrap))
    for (const wrap of [(inner: unknown) => ({ a: inner }), (inner: unknown) => [inner]]) {
      expect(redact(nested(6, wrap))).toEqual(nested(6, wrap))
      expect(JSON.stringify(redact(nested(7, wrap)))).not.toContain('end')
      expect(JSON.stringify(redact(nested(7, wrap)))).toContain('[removed]')
    }
    expect(JSON.stringify(redact(nested(6, (inner) => ({ a: [inner] }))))).not.toContain('end')
  })

  it('removes a secret from a list', () => {
    expect(redact(['hvs.CAESIJ0123456789abcdef', { token: 'x' }])).toEqual(['[removed]', { token: '[removed]' }])
  })

  it("names the kind of an error, and its code and message only for Strongroom's own errors", () => {
    expect(Object.keys(redact(new TypeError('no')) as object)).toEqual(['name', 'stack'])
    expect(redact(new TypeError('no'))).toMatchObject({ name: 'TypeError' })
    const own = redact(new Failure('rejected', 'refused hvs.CAESIJ0123456789abcdef'))
    expect(own).toMatchObject({ name: 'Failure', code: 'rejected', message: 'refused [removed]' })
  })

  it.each([
    ['one that looks like a key', 'ab'.repeat(32), '[removed]'],
    ['one that is empty', '', '[removed]'],
    ['one of JavaScript', '$Problem_1', '$Problem_1'],
  ])('keeps a name only if it is valid: %s', (_what, name, expected) => {
    const problem = new Error('no')
    problem.name = name
    expect(redact(problem)).toMatchObject({ name: expected })
  })

  it('keeps only the positions of a stack, even if other lines are among them and the message is empty', () => {
    const problem = new Error('')
    for (const [header, lines] of [
      ['Error', '    at read (file.ts:1:2)\nhunter2 was refused\n    at hunter2'],
      ['Error:', '    at read (file.ts:1:2)\n    at hunter2 was refused'],
    ] as const) {
      problem.stack = `${header}\n${lines}`
      expect(redact(problem)).toMatchObject({ stack: '    at read (file.ts:1:2)' })
    }
  })

  it('has no stack if an error has none, or if its message is not in the stack', () => {
    for (const stack of [undefined, '', 'Error: something else\n    at read (file.ts:1:2)']) {
      const problem = new Error('no')
      Object.assign(problem, { stack })
      expect(redact(problem)).toMatchObject({ stack: '' })
    }
  })
})
