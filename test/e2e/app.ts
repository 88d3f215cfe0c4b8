/** What journeys stand on: the built app in folders of its own, opened in a browser, beside real servers. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { draftOf } from '../core/startCore.ts'
import { startStrongroom, type StrongroomOptions, type TestStrongroom } from '../servers/strongroom.ts'

export interface AppFixtures {
  /** Beside the process's environment, for the app of this test. */
  readonly appOptions: StrongroomOptions
  readonly app: TestStrongroom
  /** The page with the app open in it. */
  readonly window: Page
}

export const test = base.extend<AppFixtures>({
  appOptions: [{}, { option: true }],
  app: async ({ appOptions }, use) => {
    const app = await startStrongroom(appOptions)
    await use(app)
    await app.stop()
  },
  window: async ({ page, app }, use) => {
    await openApp(page, app.url)
    await use(page)
  },
})

export { expect }

/** Opens the address that the app printed and waits for the first page: what redirects by itself has done so then. */
export async function openApp(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor()
}

/** One call, made by the page itself with its session, for what a journey does not want to click through. */
export async function callFrom(page: Page, name: string, input: unknown): Promise<unknown> {
  const result = await page.evaluate(
    async (message) => {
      const channel = new WebSocket(`ws://${location.host}/channel`)
      const answer = new Promise<string>((resolve, reject) => {
        channel.addEventListener('open', () => channel.send(message))
        channel.addEventListener('message', ({ data }) => resolve(String(data)))
        channel.addEventListener('close', () => reject(new Error('the channel was closed')))
      })
      try {
        const { result } = JSON.parse(await answer) as {
          result: { ok: boolean; value?: unknown; error?: { code: string } }
        }
        return result
      } finally {
        channel.close()
      }
    },
    JSON.stringify({ id: 1, call: name, input }),
  )
  if (!result.ok) throw new Error(`${name}: ${result.error?.code}`)
  return result.value
}

/** Adds a connection and answers its id. */
export async function addConnection(page: Page, address: string, name = 'test'): Promise<string> {
  const profile = (await callFrom(page, 'connections.add', { profile: draftOf(address, name) })) as { id: string }
  return profile.id
}

/** Signs in with a token without clicking. */
export async function signIn(page: Page, profileId: string, token: string): Promise<void> {
  await callFrom(page, 'session.signIn', { profileId, credentials: { method: 'token', token }, remember: false })
}

/** Goes to a place of the app: `#` and an address of `renderer/lib/routes.ts`. */
export async function goTo(page: Page, href: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, href)
}

/** axe finds nothing on the page as it stands, in the light and in the dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    expect(found, colorScheme).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}
