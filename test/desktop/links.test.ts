/** `strongroom://` links: a closed list of targets, hostile until parsed. */
import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Link, parseLink } from '../../electron/contract/link.ts'
import { claimLinks, linkInArguments, takeOpenedLinks } from '../../electron/desktop/links.ts'
import { preventable } from './electron.ts'

const at = 'https://vault.example.com:8200'
const id = '018f2f6e-0000-7000-8000-000000000001'
const link = (place: string, fields: Record<string, string>) => `strongroom://${place}?${new URLSearchParams(fields)}`

describe('a link', () => {
  it('names a server, by address or ID', () => {
    expect(parseLink(link('server', { at }))).toEqual({ place: 'server', at })
    expect(parseLink(link('seal', { at: id }))).toEqual({ place: 'seal', at: id })
  })

  it('names a secret, a version of it, or a folder', () => {
    const kv = { at, mount: 'team/kv/', path: 'a b/100%/비밀', namespace: 'team-a' }
    expect(parseLink(link('kv', kv))).toEqual({ place: 'kv', ...kv })
    expect(parseLink(link('kv', { ...kv, version: '12' }))).toEqual({ place: 'kv', ...kv, version: 12 })
    expect(parseLink(link('kv', { at, mount: 'secret/', path: 'webapp/' }))).toMatchObject({ path: 'webapp/' })
    expect(parseLink(link('kv', { at, mount: 'secret/' }))).toEqual({ place: 'kv', at, mount: 'secret/' })
  })

  it('can have the slash that some systems insert', () => {
    expect(parseLink(`strongroom://server/?at=${encodeURIComponent(at)}`)).toEqual({ place: 'server', at })
  })

  it.each([
    ['another scheme', link('server', { at }).replace('strongroom', 'https')],
    ['another place', link('settings', { at })],
    ['no place', `strongroom:?at=${at}`],
    ['a path', `strongroom://server/etc?at=${at}`],
    ['a fragment', `${link('server', { at })}#/settings`],
    ['a user', `strongroom://ann@server?at=${at}`],
    ['a password', `strongroom://ann:pw@server?at=${at}`],
    ['a port', `strongroom://server:1?at=${at}`],
    ['no server', 'strongroom://server'],
    ['a server that is no address', link('server', { at: 'javascript:alert(1)' })],
    ['a file for a server', link('server', { at: 'file:///etc/passwd' })],
    ['credentials in the address', link('server', { at: 'https://ann:pw@vault.example.com' })],
    ['a query in the address', link('server', { at: 'https://vault.example.com/?x' })],
    ['something unknown', link('server', { at, token: 'hvs.x' })],
    ['something twice', `${link('server', { at })}&at=https://evil.example`],
    ['a place in the query', `${link('server', { at })}&place=kv`],
    ['a secret without a mount', link('kv', { at, path: 'x' })],
    ['dots in the path', link('kv', { at, mount: 'secret/', path: 'a/../../sys/seal' })],
    ['a control character', link('kv', { at, mount: 'secret/', path: 'a\nb' })],
    ['a version that is none', link('kv', { at, mount: 'secret/', path: 'a', version: '1e3' })],
    ['version 0', link('kv', { at, mount: 'secret/', path: 'a', version: '0' })],
    ['more than anybody writes', link('kv', { at, mount: 'secret/', path: 'a'.repeat(9_000) })],
    ['nothing', ''],
  ])('is invalid with %s', (_what, text) => {
    expect(parseLink(text)).toBeNull()
  })

  it('never contains more than its schema, for any input', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `strongroom://${rest}`),
      fc
        .dictionary(fc.constantFrom('at', 'mount', 'path', 'version', 'namespace', '__proto__', 'x'), fc.string())
        .map((fields) => link('kv', fields)),
    )
    fc.assert(
      fc.property(text, (given) => {
        const parsed = parseLink(given)
        expect(parsed === null || Link.safeParse(parsed).success).toBe(true)
      }),
    )
  })
})

describe('a command line', () => {
  it('can contain a link among other arguments', () => {
    const args = ['/opt/strongroom', '--flag', link('server', { at }), '--allow-file-access-from-files']
    expect(linkInArguments(args)).toEqual({ place: 'server', at })
  })

  it('without a link, or with a bad one, contains none', () => {
    expect(linkInArguments(['/opt/strongroom'])).toBeNull()
    expect(linkInArguments(['/opt/strongroom', 'strongroom://evil'])).toBeNull()
    expect(linkInArguments([...Array<string>(200).fill('x'), link('server', { at })])).toBeNull()
  })
})

describe('macOS', () => {
  it('delivers links as an event; anything else is ignored', () => {
    const app = new EventEmitter()
    const taken: unknown[] = []
    takeOpenedLinks(app as App, (each) => taken.push(each))
    const event = preventable({})
    app.emit('open-url', event, link('seal', { at }))
    app.emit('open-url', preventable({}), 'strongroom://evil')
    expect(event.prevented).toBe(true)
    expect(taken).toEqual([{ place: 'seal', at }])
  })
})

describe('the registration with the system', () => {
  it('assigns links to the release, not to a clone or the portable program', () => {
    const claimed: string[] = []
    const claim = (isPackaged: boolean, environment = {}) =>
      claimLinks({ isPackaged, setAsDefaultProtocolClient: (scheme) => claimed.push(scheme) > 0 }, environment)
    claim(false)
    claim(true, { PORTABLE_EXECUTABLE_DIR: 'E:\\tools' })
    expect(claimed).toEqual([])
    claim(true)
    expect(claimed).toEqual(['strongroom'])
  })
})
