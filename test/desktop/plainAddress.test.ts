/** Addresses that imitate another one: links refuse them, and the app always shows the host as it is sent. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServerAddress } from '../../electron/contract/connections.ts'
import { parseLink } from '../../electron/contract/link.ts'
import {
  addressWithoutApi,
  asciiAddress,
  hasUnseen,
  isPlainAddress,
  looksDifferent,
} from '../../electron/contract/plainAddress.ts'

const linkTo = (at: string, more: Readonly<Record<string, string>> = {}) =>
  `strongroom://server?${new URLSearchParams({ at, ...more })}`

describe('a link to a host that imitates another one', () => {
  it.each([
    ['a Cyrillic letter among Latin ones', 'https://v\u0430ult.example.com'],
    ['a Greek letter among Latin ones', 'https://vault.exampl\u03b5.com'],
    ['a right-to-left override', 'https://vault.example.com\u202e.moc.live'],
    ['an isolate', 'https://\u2066vault.example.com'],
    ['a zero-width space', 'https://vault\u200b.example.com'],
    ['a soft hyphen', 'https://vau\u00adlt.example.com'],
    ['a byte order mark', 'https://vault.example.com\ufeff'],
    ['an encoded dot', 'https://vault%2eexample%2ecom'],
    ['an encoded slash', 'https://vault.example.com%2f.evil.example'],
    ['a tab that a parser takes out', 'https://vault.exa\tmple.com'],
    ['a line break that a parser takes out', 'https://vault.exa\nmple.com'],
    ['a backslash', 'https://vault.example.com\\@evil.example'],
    ['a user', 'https://vault.example.com@evil.example'],
    ['full-width letters', 'https://\uff56ault.example.com'],
    ['an ideographic full stop', 'https://vault\u3002example.com'],
    ['a fraction slash', 'https://vault.example.com\u2044path.evil.example'],
    ['a number for an IP address', 'https://2130706433'],
    ['an octal IP address', 'https://0177.0.0.1'],
    ['a short IP address', 'https://127.1'],
    ['letters that are not composed', 'https://cafe\u0301.example'],
  ])('is refused with %s', (_what, at) => {
    expect(parseLink(linkTo(at))).toBeNull()
  })

  it.each([
    ['namespace', { namespace: 'team\u202e-a' }],
    ['raw text', {}],
  ])('is refused with format characters in its %s', (what, more) => {
    const link = linkTo('https://vault.example.com', more)
    expect(parseLink(what === 'raw text' ? `${link}\u200f` : link)).toBeNull()
  })

  it.each([
    'https://vault.example.com:8200',
    'https://VAULT.example.com/behind/a/proxy/',
    'http://127.0.0.1:8200',
    'https://[::1]:8200',
    'https://금고.example:8200',
    'https://vault.例え.jp',
    'https://bücher.example',
    'https://xn--299ayv.example',
  ])('is accepted with %s', (at) => {
    expect(parseLink(linkTo(at))).toEqual({ place: 'server', at })
  })
})

describe('an address that a link may name', () => {
  const host = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'abcxyz019-.%@:/\\ \t\n'.split('')),
      fc.constantFrom(
        'а',
        'е',
        'о',
        'ο',
        '\u202e',
        '\u200d',
        '금',
        '例',
        'ー',
        '。',
        'ｖ',
        'ß',
        'İ',
        '\u00ad',
        '\u0301',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 12,
  })

  it('is sent to exactly the written host, for any input', () => {
    let plain = 0
    fc.assert(
      fc.property(host, (name) => {
        const address = `https://${name}`
        if (!isPlainAddress(address)) return
        plain += 1
        const url = new URL(address)
        expect(hasUnseen(address)).toBe(false)
        expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', ''])
        // An ASCII host stays as it is written; any other one becomes punycode, label by label.
        const written = address.slice('https://'.length).split(/[:/]/)[0] ?? ''
        const isSame = url.hostname === written.toLowerCase()
        const isPunycode = !/^[ -~]*$/.test(written) && url.hostname.split('.').length === written.split('.').length
        expect(isSame || isPunycode || written.startsWith('[')).toBe(true)
      }),
      { numRuns: 5000 },
    )
    expect(plain).toBeGreaterThan(50)
  })

  it('never mixes Latin letters with those of another script', () => {
    const mixed = fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.constantFrom('а', 'е', 'р', 'ο', 'א', 'ا', 'ก'))
    fc.assert(
      fc.property(mixed, ([latin, other]) => {
        expect(isPlainAddress(`https://${latin}${other}.example`)).toBe(false)
        expect(isPlainAddress(`https://${other}${latin}.example`)).toBe(false)
      }),
    )
  })
})

describe('the address of a server', () => {
  it.each([
    ['https://vault.example/v1', 'https://vault.example'],
    ['https://vault.example:8200/v1/secret/data/app', 'https://vault.example:8200'],
    ['http://gateway.example/vault/v1/sys/health', 'http://gateway.example/vault'],
    ['https://vault.example/v10', null],
    ['https://v1/', null],
    ['not an address/v1', null],
  ])('is found in the address of a request: %s', (address, server) => {
    expect(addressWithoutApi(address)).toBe(server)
  })
})

describe('an address that a person must recognize', () => {
  it('is shown in ASCII, as it is sent', () => {
    expect(asciiAddress('https://v\u0430ult.example.com/x/')).toBe('https://xn--vult-53d.example.com/x')
    expect(asciiAddress('https://금고.example:8200')).toBe('https://xn--299ayv.example:8200')
    expect(asciiAddress('018f2f6e-0000-7000-8000-000000000001')).toBe('018f2f6e-0000-7000-8000-000000000001')
    expect(looksDifferent('https://금고.example')).toBe(true)
    expect(looksDifferent('https://vault.example.com')).toBe(false)
    expect(looksDifferent('금')).toBe(false)
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        expect(asciiAddress(url)).toMatch(/^[!-~]+$/)
      }),
    )
  })

  it('has no control characters', () => {
    expect(ServerAddress.safeParse('https://vault.exa\tmple.com').success).toBe(false)
    expect(ServerAddress.safeParse('https://vault.example.com/a\u001bb').success).toBe(false)
    expect(ServerAddress.safeParse(' https://vault.example.com\n').success).toBe(true)
  })
})
