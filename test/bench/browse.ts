/**
 * Browsing many secrets, in headless Chromium over loopback: a folder of 10,000 names, a tree of 100,000 rows, typing
 * in both, and the steps from the sign-in to a value. The web UI is OpenBao's 2.5.5 on a two-core machine.
 */
import { type Browser, chromium, type Page } from 'playwright'
import { addConnection, callFrom, goTo, openApp, signIn } from '../e2e/app.ts'
import { vaultApi } from '../servers/initialized.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { type Benchmark, type Figure, median, ms } from './benchmark.ts'
import { writeAll } from './seed.ts'
import { longestTask } from './tasks.ts'

/** Median milliseconds of the web UI. */
const webUi = { open: 730, filter: 1030 }
const fourTimesFaster = 0.25
const rounds = 5
const many = 10_000
const treeFolders = Array.from({ length: 10 }, (_, index) => `f${index}/`)
const nameOf = (index: number) => `name-${String(index).padStart(5, '0')}`
const names = Array.from({ length: many }, (_, index) => nameOf(index))

export const browse: Benchmark = {
  name: 'browse',
  run: async () => {
    const vault = await startVault({ dev: true })
    const app = await startStrongroom()
    const browser = await chromium.launch(chromiumLaunch())
    try {
      const data = { username: 'static-user', password: 'static-password' }
      const v2 = (folder: string, count: number) => names.slice(0, count).map((name) => `secret/data/${folder}${name}`)
      await writeAll(vault, 'root', [...v2('big/', many), ...v2('small/', 100)], { data })
      await vaultApi(vault, 'POST', 'sys/mounts/many', {
        token: 'root',
        body: { type: 'kv', options: { version: '1' } },
      })
      await writeAll(
        vault,
        'root',
        treeFolders.flatMap((folder) => names.map((name) => `many/${folder}${name}`)),
        data,
      )

      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
      await context.addInitScript(noteAnswers)
      const page = await context.newPage()
      await openApp(page, app.url)
      const profileId = await addConnection(page, vault.address)
      await signIn(page, profileId, 'root')
      return [
        ...(await folderOfMany(page, profileId)),
        ...(await typing(browser, page, profileId)),
        ...(await treeOfMany(browser, page, profileId)),
        await actions(page, profileId),
      ]
    } finally {
      await browser.close()
      await app.stop()
      await vault.stop()
    }
  },
}

declare global {
  /** When the names of the folder first arrived, in milliseconds of the page's clock. */
  var listArrivedAt: number | undefined
}

/** Runs in the page before the app: records when an answer with names arrives, before anything reads it. */
function noteAnswers(): void {
  const Plain = globalThis.WebSocket
  globalThis.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.includes('"name-00000"')) globalThis.listArrivedAt ??= performance.now()
      })
    }
  }
}

const kv = (profileId: string, mount: string, path: string) =>
  `/c/${profileId}/kv?${new URLSearchParams({ mount, path }).toString()}`

/** Reloads the page, so that nothing of the previous round is kept, and waits until the new page is idle. */
async function afresh(page: Page, profileId: string): Promise<void> {
  await goTo(page, `/c/${profileId}/access`)
  await page.reload()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
}

/**
 * Opens a place and waits for the frame after the names are drawn. Returns the milliseconds since the answer arrived,
 * and since the start.
 */
async function openFolder(page: Page, href: string, count: string) {
  return page.evaluate(
    async ([hash, wanted]) => {
      const from = performance.now()
      globalThis.listArrivedAt = undefined
      window.location.hash = hash
      const isThere = () =>
        document.querySelector('output')?.textContent === wanted && document.querySelector('[role=option]') !== null
      await new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!isThere()) return
          observer.disconnect()
          resolve()
        })
        observer.observe(document.body, { childList: true, subtree: true, characterData: true })
      })
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      const painted = performance.now()
      const list = document.querySelector('[role=listbox]')
      if (list === null || globalThis.listArrivedAt === undefined) throw new Error('there is no list')
      list.scrollTop = list.scrollHeight
      // The last name can be reached.
      while (
        list.querySelector(`[aria-posinset="${list.querySelector('[role=option]')?.ariaSetSize ?? ''}"]`) === null
      ) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      return { sinceAnswer: painted - globalThis.listArrivedAt, whole: performance.now() - from }
    },
    [href, count] as const,
  )
}

async function folderOfMany(page: Page, profileId: string): Promise<Figure[]> {
  const big = { sinceAnswer: [] as number[], whole: [] as number[] }
  const small: number[] = []
  for (let round = 0; round <= rounds; round++) {
    await afresh(page, profileId)
    const few = await openFolder(page, kv(profileId, 'secret/', 'small/'), '100 names')
    await afresh(page, profileId)
    const all = await openFolder(page, kv(profileId, 'secret/', 'big/'), '10,000 names')
    // The first round is a warm-up.
    if (round === 0) continue
    small.push(few.sinceAnswer)
    big.sinceAnswer.push(all.sinceAnswer)
    big.whole.push(all.whole)
  }
  const filtering: number[] = []
  for (let round = 0; round < rounds; round++) {
    await afresh(page, profileId)
    await openFolder(page, kv(profileId, 'secret/', 'big/'), '10,000 names')
    filtering.push(await filterFolder(page))
  }
  const [few, all, whole, filter] = [median(small), median(big.sinceAnswer), median(big.whole), median(filtering)]
  return [
    {
      name: 'browse-paint-10000',
      ratio: all / few,
      goal: 2,
      note: `${ms(all)} from the answer to the frame, ${ms(few)} with 100 names`,
    },
    {
      name: 'browse-open-10000',
      ratio: whole / webUi.open,
      goal: fourTimesFaster,
      note: `${ms(whole)} until the last name has been scrolled to, against ${ms(webUi.open)} of the web UI for 100 of them`,
    },
    {
      name: 'browse-filter-10000',
      ratio: filter / webUi.filter,
      goal: fourTimesFaster,
      note: `${ms(filter)} for ten key strokes, against ${ms(webUi.filter)} of the web UI`,
    },
  ]
}

