/** The permissions of a page, the files that it consists of, and the addresses that belong to it. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { App, WebContents } from 'electron'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeNetwork, closeWebRtc } from '../../electron/desktop/network.ts'
import { appOrigin, appUrl, pageAddress } from '../../electron/desktop/origin.ts'
import { windowOptions } from '../../electron/desktop/window.ts'
import { allowedLink } from '../../electron/core/externalLinks.ts'
import { readPageFile } from '../../electron/base/page/pageFiles.ts'
import { contentSecurityPolicy, pageWithNonce, securityHeaders } from '../../electron/base/page/pagePolicy.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

const directives = (policy: string) =>
  Object.fromEntries(policy.split('; ').map((each) => [each.split(' ', 1)[0] ?? '', each.slice(each.indexOf(' ') + 1)]))

describe('the policy of a page', () => {
  const closed = {
    'default-src': "'none'",
    'script-src': "'self'",
    'worker-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'font-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  }

  it('allows only its own origin', () => {
    expect(directives(contentSecurityPolicy())).toEqual(closed)
  })

  it.each([
    [{ styleNonce: 'abc' }, { 'style-src': "'self' 'nonce-abc'" }],
    [{ styleHash: "'sha256-s'", styleNonce: 'abc' }, { 'style-src': "'sha256-s'" }],
    [{ scriptHash: "'sha256-x'" }, { 'script-src': "'sha256-x'" }],
    [{ connect: 'ws://127.0.0.1:1' }, { 'connect-src': "'self' ws://127.0.0.1:1" }],
  ])('with %j differs in one directive', (allowances, change) => {
    expect(directives(contentSecurityPolicy(allowances))).toEqual({ ...closed, ...change })
  })

  it('has a different nonce for each page, in every placeholder of the page', () => {
    const [one, two] = [1, 2].map(() =>
      pageWithNonce('<a n="__CSP_NONCE__"><b n="__CSP_NONCE__">', { connect: 'ws://x' }),
    )
    const nonce = /n="([\w-]{24})"/.exec(one?.html ?? '')?.[1] ?? ''
    expect(one?.html).toBe(`<a n="${nonce}"><b n="${nonce}">`)
    expect(directives(one?.policy ?? '')).toEqual({
      ...closed,
      'style-src': `'self' 'nonce-${nonce}'`,
      'connect-src': "'self' ws://x",
    })
    expect(two?.html).not.toBe(one?.html)
  })

  it('names every feature as denied', () => {
    const features = (securityHeaders['permissions-policy'] ?? '').split(', ')
    expect(features).toEqual(expect.arrayContaining(['camera=()', 'usb=()', 'clipboard-read=()', 'local-fonts=()']))
    expect(features.filter((each) => !/^[a-z-]+=\(\)$/.test(each))).toEqual([])
    expect(securityHeaders).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    })
  })
})

describe('the window of a page', () => {
  it('has no way out of the sandbox, regardless of Electron’s defaults', () => {
    const options = windowOptions({ preload: '/preload.cjs', dark: true, zoom: 2, packaged: true })
    expect(options).toMatchObject({
      show: false,
      autoHideMenuBar: true,
      width: 1280,
      minWidth: 640,
      height: 800,
      minHeight: 480,
    })
    expect(options.webPreferences).toEqual({
      preload: '/preload.cjs',
      zoomFactor: 1.2 * 1.2,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    })
  })

  it('resolves no name, and sends no UDP', () => {
    const switches: unknown[] = []
    closeNetwork({ commandLine: { appendSwitch: (...values: unknown[]) => switches.push(values) } } as unknown as App)
    expect(switches).toEqual([['host-resolver-rules', 'MAP * ~NOTFOUND']])
    const policies: string[] = []
    const contents: Pick<WebContents, 'setWebRTCIPHandlingPolicy'> = {
      setWebRTCIPHandlingPolicy: (policy) => void policies.push(policy),
    }
    closeWebRtc(contents)
    expect(policies).toEqual(['disable_non_proxied_udp'])
  })
})

describe('an address', () => {
  it.each([
    [pageAddress, true],
    [`${appOrigin}/assets/app.js?x#y`, true],
    ['app://other/', false],
    ['app://bundle.evil/', false],
    ['app://user@bundle/', false],
    ['app://:word@bundle/', false],
    ['app://bundle:80/', false],
    ['https://bundle/', false],
    ['bundle/', false],
    ['', false],
  ])('%s belongs to the page: %s', (address, isOurs) => {
    expect(appUrl(address)?.href).toBe(isOurs ? address : undefined)
  })

  it.each(['https://person@openbao.org/docs/', 'https://:word@openbao.org/docs/', 'no address'])(
    'outside is not opened: %s',
    (address) => {
      expect(() => allowedLink(address)).toThrow('Strongroom does not open this address.')
    },
  )

  it.each([
    'https://openbao.org/api-docs/auth/',
    'https://github.com/openbao/openbao/issues',
    'https://github.com/hashicorp/vault/issues',
  ])('outside is opened: %s', (address) => {
    expect(allowedLink(address)).toBe(address)
  })
})

describe('a file of the page', () => {
  /** Returns 512 characters, with a name that a file system accepts. */
  const longPath = (length: number) => `/${'a'.repeat(200)}/${'b'.repeat(200)}/${'c'.repeat(length - 403 - 3)}.js`
  let root: string
  beforeAll(async () => {
    root = await temporaryFolder('page')
    const page = join(root, 'page')
    for (const path of [
      '/app.js',
      '/_a-1.b/x.css',
      '/font.woff2',
      '/secret.txt',
      '/.hidden.js',
      longPath(512),
      longPath(513),
    ]) {
      await mkdir(dirname(join(page, path)), { recursive: true })
      await writeFile(join(page, path), path)
    }
    await mkdir(join(page, 'folder.js'))
    await writeFile(join(root, 'outside.js'), 'outside')
    await mkdir(join(root, 'page2'))
    await writeFile(join(root, 'page2', 'near.js'), 'outside')
    await symlink(join(root, 'outside.js'), join(page, 'link.js'))
    await symlink(join(root, 'page2', 'near.js'), join(page, 'near.js'))
    await symlink(join(page, 'app.js'), join(page, 'inner.js'))
  })
  afterAll(() => removeFolder(root))

  it.each([
    ['/app.js', 'text/javascript; charset=utf-8'],
    ['/_a-1.b/x.css', 'text/css; charset=utf-8'],
    ['/font.woff2', 'font/woff2'],
    ['/inner.js', 'text/javascript; charset=utf-8'],
    [longPath(512), 'text/javascript; charset=utf-8'],
  ])('is read below the root, with its type: %s', async (path, contentType) => {
    const file = await readPageFile(join(root, 'page'), path)
    expect(file?.contentType).toBe(contentType)
    expect(file?.body.toString()).toBe(path === '/inner.js' ? '/app.js' : path)
  })

  it.each([
    '/secret.txt',
    '/missing.js',
    '/folder.js',
    '/.hidden.js',
    '/link.js',
    '/near.js',
    '/../outside.js',
    '/_a-1.b/../app.js',
    '/./app.js',
    '//app.js',
    '/app.js/',
    'app.js',
    '/%61pp.js',
    '/app.js\0',
    '/',
    '',
    longPath(513),
  ])('is not read: %j', async (path) => {
    expect(await readPageFile(join(root, 'page'), path)).toBeUndefined()
  })
})
