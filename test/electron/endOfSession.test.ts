/**
 * Windows shuts down: the process ends after the listeners of `session-end` have returned, in the double of Electron.
 */
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { draftOf } from '../features/startCore.ts'
import { callFrom, shown } from '../e2e/calls.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { consents, type DoubleApp, doubleLaunch, launchDouble } from './launch.ts'

const passphrase = 'a passphrase of a test'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch(doubleLaunch())
})
afterAll(() => browser.close())

async function start(home?: string): Promise<{ app: DoubleApp; page: Page }> {
  const app = await launchDouble({
    browser,
    platform: 'win32',
    env: noKeyring,
    ...(home === undefined ? {} : { home }),
  })
  const page = await app.firstWindow()
  await shown(page)
  return { app, page }
}

interface EndsSessions {
  endSession(): boolean
}

it('keeps text that was typed immediately before Windows shuts down, and does not veto the shutdown', async () => {
  const first = await start()
  const { id: profileId } = (await callFrom(first.page, 'connections.add', {
    profile: draftOf('http://127.0.0.1:1'),
  })) as { id: string }
  await first.app.evaluate(consents)
  await callFrom(first.page, 'app.keepInPassphraseFile', { passphrase })
  const draft = { profileId, place: 'secret:secret/a', content: 'typed' }
  await callFrom(first.page, 'drafts.keep', { ...draft, session: 'written' })
  // Within the pause after a write. The call's answer is not awaited.
  await first.page.evaluate(
    (input) => {
      void (window.strongroom as unknown as Record<string, Record<string, (id: number, input: unknown) => unknown>>)[
        'drafts'
      ]?.['keep']?.(2 ** 41, input)
    },
    { ...draft, session: 'pending' },
  )
  const sessions = async (page: Page): Promise<readonly string[]> => {
    const found = (await callFrom(page, 'drafts.list', {})) as { session: string }[]
    return found.map(({ session }) => session).toSorted()
  }
  // The core has the draft in memory.
  await expect.poll(() => sessions(first.page), { interval: 10 }).toEqual(['pending', 'written'])
  first.app
    .evaluate(({ BrowserWindow }) => (BrowserWindow as unknown as EndsSessions).endSession())
    .catch(() => undefined)
  expect(await first.app.exit).toBe(null)

  const next = await start(first.app.home)
  await callFrom(next.page, 'app.unlock', { passphrase })
  expect(await sessions(next.page)).toEqual(['pending', 'written'])
  await next.app.close()
  await removeFolder(first.app.home)
})
