/**
 * The times that a user waits, in headless Chromium over loopback, compared with the same steps in the web UI of
 * OpenBao 2.5.5 (of the same family as Vault's) on a two-core machine. A ratio of 0.25 is four times faster.
 */
import { type Browser, chromium, type Locator, type Page } from 'playwright'
import { vaultApi } from '../servers/initialized.ts'
import { addConnection, callFrom, goTo, openApp } from '../e2e/app.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { type Benchmark, type Figure, median, ms } from './benchmark.ts'

/** Median milliseconds of the web UI. */
const webUi = { signInForm: 1900, mounts: 410, openSecret: 570, reveal: 160 }
const fourTimesFaster = 0.25
const rounds = 7

export const window: Benchmark = {
  name: 'window',
  run: async () => {
    const vault = await startVault({ dev: true })
    const app = await startStrongroom()
    const browser = await chromium.launch(chromiumLaunch())
    try {
      await vaultApi(vault, 'POST', 'secret/data/webapp/config', {
        token: 'root',
        body: { data: { username: 'static-user', password: 'static-password' } },
      })
      return await measure(browser, app.url, vault)
    } finally {
      await browser.close()
      await app.stop()
      await vault.stop()
    }
  },
}

async function measure(browser: Browser, url: string, vault: TestVault): Promise<readonly Figure[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  const page = await context.newPage()
  await openApp(page, url)
  const profileId = await addConnection(page, vault.address)
  const times = { signInForm: [] as Step[], mounts: [] as Step[], openSecret: [] as Step[], reveal: [] as Step[] }

  for (let round = 0; round < rounds; round++) {
    times.signInForm.push(await loadToSignInForm(page, profileId))
    times.mounts.push(await signInToMounts(page, profileId))
    times.openSecret.push(await openSecret(page, profileId))
    times.reveal.push(await revealValue(page))
    await callFrom(page, 'session.signOut', { profileId, revoke: false })
    await page.reload()
    // The next round starts when this page is idle.
    await page.getByRole('textbox', { name: 'Token', exact: true }).waitFor()
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  }
  return (Object.keys(webUi) as (keyof typeof webUi)[]).map((name) => {
    const inside = median(times[name].map((step) => step.inside))
    const outside = median(times[name].map((step) => step.outside))
    return {
      name: `window-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      ratio: inside / webUi[name],
      goal: fourTimesFaster,
      note: `${ms(inside)} in the page, ${ms(outside)} with the driver, against ${ms(webUi[name])} of the web UI`,
    }
  })
}

/** One step, in milliseconds as measured by the page and by the program that drives the browser. */
interface Step {
  readonly inside: number
  readonly outside: number
}

/**
 * Presses the first element that matches `press` and waits for the frame in which an element matches `ready`. The page
 * measures from the press to that frame; the driver's time also includes its messages to the page.
 */
export async function step(page: Page, press: Locator, ready: string): Promise<Step> {
  await press.waitFor()
  const element = await press.elementHandle()
  const started = performance.now()
  const inside = await page.evaluate(
    async ([target, wanted]) => {
      if (!(target instanceof HTMLElement)) throw new Error('there is nothing to press')
      const pattern = new RegExp(wanted)
      const isThere = () => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (texts.nextNode() !== null) if (pattern.test(texts.currentNode.nodeValue ?? '')) return true
        return false
      }
      const from = performance.now()
      target.click()
      await new Promise<void>((resolve) => {
        if (isThere()) return resolve()
        const observer = new MutationObserver(() => {
          if (!isThere()) return
          observer.disconnect()
          resolve()
        })
        observer.observe(document.body, { childList: true, subtree: true, characterData: true })
      })
      await new Promise((resolve) => requestAnimationFrame(resolve))
      return performance.now() - from
    },
    [element, ready] as const,
  )
  return { inside, outside: performance.now() - started }
}

async function loadToSignInForm(page: Page, profileId: string): Promise<Step> {
  const { origin } = new URL(page.url())
  // No code of the app runs when the load begins, as when a window opens.
  await page.goto('about:blank')
  const started = performance.now()
  await page.goto(`${origin}/#/c/${profileId}/secrets`)
  await page.getByRole('textbox', { name: 'Token', exact: true }).waitFor()
  const outside = performance.now() - started
  // A load is measured only from outside: no page exists yet that could start a clock.
  return { inside: outside, outside }
}

async function signInToMounts(page: Page, profileId: string): Promise<Step> {
  await goTo(page, `/c/${profileId}/secrets`)
  await page.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
  return step(page, page.getByRole('button', { name: 'Sign in' }), '^secret/$')
}

async function openSecret(page: Page, profileId: string): Promise<Step> {
  await goTo(page, `/c/${profileId}/kv?mount=secret%2F&path=webapp%2F`)
  const entry = page.getByRole('listbox').getByText('config', { exact: true }).first()
  return step(page, entry, '^password$')
}

async function revealValue(page: Page): Promise<Step> {
  return step(page, page.getByRole('button', { name: /^(Reveal|Show)/ }).first(), '^static-(user|password)$')
}
