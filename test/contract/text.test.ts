/** Decoding imported bytes as text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText } from '../../electron/contract/text/decodeText.ts'
import { tidyLines, tidyWord, withoutQuotes } from '../../electron/contract/text/tidyText.ts'

const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Buffer => {
  const bytes = Buffer.from(mark ? `\u{feff}${text}` : text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

describe('decodeText', () => {
  const text = 'path "secret/*" {\r\n  capabilities = ["read"]\r\n}\r\n'

  it.each([
    ['UTF-8', Buffer.from(text), 'utf-8', false],
    ['UTF-8 with a mark', Buffer.from(`\u{feff}${text}`), 'utf-8', true],
    ['UTF-16, little end first', utf16(text, 'le', true), 'utf-16le', true],
    ['UTF-16, big end first', utf16(text, 'be', true), 'utf-16be', true],
    ['UTF-16 without a mark', utf16(text, 'le', false), 'utf-16le', false],
    ['UTF-16, big end first, without a mark', utf16(text, 'be', false), 'utf-16be', false],
  ])('reads %s', (_what, bytes, encoding, hadMark) => {
    expect(decodeText(bytes)).toEqual({ text, encoding, hadMark, tidied: encoding === 'utf-8' ? [] : ['utf-16'] })
  })

  it.each([
    ['DER', Buffer.from('3082010a0282010100c0ffee', 'hex')],
    ['Latin-1', Buffer.from('pfad "geheim/\u{fc}ber"', 'latin1')],
    ['an archive', Buffer.from('504b0304140000000800', 'hex')],
    ['UTF-16 of an odd length', Buffer.concat([utf16('abc', 'le', true), Buffer.of(0)])],
    ['UTF-16 with half a character', Buffer.from('fffe3dd8', 'hex')],
  ])('does not read %s as text', (_what, bytes) => {
    expect(decodeText(bytes)).toBeNull()
  })

  it('reads every text without NUL back, in each encoding with a byte order mark', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0') && !each.startsWith('\u{feff}')),
        fc.constantFrom('utf8', 'le', 'be'),
        (each, order) => {
          const bytes = order === 'utf8' ? Buffer.from(`\u{feff}${each}`) : utf16(each, order, true)
          expect(decodeText(bytes)?.text).toBe(each)
        },
      ),
    )
  })

  it('reads UTF-8 without a byte order mark unchanged, with Hangul and a NUL-free middle of an emoji', () => {
    for (const each of ['', 'a', '\u{d55c}\u{ae00}', '\u{1f511} key']) {
      expect(decodeText(Buffer.from(each))).toEqual({ text: each, encoding: 'utf-8', hadMark: false, tidied: [] })
    }
  })
})

describe('tidyLines', () => {
  it('reads a million carriage returns in time, each as a line feed', () => {
    const returns = '\r'.repeat(1_000_000)
    expect(tidyLines(`${returns}x`).text).toBe(`${'\n'.repeat(1_000_000)}x`)
    expect(tidyLines(`${returns}\nx`).text).toBe('\nx')
  })

  it.each([
    ['\u{1b}[0mUnseal Key 1: abc\u{1b}[0m\r\n', 'Unseal Key 1: abc\n', ['terminal-codes', 'carriage-returns']],
    ['\u{1b}[1;31mred\u{1b}[m', 'red', ['terminal-codes']],
    ['\u{1b}]0;title\u{7}text', 'text', ['terminal-codes']],
    ['\u{1b}]8;;https://x\u{1b}\\link\u{1b}]8;;\u{1b}\\', 'link', ['terminal-codes']],
    ['\u{1b}(Bplain', 'plain', ['terminal-codes']],
    ['a\r\r\nb\rc', 'a\nb\nc', ['carriage-returns']],
    ['\u{feff}a\u{200b}b', 'ab', ['invisible']],
    ['as it is\n\n  indented', 'as it is\n\n  indented', []],
  ])('%j becomes %j', (text, tidy, removed) => {
    expect(tidyLines(text)).toEqual({ text: tidy, removed })
  })
})

describe('tidyWord', () => {
  it.each([
    [' abc\n', 'abc', []],
    ['"abc"', 'abc', ['quotes']],
    ['`a b\nc`', 'abc', ['quotes', 'white-space']],
    ['\u{201c}abc\u{201d}', 'abc', ['quotes']],
    ['a\u{200b}b', 'ab', ['invisible']],
    ["'unpaired", "'unpaired", []],
  ])('%j becomes %j', (text, tidy, removed) => {
    expect(tidyWord(text)).toEqual({ text: tidy, removed })
  })

  it('leaves a text within quotes unchanged', () => {
    expect(withoutQuotes(' "a b" ')).toBe('a b')
    expect(withoutQuotes('"')).toBe('"')
    expect(withoutQuotes('a "b" c')).toBe('a "b" c')
  })
})
