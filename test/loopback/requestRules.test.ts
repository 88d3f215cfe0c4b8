/** The rules of the loopback shell over made-up requests: only the exact host and the exact origin pass. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionPath } from '../../electron/contract/bridge.ts'
import { whyRefused, whyUpgradeRefused, type RequestFacts } from '../../electron/loopback/requestRules.ts'

const name = '0123456789abcdef0123456789abcdef.localhost'
const chosen = `${name}:4321`
const fallback = '127.0.0.1:4321'
const hosts = { chosen, fallback }
const own = `http://${chosen}`

const post = (headers: RequestFacts['headers'], url = '/call'): RequestFacts => ({ method: 'POST', url, headers })
const upgrade = (headers: RequestFacts['headers']): RequestFacts => ({ method: 'GET', url: '/channel', headers })

/** Changes the text: one character inserted, removed or replaced, or something before or after it. */
const nearly = (text: string) =>
  fc
    .oneof(
      fc
        .tuple(fc.nat(text.length), fc.string({ maxLength: 3 }))
        .map(([at, more]) => text.slice(0, at) + more + text.slice(at)),
      fc.nat(text.length - 1).map((at) => text.slice(0, at) + text.slice(at + 1)),
      fc.nat(text.length).map((length) => text.slice(0, length)),
      fc.string({ minLength: 1, maxLength: 4 }).map((more) => text + more),
      fc.constantFrom('0', '.evil.example', '/', '@evil.example', ':1', ' ').map((more) => text + more),
      fc.constantFrom('https', 'HTTP', 'ws', 'null').map((scheme) => text.replace('http', scheme)),
    )
    .filter((changed) => changed !== text)

describe('@boundary the origin of a request', () => {
  it('must be the exact origin of the page, in a post and for a channel', () => {
    expect(whyRefused(post({ host: chosen, origin: own }), hosts)).toBeUndefined()
    expect(whyUpgradeRefused(upgrade({ host: chosen, origin: own }), hosts)).toBeUndefined()
  })

  it('must not be a port that begins with the same digits, nor a name that ends differently', () => {
    for (const origin of [`${own}0`, own.slice(0, -1), `${own}.evil.example`, `${own}/`, `${own}@evil.example`]) {
      expect(whyRefused(post({ host: chosen, origin }), hosts), origin).toBeDefined()
      expect(whyUpgradeRefused(upgrade({ host: chosen, origin }), hosts), origin).toBeDefined()
    }
  })

  it('is refused if it is only similar to the right one', () => {
    fc.assert(
      fc.property(nearly(own), (origin) => {
        expect(whyRefused(post({ host: chosen, origin }), hosts)).toBeDefined()
        expect(whyRefused({ method: 'GET', url: '/', headers: { host: chosen, origin } }, hosts)).toBeDefined()
        expect(whyUpgradeRefused(upgrade({ host: chosen, origin }), hosts)).toBeDefined()
      }),
      { numRuns: 1000 },
    )
  })

  it('is required in every post and for every channel', () => {
    expect(whyRefused(post({ host: chosen }), hosts)).toBeDefined()
    expect(whyUpgradeRefused(upgrade({ host: chosen }), hosts)).toBeDefined()
  })
})

describe('@boundary the host of a request', () => {
  it('is refused if it is only similar to the printed name', () => {
    fc.assert(
      fc.property(nearly(chosen), (host) => {
        expect(whyRefused(post({ host, origin: `http://${host}` }), hosts)).toBeDefined()
        expect(whyUpgradeRefused(upgrade({ host, origin: `http://${host}` }), hosts)).toBeDefined()
      }),
      { numRuns: 1000 },
    )
  })

  it('can be the fallback only for the page and its key, and only if a fallback is offered', () => {
    const at = (url: string) => post({ host: fallback, origin: `http://${fallback}` }, url)
    expect(whyRefused(at(sessionPath), hosts)).toBeUndefined()
    expect(whyRefused({ method: 'GET', url: '/', headers: { host: fallback } }, hosts)).toBeUndefined()
    for (const url of ['/call', '/channel', `${sessionPath}/`, `${sessionPath}?a`, '/?a', '//', '/assets/app.js']) {
      expect(whyRefused(at(url), hosts), url).toBeDefined()
    }
    expect(whyRefused(at(sessionPath), { chosen, fallback: null })).toBeDefined()
    expect(whyRefused(post({ origin: own }), { chosen, fallback: null })).toBeDefined()
  })
})

describe('@boundary the fetch metadata of a request', () => {
  const from = (site: string, dest: string, request: Partial<RequestFacts> = {}) =>
    whyRefused(
      {
        method: 'GET',
        url: '/',
        ...request,
        headers: { host: chosen, 'sec-fetch-site': site, 'sec-fetch-dest': dest, ...request.headers },
      },
      hosts,
    )

  it('must indicate the page itself, or a link to the whole page', () => {
    expect(from('same-origin', 'script', { url: '/assets/app.js' })).toBeUndefined()
    for (const site of ['none', 'same-site', 'cross-site']) expect(from(site, 'document')).toBeUndefined()
  })

  it.each(['none', 'same-site', 'cross-site', 'same-origin.evil', ''])('must not be %j for anything else', (site) => {
    for (const dest of ['iframe', 'frame', 'embed', 'object', 'script', 'empty', 'documents', '']) {
      expect(from(site, dest), dest).toBeDefined()
    }
    expect(from(site, 'document', { url: '/assets/app.js' })).toBeDefined()
    expect(from(site, 'document', { url: '/?a' })).toBeDefined()
    expect(from(site, 'document', { method: 'POST', headers: { origin: own } })).toBeDefined()
  })

  it('must not indicate a service worker', () => {
    expect(from('same-origin', 'serviceworker', { headers: { 'service-worker': 'script' } })).toBeDefined()
  })
})
