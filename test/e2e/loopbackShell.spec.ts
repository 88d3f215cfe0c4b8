/** The loopback shell and its neighbors: other programs on this computer, and programs that used its port earlier. */
import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { chromiumLaunch } from '../servers/chromium.ts'
import { endWithTests, removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { callFrom, expect, expectAccessible, goTo, openApp, test } from './app.ts'
import { shown } from './calls.ts'
import { runControl } from './consent.ts'

interface Visit {
  readonly cookie: string
  readonly answer: string
  readonly uid: number
}

/** Starts the hostile program, as another user if the test runs as root. */
async function startNeighbor(target: string) {
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const child = endWithTests(
    spawn(process.execPath, [join(import.meta.dirname, '..', 'servers', 'neighbor.ts'), target], {
      ...asNobody,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse(String((await lines.next()).value)) as unknown
  const { port } = (await next()) as { port: number }
  return { port, visit: async () => (await next()) as Visit, stop: () => child.kill() }
}

test.describe('@boundary @browser a program on another port of this computer', () => {
  for (const args of [[], ['--plain-host']]) {
    test(`has no session, whichever cookie the browser sends it ${args.join(' ')}`, async ({ browser }) => {
      const app = await startStrongroom({ args })
      const context = await browser.newContext()
      const page = await context.newPage()
      await openApp(page, app.url)
      const neighbor = await startNeighbor(app.origin)
      const other = await context.newPage()
      await other.goto(`http://127.0.0.1:${neighbor.port}/`)
      const visit = await neighbor.visit()
      if (process.getuid?.() === 0) expect(visit.uid).toBe(65_534)
      // At 127.0.0.1 the browser sends the cookie, which makes no call without the secret of a tab.
      expect(visit.cookie !== '').toBe(args.includes('--plain-host'))
      expect(visit.answer).toBe(
        args.includes('--plain-host') ? 'closed: 1008' : 'refused: Unexpected server response: 401',
      )
      neighbor.stop()
      await context.close()
      await app.stop()
    })
  }
})

const worker = `
addEventListener('install', () => self.skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(new Response(
    '<!doctype html><h1>stolen</h1><script>document.title = "stolen " + location.hash</script>',
    { headers: { 'content-type': 'text/html' } }))
})`

/** Starts a hostile server on a free port that leaves behind a service worker or a cached file that never expires. */
async function ownPortBefore(context: BrowserContext, asset: string): Promise<number> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/worker.js') response.setHeader('content-type', 'text/javascript').end(worker)
    else if (request.url === asset) {
      response.setHeader('cache-control', 'public, max-age=31536000, immutable')
      response.setHeader('content-type', 'text/javascript').end('document.title = "poisoned"')
    } else response.setHeader('content-type', 'text/html').end(`<script src="${asset}"></script><h1>Before</h1>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  await expect(page).toHaveTitle('poisoned')
  if (asset === '/nothing.js') {
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/worker.js')
      await navigator.serviceWorker.ready
    })
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  }
  await page.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return port
}

test.describe('@boundary @browser the previous user of the port', () => {
  let folder: string
  let context: BrowserContext
  test.beforeEach(async () => {
    folder = await temporaryFolder('profile')
    context = await chromium.launchPersistentContext(folder, chromiumLaunch())
  })
  test.afterEach(async () => {
    await context.close()
    await removeFolder(folder)
  })

  test('gets no key with a service worker', async () => {
    const port = await ownPortBefore(context, '/nothing.js')
    const app = await startStrongroom({ port })
    const page = await context.newPage()
    await page.goto(app.url)
    await shown(page)
    expect(await page.title()).not.toContain('stolen')
    await app.stop()
  })

  for (const args of [[], ['--plain-host']])
    test(`runs no script from the cache of the browser ${args.join(' ')}`, async ({ browser }) => {
      // The name of the first script, which a neighbor can read in the packages of a release.
      const first = await startStrongroom()
      const reader = await browser.newPage()
      await openApp(reader, first.url)
      const asset = await reader.evaluate(
        () => new URL(document.querySelector<HTMLScriptElement>('script[src]')?.src ?? '').pathname,
      )
      await reader.close()
      await first.stop()

      const port = await ownPortBefore(context, asset)
      const app = await startStrongroom({ port, args })
      const page = await context.newPage()
      await page.goto(app.url)
      await shown(page)
      expect(await page.title()).not.toBe('poisoned')
      await app.stop()
    })
})

/** Copies a tab as the browser's *Duplicate* does, including its session storage. */
async function duplicate(page: Page): Promise<Page> {
  const stored = await page.evaluate(() => Object.entries(sessionStorage))
  const copy = await page.context().newPage()
  await copy.addInitScript((entries) => {
    for (const [name, value] of entries) if (sessionStorage.getItem(name) === null) sessionStorage.setItem(name, value)
  }, stored)
  await copy.goto(page.url())
  return copy
}

test.describe('@boundary @browser the tabs of one browser', () => {
  test('are admitted by an open tab: a link in a new tab, an address, a reload', async ({ app, window }) => {
    const opening = app.context.waitForEvent('page')
    await window.getByRole('link', { name: 'Settings' }).click({ modifiers: ['ControlOrMeta'] })
    const linked = await opening
    await expect(linked.getByRole('heading', { name: 'Settings' })).toBeVisible()
    const typed = await app.openAnother()
    await typed.reload()
    for (const page of [window, linked, typed]) {
      await goTo(page, '/connections')
      await goTo(page, '/settings')
      await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
      expect(await callFrom(page, 'app.state', {})).toMatchObject({ shell: 'loopback' })
    }
    const secrets = await Promise.all(
      [window, linked, typed].map((page) => page.evaluate(() => JSON.stringify(sessionStorage))),
    )
    expect(new Set(secrets).size).toBe(3)
  })

  test('show "Use here" when one is duplicated, by keyboard, accessibly and in both languages', async ({
    app,
    window,
  }) => {
    const title = 'Strongroom is open in another tab'
    const copy = await duplicate(window)
    await expect(copy.getByRole('heading', { name: title })).toBeVisible()
    await expect(window.getByRole('heading', { name: title })).toHaveCount(0)
    await expectAccessible(copy)
    await copy.keyboard.press('Enter')
    await expect(copy.getByRole('heading', { name: title })).toHaveCount(0)
    await shown(copy)
    await expect(window.getByRole('heading', { name: title })).toBeVisible()
    await window.getByRole('button', { name: 'Use here' }).click()
    await shown(window)
    await expect(copy.getByRole('heading', { name: title })).toBeVisible()
    expect(app.context.pages()).toHaveLength(2)
  })

  test('cannot be admitted by the cookie when all are closed; a new address opens one', async ({ app, window }) => {
    await window.close()
    const page = await app.context.newPage()
    const { printed } = await runControl(app, ['open'])
    await page.goto(new URL('/', printed).href)
    await expect(page.getByRole('heading', { name: 'This tab is not connected to Strongroom' })).toBeVisible()
    await expectAccessible(page)
    await page.goto('about:blank')
    await openApp(page, printed.trim())
    expect(page.url()).not.toContain('key')
  })

  test('end together with the session of the browser', async ({ app, window }) => {
    const other = await app.openAnother()
    await window.keyboard.press('Control+k')
    const search = window
      .getByRole('dialog')
      .getByRole('combobox')
      .or(window.getByRole('dialog').getByRole('searchbox'))
    await search.fill('End this session')
    await window.keyboard.press('Enter')
    await window.getByRole('button', { name: 'End this session…' }).click()
    await window.getByRole('button', { name: 'End session' }).click()
    for (const page of [window, other])
      await expect(page.getByRole('heading', { name: 'This browser is not signed in to Strongroom' })).toBeVisible()
    await expectAccessible(window)
    const { printed } = await runControl(app, ['open'])
    await openApp(other, printed.trim())
  })
})
