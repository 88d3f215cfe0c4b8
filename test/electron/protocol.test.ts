/**
 * The double's schemes, requests and navigation behave like Electron's in each case of spec/api-protocol.spec.ts,
 * lib/browser/api/protocol.ts and shell/browser/api/electron_api_web_contents.cc in electron/electron, and of
 * https://www.electronjs.org/docs/latest/api/protocol.
 */
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DoubleApp } from './launch.ts'
import { seenBy, type SmallApps, startSmallApps } from './smallApp.ts'

const main = `
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true } },
    { scheme: 'open', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  globalThis.asked = []
  globalThis.late = Promise.withResolvers()
  const text = (body, headers = {}, status = 200, statusText = '') =>
    new Response(body, { status, statusText, headers: { 'content-type': 'text/html', ...headers } })
  const answers = {
    '/created': () => text('made', { 'x-own': 'kept' }, 201, 'Made'),
    '/missing': () => text('', {}, 404),
    '/charset': () => text('typed', { 'content-type': 'text/plain; charset=euc-kr' }),
    '/throws': () => { throw new Error('test') },
    '/rejects': async () => Promise.reject(new Error('test')),
    '/nothing': () => undefined,
    '/odd': () => ({ status: [] }),
    '/error': () => Response.error(),
    '/late': () => late.promise.then((answer) => answer.clone()),
    '/never': () => new Promise(() => {}),
  }
  const answer = ({ url }) => { asked.push(url); return (answers[new URL(url).pathname] ?? (() => text('<h1>page</h1>')))() }
  app.whenReady().then(async () => {
    for (const scheme of ['app', 'open']) protocol.handle(scheme, answer)
    const window = new BrowserWindow()
    for (const name of ['did-start-navigation', 'will-frame-navigate', 'will-navigate', 'did-frame-navigate', 'did-navigate']) {
      window.webContents.on(name, () => seen.push(name))
    }
    for (const name of ['did-fail-provisional-load', 'did-fail-load']) {
      window.webContents.on(name, (_event, code) => seen.push(name + ' ' + code))
    }
    window.webContents.on('will-frame-navigate', (event) => { if (event.url.endsWith('/refused')) event.preventDefault() })
    await window.loadURL('app://bundle/')
    seen.push('loaded')
  })
`

let apps: SmallApps
let app: DoubleApp
let page: Page

beforeAll(async () => {
  apps = await startSmallApps()
  app = await apps.start(main, { bare: true })
  page = await app.firstWindow()
  await seenBy(app, (seen) => seen.includes('loaded'))
})
beforeEach(async () => {
  await load('app://bundle/')
  await app.evaluate(() => {
    const { asked, seen } = globalThis as unknown as { asked: string[]; seen: string[] }
    asked.length = 0
    seen.length = 0
  })
})
afterAll(() => apps.stop())

/** Loads an address in the window. Returns its address afterwards, or the message of the failure. */
async function load(url: string): Promise<string> {
  const started = Date.now()
  const result = await app.evaluate(async ({ BrowserWindow }, url) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    try {
      await contents?.loadURL(url)
      return { url: contents?.getURL() ?? '' }
    } catch (problem) {
      return { words: (problem as Error).message }
    }
  }, url)
  if (result.words !== undefined) return result.words
  // The driver of the page receives it on a separate connection.
  await expect
    .poll(() => page.evaluate(() => performance.timeOrigin).catch(() => 0))
    .toBeGreaterThanOrEqual(started - 1)
  return result.url
}

const asked = (): Promise<string[]> => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)

/** Returns what an XMLHttpRequest of the page gets. */
const request = (url: string): Promise<string> =>
  page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.addEventListener('error', () => resolve('failed'))
        xhr.addEventListener('load', () => {
          const { status, statusText, responseText } = xhr
          const [type, own] = ['content-type', 'x-own'].map((name) => xhr.getResponseHeader(name))
          resolve([status, statusText, type, own, responseText].join('|'))
        })
        xhr.open('GET', url)
        xhr.send()
      }),
    url,
  )

describe('addresses of a standard scheme', () => {
  it('are normalized: app://foo becomes app://foo/, and a port is dropped', async () => {
    expect(await load('app://foo')).toBe('app://foo/')
    expect(await load('app://foo:1234/a?b#c')).toBe('app://foo/a?b#c')
    expect(await asked()).toEqual(['app://foo/', 'app://foo/a?b'])
  })

  it('with a user name are refused', async () => {
    expect(await load('app://person@foo/')).toMatch(/^ERR_UNEXPECTED \(-9\) loading 'app:\/\/person@foo\/'/)
    expect(await asked()).toEqual([])
  })

  it('of the page are resolved against its own', async () => {
    await request('a/../b')
    expect(await asked()).toEqual(['app://bundle/b'])
  })
})

