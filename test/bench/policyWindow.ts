/**
 * Typing in a policy of 2,000 rules in the window: each key press parses and lints the text, and no task of the page
 * may take longer than 16 ms, one frame. Other programs also delay a task by using its processor, so the same keys are
 * typed into a plain field of the same browser in turn, to measure that delay.
 */
import { type Browser, chromium, type Locator, type Page } from 'playwright'
import { addConnection, goTo, openApp, signIn } from '../e2e/app.ts'
import { writePolicy } from '../servers/initialized.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { type Benchmark, type Figure, median, ms } from './benchmark.ts'
import { policyOf } from './policy.ts'
import { type Longest, longestTasks } from './tasks.ts'

/** Key presses per round, and the number of rounds. */
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
      const bare = await context.newPage()
      await bare.setContent('<textarea aria-label="Bare"></textarea>')
      return await typeIn(browser, page, bare)
    } finally {
      await browser.close()
      await app.stop()
      await vault.stop()
    }
  },
}

async function typeIn(browser: Browser, page: Page, bare: Page): Promise<Figure[]> {
  const text = page.getByRole('textbox', { name: 'Policy text' })
  await text.waitFor()
  await page.getByRole('region', { name: 'Errors and warnings' }).waitFor()
  await page.bringToFront()
  await text.press('Control+Home')
  await text.press('End')
  const longest: Longest[] = []
  const bareLongest: Longest[] = []
  for (let round = 0; round < rounds; round++) {
    const ours = await typeRound(browser, page, text)
    const theirs = await typeRound(browser, bare, bare.getByRole('textbox', { name: 'Bare' }))
    // The first round includes compilation.
    if (round > 0) {
      longest.push(ours)
      bareLongest.push(theirs)
    }
  }
  const task = median(longest.map((each) => each.task))
  const work = median(longest.map((each) => each.work))
  const most = (what: keyof Longest): string => ms(Math.max(...longest.map((each) => each[what])))
  return [
    {
      name: 'policy-typing-task',
      ratio: task / frame,
      goal: 1,
      note:
        `longest task ${ms(task)} while typing in 2,000 rules, ${most('task')} in the worst of ${rounds - 1} rounds; ` +
        `in a bare field ${ms(median(bareLongest.map((each) => each.task)))}`,
    },
    {
      name: 'policy-typing-work',
      ratio: work / frame,
      goal: 0.75,
      note: `most that the page's thread was at work in one task ${ms(work)}, ${most('work')} in the worst round`,
    },
  ]
}

async function typeRound(browser: Browser, page: Page, text: Locator): Promise<Longest> {
  await page.bringToFront()
  await text.focus()
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  return longestTasks(browser, page, async () => {
    for (let key = 0; key < keys; key++) {
      await page.keyboard.press('x')
      // As fast as people type; the worker's answer arrives between two keys.
      await page.waitForTimeout(120)
    }
    // Long enough for the draft to be stored.
    await page.waitForTimeout(700)
  })
}
