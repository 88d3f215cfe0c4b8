/** How many requests the app sends to a server while its page is open and a user is signed in, but idle. */
import { chromium } from 'playwright'
import { addConnection, goTo, openApp, signIn } from '../e2e/app.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { countingProxy } from '../servers/countingProxy.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import type { Benchmark } from './benchmark.ts'

const seconds = 30
const allowedEverySeconds = 5

export const idle: Benchmark = {
  name: 'idle',
  run: async () => {
    const vault = await startVault({ dev: true })
    const proxy = await countingProxy(vault.port)
    const app = await startStrongroom()
    const browser = await chromium.launch(chromiumLaunch())
    try {
      const page = await browser.newPage()
      await openApp(page, app.url)
      const profileId = await addConnection(page, `http://127.0.0.1:${proxy.port}`)
      await signIn(page, profileId, 'root')
      await goTo(page, `/c/${profileId}/secrets`)
      await page.getByRole('row', { name: /secret\// }).waitFor()
      // Wait for two polls, so that the requests of opening the page are over.
      await page.waitForTimeout(2 * allowedEverySeconds * 1000)
      const before = proxy.requests()
      await page.waitForTimeout(seconds * 1000)
      const asked = proxy.requests() - before
      return [
        {
          name: 'idle-requests',
          ratio: asked / (seconds / allowedEverySeconds),
          goal: 1,
          note: `${asked} requests in ${seconds} s with one open connection`,
        },
      ]
    } finally {
      await browser.close()
      await app.stop()
      await proxy.stop()
      await vault.stop()
    }
  },
}