describe('responses of a handler', () => {
  it('keep status, status text, headers and body', async () => {
    expect(await request('/created')).toBe('201|Made|text/html|kept|made')
    expect(await request('/missing')).toMatch(/^404\|/)
  })

  it('keep type and charset', async () => {
    expect(await request('/charset')).toBe('200|OK|text/plain; charset=euc-kr||typed')
  })

  it('are net errors if it throws or rejects', async () => {
    expect(await load('app://bundle/throws')).toMatch(/^ERR_UNEXPECTED \(-9\)/)
    expect(await load('app://bundle/rejects')).toMatch(/^ERR_UNEXPECTED \(-9\)/)
    await load('app://bundle/')
    expect(await request('/throws')).toBe('failed')
  })

  it('are net errors if it returns no Response, or an error Response', async () => {
    expect(await load('app://bundle/nothing')).toMatch(/^ERR_UNEXPECTED \(-9\)/)
    expect(await load('app://bundle/odd')).toMatch(/^ERR_UNEXPECTED \(-9\)/)
    expect(await load('app://bundle/error')).toMatch(/^ERR_FAILED \(-2\)/)
  })

  it('are dropped if the page has aborted its request', async () => {
    const aborted = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const xhr = new XMLHttpRequest()
          for (const name of ['abort', 'load', 'error']) xhr.addEventListener(name, () => resolve(name))
          xhr.open('GET', '/late')
          xhr.send()
          setTimeout(() => xhr.abort(), 50)
        }),
    )
    expect(await aborted).toBe('abort')
    await app.evaluate(() =>
      (globalThis as unknown as { late: PromiseWithResolvers<Response> }).late.resolve(new Response('late')),
    )
    expect(await request('/created')).toMatch(/^201/)
  })

  it('end with the handler', async () => {
    await app.evaluate(({ protocol }) => protocol.unhandle('open'))
    expect(await load('open://host/')).toMatch(/^ERR_UNKNOWN_URL_SCHEME \(-301\)/)
    await app.evaluate(({ protocol }) => {
      const { asked } = globalThis as unknown as { asked: string[] }
      protocol.handle('open', ({ url }) => {
        asked.push(url)
        return new Response('open', { headers: { 'content-type': 'text/html' } })
      })
    })
    expect(await load('open://host/')).toBe('open://host/')
  })
})

describe('a page of a standard, secure scheme', () => {
  it('can’t fetch without supportFetchAPI, and the handler is not called; an XMLHttpRequest is answered', async () => {
    const fetched = await page.evaluate(() =>
      fetch('/created').catch(({ name, message }: Error) => `${name}: ${message}`),
    )
    expect(fetched).toBe('TypeError: Failed to fetch')
    expect(await asked()).toEqual([])
    expect(await request('/created')).toMatch(/^201/)
  })

  it('can fetch with supportFetchAPI', async () => {
    await load('open://host/')
    expect(await page.evaluate(async () => (await fetch('/data')).text())).toBe('open')
  })

  it('can’t read from another host of its scheme, and the handler is not called', async () => {
    expect(await request('app://other/created')).toBe('failed')
    expect(await asked()).toEqual([])
  })

  it('is a secure context with separate storage for each host', async () => {
    const found = await page.evaluate(() => {
      localStorage.setItem('kept', 'here')
      return [
        isSecureContext,
        'subtle' in crypto,
        'caches' in window,
        'indexedDB' in window,
        localStorage.getItem('kept'),
      ]
    })
    expect(found).toEqual([true, true, true, true, 'here'])
    await load('app://other/')
    expect(await page.evaluate(() => [localStorage.getItem('kept'), isSecureContext])).toEqual([null, true])
    await load('app://bundle/')
    expect(await page.evaluate(() => localStorage.getItem('kept'))).toBe('here')
  })

  it('registers no service worker', async () => {
    const refused = await page.evaluate(() =>
      navigator.serviceWorker.register('/worker.js').then(String, () => 'refused'),
    )
    expect(refused).toBe('refused')
  })
})

describe('a navigation', () => {
  const told = (count: number) => seenBy(app, (seen) => seen.length >= count)

  it('is reported from its start to its commit, in the documented order', async () => {
    await page.evaluate(() => void (location.href = '/next'))
    expect(await told(5)).toEqual([
      'did-start-navigation',
      'will-frame-navigate',
      'will-navigate',
      'did-frame-navigate',
      'did-navigate',
    ])
  })

  it('by the app itself causes no will-navigate', async () => {
    await load('app://bundle/next')
    expect(await told(3)).toEqual(['did-start-navigation', 'did-frame-navigate', 'did-navigate'])
  })

  it('that is refused starts and fails as aborted; the page stays', async () => {
    await page.evaluate(() => Object.assign(window, { same: true }))
    await page.evaluate(() => void (location.href = '/refused'))
    expect(await told(3)).toEqual(['did-start-navigation', 'will-frame-navigate', 'did-fail-provisional-load -3'])
    expect(await page.evaluate(() => 'same' in window)).toBe(true)
    expect(page.url()).not.toMatch(/refused/)
  })

  it('that another one replaces ends as aborted', async () => {
    await page.evaluate(() => {
      location.href = '/never'
      setTimeout(() => (location.href = '/refused'), 100)
    })
    expect(await told(7)).toEqual([
      'did-start-navigation',
      'will-frame-navigate',
      'will-navigate',
      'did-fail-provisional-load -3',
      'did-start-navigation',
      'will-frame-navigate',
      'did-fail-provisional-load -3',
    ])
  })

  it('that fails shows an error page and does not commit', async () => {
    await load('app://bundle/error')
    expect(await told(3)).toEqual(['did-start-navigation', 'did-fail-provisional-load -2', 'did-fail-load -2'])
  })
})
