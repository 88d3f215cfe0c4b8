/**
 * What a person waits for, in headless Chromium over loopback, against what the web UI of OpenBao 2.5.5 (the same
 * family as Vault's) took for the same step on a two-core machine. A ratio of 0.25 is four times faster.
 */
import { type Browser, chromium, type Page } from 'playwright'
import { vaultApi } from '../servers/initialised.ts'
import { addConnection, goTo, openApp, signIn } from '../e2e/app.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { type Benchmark, type Figure, median, ms } from './benchmark.ts'

/** Milliseconds of the web UI, medians. */
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
  const times = {
    signInForm: [] as number[],
    mounts: [] as number[],
    openSecret: [] as number[],
    reveal: [] as number[],
  }

  for (let round = 0; round < rounds; round++) {
    times.signInForm.push(await loadToSignInForm(context.newPage.bind(context), page.url(), profileId))
    await goTo(page, `/c/${profileId}/access`)
    times.mounts.push(await signInToMounts(page, profileId))
    times.openSecret.push(await openSecret(page, profileId))
    times.reveal.push(await revealValue(page))
    await signOut(page, profileId)
  }
  await signIn(page, profileId, 'root')
  return (Object.keys(webUi) as (keyof typeof webUi)[]).map((name) => {
    const ours = median(times[name])
    return {
      name: `window-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      ratio: ours / webUi[name],
      goal: fourTimesFaster,
      note: `${ms(ours)} against ${ms(webUi[name])} of the web UI`,
    }
  })
}

async function loadToSignInForm(newPage: () => Promise<Page>, url: string, profileId: string): Promise<number> {
  const page = await newPage()
  const started = performance.now()
  await page.goto(`${new URL(url).origin}/#/c/${profileId}/secrets`)
  await page.getByRole('textbox', { name: 'Token', exact: true }).waitFor()
  const took = performance.now() - started
  await page.close()
  return took
}

async function signInToMounts(page: Page, profileId: string): Promise<number> {
  await goTo(page, `/c/${profileId}/secrets`)
  await page.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
  const started = performance.now()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('row', { name: /secret\// }).waitFor()
  return performance.now() - started
}

async function openSecret(page: Page, profileId: string): Promise<number> {
  await goTo(page, `/c/${profileId}/kv?mount=secret%2F&path=webapp%2F`)
  const link = page.getByRole('main').getByText('config', { exact: true }).first()
  await link.waitFor()
  const started = performance.now()
  await link.click()
  await page.getByText('password', { exact: true }).first().waitFor()
  return performance.now() - started
}

async function revealValue(page: Page): Promise<number> {
  const button = page.getByRole('button', { name: /^(Reveal|Show)/ }).first()
  const started = performance.now()
  await button.click()
  await page
    .getByText(/^static-(user|password)$/)
    .first()
    .waitFor()
  return performance.now() - started
}

async function signOut(page: Page, profileId: string): Promise<void> {
  await page.evaluate(
    async (body) => {
      await fetch('/call/session.signOut', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    },
    JSON.stringify({ profileId, revoke: false }),
  )
  await page.reload()
}
