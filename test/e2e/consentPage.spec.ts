/** The page on which the browser shell asks for consent; the app's page can't influence it. */
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { keyringMissing, startKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startStrongroom, type TestStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, openApp, test } from './app.ts'
import { runControl, waitingFor } from './consent.ts'

let folder: string
let app: TestStrongroom
let vault: Awaited<ReturnType<typeof startVault>>
let keyring: Awaited<ReturnType<typeof startKeyring>>
let context: BrowserContext
let asking: Page
let profileId: string

/** The files that the browser was opened with so far. The desktop's browser only records them. */
const opened = async () => (await readFile(join(folder, 'opened'), 'utf8').catch(() => '')).split('\n').filter(Boolean)

const missing = await keyringMissing()

test.beforeEach(async ({ browser }) => {
  test.skip(missing !== null, missing ?? '')
  keyring = await startKeyring()
  folder = await temporaryFolder('desktop')
  const program = join(folder, 'xdg-open')
  await writeFile(program, `#!/bin/sh\necho "$1" >> ${join(folder, 'opened')}\n`)
  await chmod(program, 0o755)
  const env = { ...keyring.env, DISPLAY: ':99', PATH: `${folder}:${process.env['PATH']}` }
  ;[app, vault] = await Promise.all([startStrongroom({ env, open: true }), startVault({ dev: true })])
  context = await browser.newContext()
  asking = await context.newPage()
  await openApp(asking, app.url)
  profileId = await addConnection(asking, vault.address, 'payments')
  const credentials = { method: 'token', token: 'root' }
  await callFrom(asking, 'session.signIn', { profileId, credentials, remember: true })
})
test.afterEach(async () => {
  await context.close()
  await Promise.all([app.stop(), vault.stop(), keyring.stop()])
  await removeFolder(folder)
})

/** Makes a call that needs consent, and opens the consent page as the browser does. */
async function ask() {
  const before = (await opened()).length
  const answer = callFrom(asking, 'custody.reveal', { profileId, item: 'token' }).then(
    (value) => JSON.stringify(value),
    (problem: unknown) => String(problem),
  )
  await expect.poll(async () => (await opened()).length).toBe(before + 1)
  const file = (await opened()).at(-1) ?? ''
  const page = await context.newPage()
  await page.goto(`file://${file}`)
  await expect(page.getByRole('heading', { name: 'Show the Vault token in the window?' })).toBeVisible()
  return { answer, page, file }
}

const allow = (page: Page) => page.getByRole('button', { name: 'Show', exact: true })

test.describe('@boundary @browser the consent page', () => {
  test('opens the app by the name that the browser resolves, and has an origin of its own', async () => {
    const [first = ''] = await opened()
    const text = await readFile(first, 'utf8')
    // Every user can read the browser's command line, which names a private file and no key.
    expect(first).toMatch(/\/strongroom\.html$/)
    expect((await stat(first)).mode & 0o777).toBe(0o600)
    expect(text).toContain(`${app.origin}/#key=`)
    const { answer, page } = await ask()
    expect(new URL(page.url()).host).toMatch(/^[0-9a-f]{32}\.localhost:\d+$/)
    expect(new URL(page.url()).host).not.toBe(new URL(app.origin).host)
    expect(page.url()).not.toContain('key')
    await expect(page.getByText(`Connection: payments (${vault.address})`)).toBeVisible()
    await expect(waitingFor(asking)).toContainText('on the page that Strongroom opened')
    expect(await page.evaluate(() => window.opener === null && window.parent === window)).toBe(true)
    await expectAccessible(page)

    // Cancel has the focus, and Allow is disabled until the user could read the question.
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await expect(allow(page)).toBeEnabled()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Confirmed. You can close this tab.')).toBeVisible()
    expect(await answer).toBe('{"value":"root"}')
    await expect(waitingFor(asking)).toHaveCount(0)
  })

  test('refuses by Escape and by its button, and says when the terminal has already answered', async () => {
    const first = await ask()
    await first.page.keyboard.press('Escape')
    await expect(first.page.getByText('Canceled. You can close this tab.')).toBeVisible()
    expect(await first.answer).toContain('consent-refused')

    const second = await ask()
    const command = await waitingFor(asking).getByRole('region', { name: 'Command' }).innerText()
    await runControl(app, ['approve', command.trim().split(' ').at(-1) ?? ''], 'yes\n')
    expect(await second.answer).toBe('{"value":"root"}')
    await second.page.getByRole('button', { name: 'Cancel' }).click()
    await expect(second.page.getByText('This request is no longer open.')).toBeVisible()
  })

  test('can’t be pressed by a script or right after it opens, nor answered without its secret', async () => {
    const { answer, page, file } = await ask()
    const { origin } = new URL(page.url())
    await page.evaluate(() => document.querySelector<HTMLButtonElement>('#allow')?.click())
    await expect(allow(page)).toBeEnabled()
    await page.evaluate(() => document.querySelector<HTMLButtonElement>('#allow')?.click())
    // Another window comes to the front: the button is disabled again.
    await page.evaluate(() => dispatchEvent(new Event('blur')))
    await expect(allow(page)).toBeDisabled()

    // The one-time key of its address is used up, so a later reader of the file cannot use it.
    const key = /#key=([\w-]+)/.exec(await readFile(file, 'utf8'))?.[1]
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      page.request
        .post(`http://127.0.0.1:${new URL(origin).port}${path}`, {
          data: JSON.stringify(body),
          headers: { host: new URL(origin).host, origin, 'content-type': 'application/json', ...headers },
        })
        .then((each) => each.status())
    expect(await post('/question', { key })).toBe(401)
    expect(await post('/answer', { secret: 'x'.repeat(43), allow: true })).toBe(401)
    expect(await post('/answer', { secret: '', allow: true }, { origin: app.origin })).toBe(403)
    expect(await post('/answer', { secret: '', allow: true }, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await answer).toContain('consent-refused')
  })

  test('can’t be framed, opened or read by the page that asks, even if that knows its name', async () => {
    const { answer, page } = await ask()
    const { origin } = new URL(page.url())
    const attempt = await asking.evaluate(async (target) => {
      const frame = document.createElement('iframe')
      frame.src = target
      document.body.append(frame)
      const opened = open(target)
      const read = await fetch(target).then(
        () => 'read',
        () => 'refused',
      )
      const posted = await fetch(`${target}/answer`, { method: 'POST', mode: 'no-cors', body: '{"allow":true}' }).then(
        () => 'sent',
        () => 'refused',
      )
      await new Promise((resolve) => setTimeout(resolve, 1000))
      let reach = 'none'
      try {
        reach = opened?.document.title ?? 'none'
      } catch {
        reach = 'refused'
      }
      return { read, posted, reach, framed: frame.contentDocument !== null && frame.contentDocument.title !== '' }
    }, origin)
    expect(attempt).toMatchObject({ read: 'refused', posted: 'refused', framed: false })
    expect(['none', 'refused', '']).toContain(attempt.reach)
    await expect(page.getByRole('heading', { name: 'Show the Vault token in the window?' })).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await answer).toContain('consent-refused')
  })
})
