/** The page stays at its address and opens nothing, regardless of what happens in it. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright'
import type { DoubleApp } from '../launch.ts'
import { evil, exposedCall, link, notesOf, type Rule, settled, watchOutside, withoutRequestFilter } from './hostile.ts'

/** Runs `act` and checks that the window still shows the app and that no foreign server received a request. */
const staysHere = (act: (page: Page) => Promise<unknown>) => async (app: DoubleApp, page: Page) => {
  await app.evaluate(watchOutside)
  await app.evaluate(withoutRequestFilter)
  const before = page.url()
  await act(page)
  await settled(app, page)
  assert.equal(page.url(), before)
  assert.deepEqual((await notesOf(app)).requests, [])
  assert.equal(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length), 1)
  assert.match(await exposedCall(page), /"ok":true/)
}

/** Checks that the page still receives events after `act`, which is refused. */
const staysHeard = (act: (page: Page) => Promise<unknown>) => async (app: DoubleApp, page: Page) => {
  type Calls = Record<string, Record<string, (...values: unknown[]) => unknown> | undefined>
  await page.evaluate(() => {
    const { strongroom } = window as unknown as { strongroom: Calls }
    const heard: unknown[] = []
    Object.assign(window, { heard })
    void strongroom['app']?.['events']?.(2 ** 40, {}, (event: unknown) => heard.push(event))
  })
  await act(page)
  await settled(app, page)
  await page.evaluate(async () => {
    const { strongroom } = window as unknown as { strongroom: Calls }
    await strongroom['app']?.['changeSettings']?.(2 ** 41, { theme: 'dark' })
  })
  await settled(app, page)
  const heard = await page.evaluate(() => (window as unknown as { heard: { type: string }[] }).heard)
  assert.ok(heard.some(({ type }) => type === 'settings-changed'))
}

export const navigationRules: readonly Rule[] = [
  {
    name: 'a refused navigation ends what the page follows',
    check: staysHeard(async (page) => {
      await page.evaluate((url) => void (location.href = url), evil)
      await page.evaluate(() => void (location.href = 'app://other/'))
    }),
  },
  {
    name: 'location = another origin',
    check: staysHere((page) => page.evaluate((url) => void (location.href = url), evil)),
  },
  {
    name: 'location = another address of the app scheme',
    check: staysHere((page) => page.evaluate(() => void (location.href = 'app://other/'))),
  },
  {
    name: 'a link is followed',
    check: staysHere(async (page) => {
      await link(page, { href: evil })
      await page.getByText('hostile').click()
    }),
  },
  {
    name: 'a form is posted',
    check: staysHere((page) =>
      page.evaluate((url) => {
        const form = document.createElement('form')
        form.action = url
        form.method = 'post'
        document.body.append(form)
        form.submit()
      }, evil),
    ),
  },
  {
    name: 'a frame is filled',
    check: staysHere((page) =>
      page.evaluate((url) => {
        const frame = document.createElement('iframe')
        frame.src = url
        document.body.append(frame)
      }, evil),
    ),
  },
  {
    name: 'an address is dropped on the page',
    check: staysHere(async (page) => {
      const devtools = await page.context().newCDPSession(page)
      const data = { items: [{ mimeType: 'text/uri-list', data: evil }], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
      }
    }),
  },
  {
    name: 'window.open',
    check: staysHere((page) => page.evaluate((url) => void window.open(url), evil)),
  },
  {
    name: 'a link to a new window',
    check: staysHere(async (page) => {
      await link(page, { href: evil, target: '_blank' })
      await page.getByText('hostile').click()
    }),
  },
  {
    name: 'a click with the middle button on a link',
    check: staysHere(async (page) => {
      await link(page, { href: evil })
      await page.getByText('hostile').click({ button: 'middle' })
    }),
  },
]
