/** The fixtures of the journeys: the built app with its own folders, opened on one of the targets, and real servers. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { draftOf } from '../features/startCore.ts'
import type { StrongroomOptions } from '../servers/strongroom.ts'
import { callFrom } from './calls.ts'
import { startOn, type TestApp } from './startOn.ts'
import type { Target } from './targets.ts'

export interface AppFixtures {
  /** Added to the process's environment for the app of this test. */
  readonly appOptions: StrongroomOptions
  /** Starts an app on the target of this run. The fixture stops the app at the end if the test has not done so. */
  readonly startApp: (options?: StrongroomOptions) => Promise<TestApp>
  readonly app: TestApp
  /** The page with the app open in it. */
  readonly window: Page
}

export interface WorkerFixtures {
  readonly target: Target
}

export const test = base.extend<AppFixtures, WorkerFixtures>({
  target: ['loopback', { option: true, scope: 'worker' }],
  appOptions: [{}, { option: true }],
  startApp: async ({ target, browser }, use) => {
    const started: TestApp[] = []
    await use(async (options = {}) => {
      const app = await startOn(target, browser, options)
      started.push(app)
      return app
    })
    for (const app of started) await app.stop()
  },
  app: async ({ appOptions, startApp }, use) => {
    await use(await startApp(appOptions))
  },
  window: async ({ app }, use) => {
    await use(await app.open())
  },
})

export { expect }
export { callFrom, openApp } from './calls.ts'

/** Adds a connection. Returns its ID. */
export async function addConnection(page: Page, address: string, name = 'test'): Promise<string> {
  const profile = (await callFrom(page, 'connections.add', { profile: draftOf(address, name) })) as { id: string }
  return profile.id
}

/** Signs in with a token, without clicks. */
export async function signIn(page: Page, profileId: string, token: string): Promise<void> {
  await callFrom(page, 'session.signIn', { profileId, credentials: { method: 'token', token }, remember: false })
}

/** Opens a place of the app: `#` and an address of `renderer/lib/routes.ts`. */
export async function goTo(page: Page, href: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, href)
}

/** Resolves when no animation runs: axe would measure the contrast of half-transparent text. */
async function animationsEnded(): Promise<void> {
  const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(finite.map(({ finished }) => finished))
}

/** Titles of banners that a screen reader reads together with the following text. */
const runOnTitles = (titles: readonly Element[]): readonly string[] =>
  titles.flatMap((title) => {
    const text = title.textContent ?? ''
    const hasMore = (title.parentElement?.textContent ?? '').trim() !== text
    return hasMore && !/[.!?:…]$/u.test(text) ? [text] : []
  })

/** Checks that axe finds nothing on the current page in both themes, and that every banner title ends with a period. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await page.locator('[data-title]').evaluateAll(runOnTitles)).toEqual([])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(animationsEnded)
    // Without a separate page, because Electron opens none for a driver; the app has no frames to check.
    const axe = new AxeBuilder({ page }).setLegacyMode()
    // The dark theme changes colors only: the same elements have the same names, roles and order.
    if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await axe.analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    expect(found, colorScheme).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}
