/**
 * Opening a secret of ten versions and viewing its history, in headless Chromium over loopback, compared with the web
 * UI of OpenBao 2.5.5 on a two-core machine. In Strongroom the history opens with the secret, so both times start at
 * the same key press.
 */
import { chromium } from 'playwright'
import { addConnection, goTo, openApp, signIn } from '../e2e/app.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { putSecret } from '../servers/initialized.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { type Benchmark, median, ms } from './benchmark.ts'
import { step } from './window.ts'

/** Median milliseconds of the web UI: the history from an open secret, and opening a secret. */
const webUi = { 'version-history': 520, 'open-secret': 570 }
const fourTimesFaster = 0.25
const rounds = 9

/** The texts that show that the page is complete: the oldest version, the name of a key. */
const ready = { 'version-history': '^Version 1$', 'open-secret': '^password$' }

export const kvHistory: Benchmark = {
  name: 'kv-history',
  run: async () => {
    const vault = await startVault({ dev: true })
    const app = await startStrongroom()
    const browser = await chromium.launch(chromiumLaunch())
    try {
      for (let version = 1; version <= 10; version++) {
        await putSecret(vault, 'root', 'webapp/config', { username: 'static-user', password: `static-${version}` })
      }
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
      await openApp(page, app.url)
      const profileId = await addConnection(page, vault.address)
      await signIn(page, profileId, 'root')
      await page.reload()
      const figures = []
      for (const name of ['version-history', 'open-secret'] as const) {
        const times: number[] = []
        for (let round = 0; round < rounds; round++) {
          await goTo(page, `/c/${profileId}/kv?mount=secret%2F&path=webapp%2F`)
          const entry = page.getByRole('listbox').getByText('config', { exact: true }).first()
          times.push((await step(page, entry, ready[name])).inside)
        }
        const middle = median(times)
        figures.push({
          name: `kv-${name}`,
          ratio: middle / webUi[name],
          goal: fourTimesFaster,
          note: `${ms(middle)} from the press, against ${ms(webUi[name])} of the web UI`,
        })
      }
      return figures
    } finally {
      await browser.close()
      await app.stop()
      await vault.stop()
    }
  },
}
