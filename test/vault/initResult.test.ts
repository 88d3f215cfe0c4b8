/** New keys are parsed strictly; any other answer is searched for possible keys, and escaped. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escaped, findInAnswer, readInitAnswer, textOf } from '../../electron/vault/initResult.ts'

const hex = ['00ff', 'a1B2']
const base64 = ['AP8=', 'obI=']
const plain = { keys: hex, keys_base64: base64, root_token: 'hvs.a-B_1' }
const recovery = { keys: [], keys_base64: [], recovery_keys: hex, recovery_keys_base64: base64, root_token: 'hvs.a' }
const asked = { shares: 2, pgpRootToken: false }
const read = (body: unknown, want = asked) =>
  readInitAnswer(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), want)

describe('new keys', () => {
  it('are unseal keys, or recovery keys with auto-unseal', () => {
    const none = { recoveryKeys: [], recoveryKeysBase64: [] }
    expect(read(plain)).toEqual({ keys: hex, keysBase64: base64, ...none, rootToken: 'hvs.a-B_1' })
    expect(read({ ...plain, more: 1, recovery_keys: null, recovery_keys_base64: [] })).toMatchObject(none)
    const found = { keys: [], keysBase64: [], recoveryKeys: hex, recoveryKeysBase64: base64, rootToken: 'hvs.a' }
    expect(read(recovery)).toEqual(found)
    expect(read({ ...recovery, keys: null, keys_base64: undefined })).toEqual(found)
  })

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['no JSON', '{"keys":'],
    ['null', 'null'],
    ['a list', []],
    ['no token', { ...plain, root_token: undefined }],
    ['an empty token', { ...plain, root_token: '' }],
    ['a token with a space', { ...plain, root_token: 'hvs.a b' }],
    ['a token with a line break', { ...plain, root_token: 'hvs.a\n' }],
    ['a token with a substitution', { ...plain, root_token: '$(id)' }],
    ['a token in base64', { ...plain, root_token: 'AP8=' }],
    ['an endless token', { ...plain, root_token: 'x'.repeat(16 * 1024 + 1) }],
    ['too few keys', { ...plain, keys: ['00ff'] }],
    ['too many keys', { ...plain, keys: [...hex, '00'] }],
    ['too few keys in base64', { ...plain, keys_base64: ['AP8='] }],
    ['no keys', { ...plain, keys: [], keys_base64: [] }],
    ['keys in hex only', { ...plain, keys_base64: [] }],
    ['keys in base64 only', { ...plain, keys: [] }],
    ['keys and recovery keys', { ...recovery, ...plain }],
    ['keys and recovery keys in base64', { ...plain, recovery_keys_base64: base64 }],
    ['keys and recovery keys in hex', { ...plain, recovery_keys: hex }],
    ['recovery keys and a list of keys', { ...recovery, keys: hex }],
    ['recovery keys and a list of keys in base64', { ...recovery, keys_base64: base64 }],
    ['recovery keys in hex only', { ...recovery, recovery_keys_base64: [] }],
    ['recovery keys in base64 only', { ...recovery, recovery_keys: [] }],
    ['half a byte', { ...plain, keys: ['00f', 'a1b2'] }],
    ['an empty key', { ...plain, keys: ['', 'a1b2'] }],
    ['a key that is no hex', { ...plain, keys: ['00fg', 'a1b2'] }],
    ['a key with a line break', { ...plain, keys: ['00ff\n', 'a1b2'] }],
    ['an endless key', { ...plain, keys: ['00'.repeat(16 * 1024 + 1), 'a1b2'] }],
    ['an empty key in base64', { ...plain, keys_base64: ['', 'obI='] }],
    ['a key without padding', { ...plain, keys_base64: ['AP8', 'obI='] }],
    ['a key of another alphabet', { ...plain, keys_base64: ['A-8=', 'obI='] }],
    ['a key that is no text', { ...plain, keys: [1, 'a1b2'] }],
    ['a text in place of a list', { ...plain, keys: '00ff' }],
  ])('reject any other form: %s', (_what, body) => {
    expect(read(body)).toBeNull()
  })

  it('can be as long as an encrypted share, and as many as 255', () => {
    const long = { keys: ['00'.repeat(16 * 1024)], keys_base64: ['A'.repeat(16 * 1024)] }
    const one = { shares: 1, pgpRootToken: false }
    expect(read({ ...long, root_token: 'x'.repeat(16 * 1024) }, one)?.keys).toEqual(long.keys)
    expect(read({ ...long, keys_base64: ['A'.repeat(16 * 1024 + 4)], root_token: 'x' }, one)).toBeNull()
    const many = (count: number) => ({
      keys: Array.from({ length: count }, () => '00'),
      keys_base64: Array.from({ length: count }, () => 'AA=='),
      root_token: 'x',
    })
    expect(read(many(255), { shares: 255, pgpRootToken: false })?.keys).toHaveLength(255)
    expect(read(many(256), { shares: 256, pgpRootToken: false })).toBeNull()
  })

  it('have a root token in base64 if it is encrypted, and only then', () => {
    const encrypted = { ...plain, root_token: 'AP8+/w==' }
    expect(read(encrypted, { shares: 2, pgpRootToken: true })?.rootToken).toBe('AP8+/w==')
    expect(read(encrypted)).toBeNull()
    for (const root_token of ['hvs.abc', '', '$(id)'])
      expect(read({ ...plain, root_token }, { shares: 2, pgpRootToken: true })).toBeNull()
  })
})

describe('possible keys in any other answer', () => {
  const nothing = { shares: [], rootToken: null }

  it.each<[string, unknown, object]>([
    ['no JSON', '<html>', nothing],
    ['null', 'null', nothing],
    ['a text', '"keys"', nothing],
    ['an empty object', {}, nothing],
    ['base64 first', plain, { shares: base64, rootToken: 'hvs.a-B_1' }],
    ['hex where there is no base64', { keys: hex, keys_base64: [] }, { shares: hex, rootToken: null }],
    ['recovery keys', { recovery_keys_base64: ['x'], recovery_keys: ['y'] }, { shares: ['x'], rootToken: null }],
    ['recovery keys in hex', { recovery_keys: ['y'], recovery_keys_base64: 'x' }, { shares: ['y'], rootToken: null }],
    ['unseal keys before recovery keys', { keys: ['a'], recovery_keys: ['b'] }, { shares: ['a'], rootToken: null }],
    ['texts only', { keys: [1, 'a', '', null, 'b', ['c']] }, { shares: ['a', 'b'], rootToken: null }],
    ['a token of any form', { root_token: '$(id)\n' }, { shares: [], rootToken: '$(id)\n' }],
    ['no empty token', { root_token: '' }, nothing],
    ['no token that is no text', { root_token: 7 }, nothing],
  ])('%s', (_what, body, expected) => {
    expect(findInAnswer(typeof body === 'string' ? body : JSON.stringify(body))).toEqual(expected)
  })

  it('are limited to 255', () => {
    const keys = Array.from({ length: 300 }, (_, index) => String(index))
    expect(findInAnswer(JSON.stringify({ keys })).shares).toEqual(keys.slice(0, 255))
  })
})

describe('@boundary a text of unknown origin', () => {
  it('is converted to printable ASCII without special meaning, and can be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = escaped(text)
        expect(shown).toMatch(/^[ -~]*$/)
        expect(shown).not.toMatch(/[$`<>&]|(?<!\\)(?:\\\\)*"/)
        expect(JSON.parse(`"${shown}"`)).toBe(text)
      }),
    )
  })

  it.each([
    ['plain text-1.', 'plain text-1.'],
    ['a"b\\c\n', String.raw`a\"b\\c\n`],
    ['$(id)', String.raw`\u0024(id)`],
    ['`<>&', String.raw`\u0060\u003c\u003e\u0026`],
    ['\u202e한', String.raw`\u202e\ud55c`],
    ['🔑', String.raw`\ud83d\udd11`],
    ['\u007f', String.raw`\u007f`],
  ])('is escaped: %j is %s', (text, shown) => {
    expect(escaped(text)).toBe(shown)
  })

  it('keeps bytes that are not UTF-8 as Latin-1, and a byte order mark', () => {
    expect(textOf(Buffer.from('한글'))).toBe('한글')
    expect(textOf(Buffer.from([0xff, 0x41]))).toBe('ÿA')
    expect(textOf(Buffer.from([0xef, 0xbb, 0xbf, 0x41]))).toBe('\ufeffA')
  })
})
