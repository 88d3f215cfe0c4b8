/** The page: the files of the bundle under its policy, in a world without Node, and without DevTools in a release. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright'
import { evil, type Rule, settled } from './hostile.ts'

/** A file outside of the bundle that a link inside of it names, see `scratch.ts`. */
export const leak = '/assets/leak.js'

const paths: readonly string[] = [
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2fetc%2fpasswd',
  '/..\\..\\etc\\passwd',
  '/%5c..%5c..%5cetc%5cpasswd',
  '/assets/../../package.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/..%2findex.html',
  '/assets/%00.js',
  '/assets/',
  '/preload/preload.cjs',
  '//bundle/etc/passwd',
  `/${'a'.repeat(100_000)}.js`,
  leak,
]

/** Returns the statuses of the page's requests for these addresses. */
const statuses = (page: Page, addresses: readonly string[]) =>
  page.evaluate(
    (all) =>
      Promise.all(
        all.map(
          (address) =>
            new Promise<number>((resolve) => {
              const request = new XMLHttpRequest()
              request.addEventListener('loadend', () => resolve(request.status))
              request.open('GET', address)
              request.send()
            }),
        ),
      ),
    addresses,
  )

/** Attempts to run a text as a script of the page. Each records its success in `window.broken`. */
async function inject(page: Page): Promise<void> {
  await page.evaluate((url) => {
    const code = (way: string) => `window.broken = (window.broken ?? '') + ' ${way}'`
    const script = (way: string, fill: (element: HTMLScriptElement) => void) => {
      const element = document.createElement('script')
      fill(element)
      element.dataset['way'] = way
      document.head.append(element)
    }
    script('inline', (element) => (element.textContent = code('inline')))
    script('data', (element) => (element.src = `data:text/javascript,${encodeURIComponent(code('data'))}`))
    script('blob', (element) => {
      element.src = URL.createObjectURL(new Blob([code('blob')], { type: 'text/javascript' }))
    })
    script('foreign', (element) => (element.src = `${url}x.js`))
    const image = document.createElement('img')
    image.setAttribute('onerror', code('handler'))
    image.src = '/no-such.png'
    document.body.append(image)
    const anchor = document.createElement('a')
    anchor.href = `javascript:${code('javascript')}; void 0`
    document.body.append(anchor)
    anchor.click()
    try {
      const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
      worker.addEventListener('message', () => Object.assign(window, { broken: 'worker' }))
    } catch {
      // Refused immediately.
    }
    // In a separate task of the page: the policy does not apply to what a driver runs directly.
    setTimeout(() => {
      for (const way of ['eval', 'function', 'string']) {
        try {
          // oxlint-disable-next-line no-eval
          if (way === 'eval') globalThis.eval(code(way))
          // oxlint-disable-next-line no-implied-eval
          else if (way === 'function') new Function(code(way))()
          // oxlint-disable-next-line no-implied-eval
          else setTimeout(code(way))
        } catch {
          // Expected.
        }
      }
    })
  }, evil)
}

export const pageRules: readonly Rule[] = [
  {
    name: 'a path leads out of the bundle',
    check: async (_app, page) => {
      const own = await page.evaluate(() => new URL(document.querySelector('script')?.src ?? '').pathname)
      const [good, ...others] = await statuses(page, [own, ...paths])
      assert.equal(good, 200)
      const shown = paths.filter((_path, index) => others[index] === 200)
      assert.deepEqual(shown, [])
    },
  },
  {
    name: 'a text becomes a script',
    check: async (app, page) => {
      await inject(page)
      await settled(app, page)
      assert.equal(await page.evaluate(() => (window as unknown as { broken?: string }).broken), undefined)
    },
  },
  {
    name: 'the page finds Node, the preload, or a way past what it exposes',
    check: async (app, page) => {
      const found = await page.evaluate(() => {
        const names = ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer', 'contextBridge']
        return [...names, 'doubleOfElectron', 'doubleOfElectronTransport'].filter((name) => name in window)
      })
      assert.deepEqual(found, [])
      const frozen = await page.evaluate(() => {
        const { strongroom } = window as unknown as { strongroom: Record<string, object> }
        return Object.isFrozen(strongroom) && Object.values(strongroom).every((topic) => Object.isFrozen(topic))
      })
      assert.equal(frozen, true)
      const preferences = await app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        return (contents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences()
      })
      const { sandbox, contextIsolation, nodeIntegration, nodeIntegrationInSubFrames, webSecurity } = preferences
      assert.deepEqual(
        { sandbox, contextIsolation, nodeIntegration, nodeIntegrationInSubFrames, webSecurity },
        {
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          nodeIntegrationInSubFrames: false,
          webSecurity: true,
        },
      )
    },
  },
  {
    name: 'a release opens its DevTools, or reloads, at a key',
    check: async (app, page) => {
      await page.evaluate(() => Object.assign(window, { before: true }))
      for (const keys of [
        'F12',
        'Control+Shift+i',
        'Control+Shift+j',
        'Control+Shift+c',
        'Meta+Alt+i',
        'Control+r',
        'F5',
      ]) {
        await page.keyboard.press(keys)
      }
      await settled(app, page)
      const opened = await app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.webContents.openDevTools()
        return window?.webContents.isDevToolsOpened()
      })
      assert.equal(opened, false)
      assert.equal(await page.evaluate(() => 'before' in window), true)
    },
  },
]
