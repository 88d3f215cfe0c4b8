/** Only the main frame of the app's own windows, at the app's own address, may call. */
import assert from 'node:assert/strict'
import type { CDPSession } from 'playwright'
import { evil, exposedCall, type Rule, watchOutside, withoutRequestFilter } from './hostile.ts'

/** A call that bypasses everything that the preload exposes, as from a page that controls its process. */
async function rawCall(devtools: CDPSession, frameId: string): Promise<string> {
  const { executionContextId } = await devtools.send('Page.createIsolatedWorld', {
    frameId,
    worldName: 'Electron Isolated Context',
  })
  const { result } = await devtools.send('Runtime.evaluate', {
    contextId: executionContextId,
    expression: `doubleOfElectronTransport.invoke('connections.list', ${2 ** 41}, {}).then(JSON.stringify, String)`,
    awaitPromise: true,
    returnByValue: true,
  })
  return String(result.value)
}

const refused = (answer: string) => assert.match(answer, /forbidden-sender/)

async function frameIds(devtools: CDPSession): Promise<{ main: string; sub: string }> {
  const { frameTree } = await devtools.send('Page.getFrameTree')
  return { main: frameTree.frame.id, sub: frameTree.childFrames?.[0]?.frame.id ?? '' }
}

export const callRules: readonly Rule[] = [
  {
    name: 'a sub-frame calls, by the raw binding',
    check: async (app, page) => {
      await page.evaluate(() => document.body.append(document.createElement('iframe')))
      const devtools = await app.context.newCDPSession(page)
      const { main, sub } = await frameIds(devtools)
      refused(await rawCall(devtools, sub))
      // The same call from the main frame is allowed, so the frame was the reason.
      assert.doesNotMatch(await rawCall(devtools, main), /forbidden-sender/)
    },
  },
  {
    name: 'a foreign origin calls, in a window of the app',
    check: async (app, page) => {
      await app.evaluate(watchOutside)
      await app.evaluate(withoutRequestFilter)
      await app.evaluate(({ BrowserWindow }, url) => BrowserWindow.getAllWindows()[0]?.loadURL(url), evil)
      assert.equal(await page.title(), 'evil')
      refused(await exposedCall(page))
      const devtools = await app.context.newCDPSession(page)
      refused(await rawCall(devtools, (await frameIds(devtools)).main))
    },
  },
  {
    name: 'contents that the app did not open call, from its own address',
    check: async (app, page) => {
      const opened = app.context.waitForEvent('page')
      await app.evaluate(async ({ BrowserWindow }) => {
        const [first] = BrowserWindow.getAllWindows()
        const contents = first?.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }
        const other = new BrowserWindow({ webPreferences: contents.getLastWebPreferences() })
        await other.loadURL('app://bundle/')
      })
      refused(await exposedCall(await opened))
      assert.match(await exposedCall(page), /"ok":true/)
    },
  },
]
