/**
 * Typing a filter over the keys of a secret, on its page and in its editor, in headless Chromium over loopback: 3,000 keys
 * against 30.
 */
import { chromium, type Page } from 'playwright'
import { addConnection, goTo, openApp, signIn } from '../e2e/app.ts'
import { putSecret } from '../servers/initialized.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { type Benchmark, median, ms } from './benchmark.ts'

const rounds = 5
const nameOf = (index: number) => `key-${String(index).padStart(4, '0')}`
const dataOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [nameOf(index), 'x']))

export type Place = 'page' | 'editor'

/**
 * Types a filter letter by letter over a secret of `count` keys. Returns the longest time in milliseconds from a key
 * press to the frame that shows it, and the time until the last letter's rows are drawn.
 */
export async function typeFilter(page: Page, profileId: string, place: Place, count: number) {
  await goTo(page, `/c/${profileId}/access`)
  const mode = place === 'editor' ? { mode: 'edit' } : {}
  const query = new URLSearchParams({ mount: 'secret/', path: `keys-${count}`, ...mode })
  await goTo(page, `/c/${profileId}/kv?${query.toString()}`)
  const field = page.getByRole('searchbox', { name: 'Filter keys' })
  await field.focus()
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  await page.evaluate(() => {
    const waits: number[] = []
    Object.assign(globalThis, { waits })
    document.addEventListener(
      'keydown',
      () => {
        const from = performance.now()
        requestAnimationFrame(() => setTimeout(() => waits.push(performance.now() - from)))
      },
      { capture: true },
    )
  })
  const text = nameOf(count - 1)
  for (const letter of text) await page.keyboard.press(letter === '-' ? 'Minus' : letter)
  const last = performance.now()
  const found =
    place === 'editor' ? page.getByRole('textbox', { name: 'Key', exact: true }) : page.getByRole('rowheader')
  await page.waitForFunction(() => (globalThis as unknown as { waits: number[] }).waits.length >= 8)
  while ((await found.count()) !== 1)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  const drawn = performance.now() - last
  const waits = await page.evaluate(() => (globalThis as unknown as { waits: number[] }).waits)
  await page.reload()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  return { letter: Math.max(...waits), drawn }
}

export const keyFilter: Benchmark = {
  name: 'key-filter',
  run: async () => {
    const vault = await startVault({ dev: true })
    const app = await startStrongroom()
    const browser = await chromium.launch(chromiumLaunch())
    try {
      for (const count of [30, 3000]) await putSecret(vault, 'root', `keys-${count}`, dataOf(count))
      const page = await (
        await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
      ).newPage()
      await openApp(page, app.url)
      const profileId = await addConnection(page, vault.address)
      await signIn(page, profileId, 'root')
      await page.reload()
      const figures = []
      for (const place of ['page', 'editor'] as const) {
        const few: number[] = []
        const many: number[] = []
        for (let round = 0; round <= rounds; round++) {
          const small = await typeFilter(page, profileId, place, 30)
          const large = await typeFilter(page, profileId, place, 3000)
          // The first round is a warm-up.
          if (round === 0) continue
          few.push(small.letter)
          many.push(large.letter)
        }
        const [a, b] = [median(many), median(few)]
        figures.push({
          name: `key-filter-${place}-3000`,
          ratio: a / b,
          goal: 3,
          note: `${ms(a)} from a letter to its frame at most, ${ms(b)} with 30 keys`,
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
