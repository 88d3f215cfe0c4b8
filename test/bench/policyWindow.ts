/**
 * Typing in a policy of 2,000 rules, in the window: it is read and looked through at each key stroke, and no task of the
 * page may take longer than 16 ms, a frame of the screen.
 */
import { type Browser, chromium, type Page } from 'playwright'
import { addConnection, goTo, openApp, signIn } from '../e2e/app.ts'
import { writePolicy } from '../servers/initialised.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { type Benchmark, type Figure, median, ms } from './benchmark.ts'
import { policyOf } from './policy.ts'
import { longestTask } from './tasks.ts'

/** Key strokes of a round, and rounds. */
const keys = 12
const rounds = 9
const frame = 16

export const policyWindow: Benchmark = {
  name: 'policyWindow',
  run: async () => {
    const vault = await startVault({ dev: true })
    const app = await startStrongroom()
    const browser = await chromium.launch(chromiumLaunch())
    try {
      await writePolicy(vault, 'root', 'large', policyOf(2_000))
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
      const page = await context.newPage()
      await openApp(page, app.url)
      const profileId = await addConnection(page, vault.address)
      await signIn(page, profileId, 'root')
      await page.reload()
      await goTo(page, `/c/${profileId}/policies?name=large`)
      return [await typeIn(browser, page)]
    } finally {
      await browser.close()
      await app.stop()
      await vault.stop()
    }
  },
}

async function typeIn(browser: Browser, page: Page): Promise<Figure> {
  const text = page.getByRole('textbox', { name: 'Text of the policy' })
  await text.waitFor()
  await page.getByRole('region', { name: 'What is wrong' }).waitFor()
  await text.press('Control+Home')
  await text.press('End')
  const longest: number[] = []
  for (let round = 0; round < rounds; round++) {
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    const worst = await longestTask(browser, page, async () => {
      for (let key = 0; key < keys; key++) {
        await page.keyboard.press('x')
        // As fast as people type; the answer of the worker comes in between.
        await page.waitForTimeout(120)
      }
    })
    // The first round still compiles.
    if (round > 0) longest.push(worst)
  }
  const typical = median(longest)
  return {
    name: 'policy-typing-task',
    ratio: typical / frame,
    goal: 1,
    note: `longest task ${ms(typical)} while typing in 2,000 rules, ${ms(Math.max(...longest))} in the worst of ${rounds - 1} rounds`,
  }
}