/**
 * Types ten characters into the filter. Returns the milliseconds from the first one to the frame with the one name that
 * is left.
 */
async function filterFolder(page: Page): Promise<number> {
  await page.getByRole('searchbox', { name: 'Filter this folder' }).focus()
  const done = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let from = 0
        document.addEventListener('keydown', () => (from = performance.now()), { once: true, capture: true })
        const observer = new MutationObserver(() => {
          if (document.querySelector('output')?.textContent !== '1 of 10,000') return
          observer.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)))
        })
        observer.observe(document.body, { childList: true, subtree: true, characterData: true })
      }),
  )
  await page.keyboard.type('name-09999')
  return done
}

async function typing(browser: Browser, page: Page, profileId: string): Promise<Figure[]> {
  const filter: number[] = []
  const address: number[] = []
  for (let round = 0; round < rounds; round++) {
    await afresh(page, profileId)
    await openFolder(page, kv(profileId, 'secret/', 'big/'), '10,000 names')
    const field = page.getByRole('searchbox', { name: 'Filter this folder' })
    await field.focus()
    filter.push(
      await longestTask(browser, page, async () => {
        await page.keyboard.type('name-09999')
        await page.getByText('1 of 10,000').waitFor()
      }),
    )
    const bar = page.getByRole('combobox', { name: 'Go to path' })
    await bar.focus()
    address.push(
      await longestTask(browser, page, async () => {
        await page.keyboard.type('secret/big/name-09999')
        await page.getByRole('option', { name: 'secret/big/name-09999' }).waitFor()
      }),
    )
    await page.keyboard.press('Escape')
  }
  const figure = (name: string, longest: number): Figure => ({
    name,
    ratio: longest / 16,
    goal: 1,
    note: `${ms(longest)} is the longest task while typing over 10,000 names, against a frame of 16 ms`,
  })
  return [figure('browse-typing-filter', median(filter)), figure('browse-typing-address', median(address))]
}

async function treeOfMany(browser: Browser, page: Page, profileId: string): Promise<Figure[]> {
  const open = ['', ...treeFolders].map((path) => ({ mount: 'many/', path }))
  await callFrom(page, 'places.keepOpen', { profileId, open })
  await goTo(page, `/c/${profileId}/access`)
  await page.reload()
  await goTo(page, kv(profileId, 'many/', ''))
  const tree = page.getByRole('tree', { name: 'Secrets' })
  await tree.waitFor()
  await page.waitForFunction(() => (document.querySelector('[role=tree]')?.scrollHeight ?? 0) > 28 * 100_000)
  const box = await tree.boundingBox()
  if (box === null) throw new Error('the tree is not in sight')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  let mounted = 0
  const count = async () => {
    mounted = Math.max(mounted, await tree.evaluate((each) => each.querySelectorAll('[role=treeitem]').length))
  }
  const longest: number[] = []
  for (let round = 0; round < 3; round++) {
    longest.push(
      await longestTask(browser, page, async () => {
        for (let step = 0; step < 40; step++) {
          await page.mouse.wheel(0, step % 4 === 3 ? 60_000 : 900)
          await count()
        }
        await tree.focus()
        for (let step = 0; step < 20; step++) await page.keyboard.press('PageDown')
        await count()
      }),
    )
  }
  const worst = median(longest)
  return [
    {
      name: 'browse-tree-scroll',
      ratio: worst / 50,
      goal: 1,
      note: `${ms(worst)} is the longest task while scrolling 100,000 rows, against 50 ms`,
    },
    {
      name: 'browse-tree-mounted',
      ratio: mounted / 100,
      goal: 1,
      note: `${mounted} rows of 100,000 are mounted at most, against 100`,
    },
  ]
}

/** Counts what a user does between the sign-in and a value that was viewed before. */
async function actions(page: Page, profileId: string): Promise<Figure> {
  await goTo(page, kv(profileId, 'secret/', `small/${nameOf(0)}`))
  await page.getByRole('button', { name: 'Show password' }).waitFor()
  await goTo(page, `/c/${profileId}/secrets`)
  await callFrom(page, 'session.signOut', { profileId, revoke: false })
  await page.reload()
  await page.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
  await page.getByRole('button', { name: 'Sign in' }).click()
  let done = 0
  const press = async (act: () => Promise<void>) => {
    await act()
    done += 1
  }
  await press(() =>
    page.getByRole('navigation', { name: 'Favorites and recent places' }).getByRole('link').first().click(),
  )
  await press(() => page.getByRole('button', { name: 'Show password' }).click())
  await page.getByText('static-password').waitFor()
  return { name: 'browse-actions', ratio: done / 2, goal: 1, note: `${done} presses from the sign-in to a value` }
}
