/** The identity of a way: which fields count, which do not, and what the records of older versions are bound to. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Kept, keptOn, withToken } from '../../../electron/core/sessions/credentials.ts'
import {
  identityOf,
  identityOfBinding,
  isBoundTo,
  plainWay,
  wayIdentity,
  wayOf,
  type WayFields,
} from '../../../electron/storage/profiles/way.ts'
import { createAuthority } from '../../servers/certificates.ts'

const plain: WayFields = {
  address: 'https://vault.example:8200',
  namespace: '',
  caPem: null,
  tlsServerName: null,
  skipVerify: false,
  proxy: null,
}
const same = (change: Partial<WayFields>) =>
  expect(wayIdentity({ ...plain, ...change })).toBe(wayIdentity({ ...plain }))
const different = (change: Partial<WayFields>) =>
  expect(wayIdentity({ ...plain, ...change })).not.toBe(wayIdentity({ ...plain }))

let one: string
let two: string
beforeAll(async () => {
  const [first, second] = await Promise.all([createAuthority('One'), createAuthority('Two')])
  one = first.certPem
  two = second.certPem
})

describe('the identity of a way', () => {
  it('changes with every field that determines where requests arrive', () => {
    different({ address: 'http://vault.example:8200' })
    different({ address: 'https://vault.example' })
    different({ address: 'https://vault.example:8200/below' })
    different({ namespace: 'team' })
    different({ caPem: one })
    different({ tlsServerName: 'other.example' })
    different({ skipVerify: true })
    different({ proxy: 'http://proxy.example:3128' })
    expect(wayIdentity({ ...plain, caPem: one })).not.toBe(wayIdentity({ ...plain, caPem: two }))
    expect(wayIdentity({ ...plain, caPem: one })).not.toBe(wayIdentity({ ...plain, caPem: one + two }))
    different({ caPem: 'no certificate' })
  })

  it('is the same for two spellings of the same value', () => {
    same({ address: 'HTTPS://Vault.Example:8200/' })
    same({ tlsServerName: '' })
    same({ caPem: '' })
    const both = wayIdentity({ ...plain, caPem: one + two })
    expect(wayIdentity({ ...plain, caPem: `a comment\n${two}\n\n${one}${two}` })).toBe(both)
    expect(wayIdentity({ ...plain, tlsServerName: 'A.example' })).toBe(
      wayIdentity({ ...plain, tlsServerName: 'a.EXAMPLE' }),
    )
    expect(wayIdentity({ ...plain, proxy: 'http://Proxy.example:80' })).toBe(
      wayIdentity({ ...plain, proxy: 'http://proxy.example/' }),
    )
  })

  it('has facts in canonical form', () => {
    expect(wayOf(plain).facts).toEqual({
      address: 'https://vault.example:8200',
      namespace: '',
      tlsServerName: '',
      authorities: [],
      skipVerify: false,
      proxy: '',
    })
    expect(wayOf({ ...plain, caPem: ' \n' }).facts.authorities).toEqual([])
    expect(wayOf({ ...plain, address: 'no address', proxy: 'no proxy' }).facts).toMatchObject({
      address: 'no address',
      proxy: 'no proxy',
    })
    const [first, second] = wayOf({ ...plain, caPem: one + two }).facts.authorities
    expect([first?.subject, second?.subject].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      expect.stringContaining('One'),
      expect.stringContaining('Two'),
    ])
    expect(String(first?.fingerprint) < String(second?.fingerprint)).toBe(true)
  })

  it('matches that of earlier versions, whose records stay bound', () => {
    expect(wayIdentity(plain)).toBe('way1:500200cf72ba2d670adc111d8274cfdb5a8a6d4bea579fc73be58cbe7eae57bd')
    expect(
      wayIdentity({
        ...plain,
        namespace: 'team',
        tlsServerName: 'A.example',
        skipVerify: true,
        proxy: 'http://p:3128',
      }),
    ).toBe('way1:c74b5a5719fe6f26e8099b343d12525f6e70603359e9fa1660b5fe40370f4c66')
  })

  it('is computed once for a connection', () => {
    const fields = { ...plain }
    expect(wayOf(fields)).toBe(wayOf(fields))
    expect(wayOf({ ...plain })).not.toBe(wayOf(fields))
  })

  it('differs for two different proxies, and for two different texts that are not certificates', () => {
    const identities = [
      { proxy: 'http://one.example' },
      { proxy: 'http://two.example' },
      { caPem: 'no certificate' },
      { caPem: 'nor this' },
    ].map((change) => wayIdentity({ ...plain, ...change }))
    expect(new Set(identities).size).toBe(4)
  })

  it('distinguishes any two different sets of fields, also if their concatenated texts are equal', () => {
    const text = fc.oneof(fc.constantFrom('', 'a', 'b', 'a/b', '","', '[]'), fc.string({ maxLength: 8 }))
    const facts = fc.record({
      address: text,
      namespace: text,
      tlsServerName: text,
      authorities: fc.array(fc.record({ fingerprint: text, subject: fc.constant('') }), { maxLength: 2 }),
      skipVerify: fc.boolean(),
      proxy: text,
    })
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(identityOf(a) === identityOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })
})

describe('a record of an older version that contains only an address', () => {
  const fields = fc.record({
    address: fc.constantFrom('https://vault.example:8200', 'https://vault.example:8200/', 'https://other.example'),
    namespace: fc.constantFrom('', 'team'),
    caPem: fc.constantFrom(null, 'one', 'two'),
    tlsServerName: fc.constantFrom(null, '', 'other.example'),
    skipVerify: fc.boolean(),
    proxy: fc.constantFrom(null, 'http://proxy.example:3128'),
  })
  const filled = (each: WayFields): WayFields => ({
    ...each,
    caPem: each.caPem === 'one' ? one : each.caPem === 'two' ? two : null,
  })

  it('is released to that address without other settings, and to no other way', () => {
    fc.assert(
      fc.property(fields, (each) => {
        const way = wayOf(filled(each))
        const isPlain =
          way.facts.address === 'https://vault.example:8200' &&
          each.namespace === '' &&
          each.caPem === null &&
          (each.tlsServerName ?? '') === '' &&
          !each.skipVerify &&
          each.proxy === null
        expect(isBoundTo('https://vault.example:8200', way.id)).toBe(isPlain)
      }),
    )
  })

  it('is bound to nothing if it contains no address', () => {
    expect(isBoundTo('', plainWay('https://vault.example').id)).toBe(false)
    expect(isBoundTo('', '')).toBe(false)
    expect(identityOfBinding('http://a.example/')).toBe(plainWay('http://a.example').id)
  })
})

describe('stored tokens', () => {
  const when = { tokenKeptAt: null, tokenUsedAt: null, rootTokenKeptAt: null, rootTokenUsedAt: null }
  const kept: Kept = {
    version: 1,
    token: 'hvs.first',
    tokenFor: 'https://a.example',
    otherTokens: [],
    rootToken: 'hvs.root',
    clientKeyPem: null,
    shares: [{ index: 1, share: 'c2hhcmU=', keptAt: '2026-01-01', usedAt: null }],
    keysFor: 'https://a.example',
    keysOf: null,
    ...when,
  }
  const [a, b, c] = ['https://a.example', 'https://b.example', 'https://c.example'].map((each) => plainWay(each).id)

  it('are separate for each way, and signing in on one way keeps those of the others', () => {
    const ways = [a, b, c].map(String)
    const step = fc.record({ way: fc.constantFrom(...ways), token: fc.option(fc.constantFrom('x', 'y', 'z')) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const expected = new Map<string, string | null>([[String(a), 'hvs.first']])
        let now = kept
        for (const { way, token } of steps) {
          now = withToken(now, way, token)
          expected.set(way, token)
        }
        for (const way of ways) expect(keptOn(now, way).token).toBe(expected.get(way) ?? null)
        expect(now.rootToken).toBe('hvs.root')
      }),
    )
  })

  it('and keys are returned only on their way', () => {
    expect(keptOn(kept, String(a))).toMatchObject({ token: 'hvs.first', rootToken: 'hvs.root', shares: [{ index: 1 }] })
    expect(keptOn(kept, String(b))).toEqual({ token: null, rootToken: null, shares: [] })
  })
})
