/**
 * A stored credential behind a passphrase: shown to a user who types the passphrase, and never because the page sends
 * it.
 */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Page } from '@playwright/test'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, openApp, test } from './app.ts'
import { answering, choosePassphrase, waitingFor } from './consent.ts'

const passphrase = 'a long enough passphrase'
const share = 'ab'.repeat(33)
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Adds a connection with one stored share and opens the stored credentials. */
async function storedShare(page: Page): Promise<string> {
  const profileId = await addConnection(page, 'http://127.0.0.1:9', 'payments')
  await callFrom(page, 'custody.addShare', { profileId, share, index: 1 })
  await goTo(page, '/keychain')
  return profileId
}
const show = (page: Page) => page.getByRole('button', { name: /^Show Unseal key share 1/ }).click()

test.describe('@boundary a stored key share behind a passphrase', () => {
  test('is shown after the user typed the passphrase, in a browser outside the page', async ({ startApp }, info) => {
    const app = await startApp({ env: noKeyring })
    const page = await app.open()
    await choosePassphrase(app, page, passphrase)
    const files = await readdir(app.home, { recursive: true })
    const file = files.find((name) => basename(name) === 'passphrase.json') ?? ''
    expect(JSON.parse(await readFile(join(app.home, file), 'utf8'))).toMatchObject({ kdf: 'scrypt', cost: 2 ** 17 })
    const profileId = await storedShare(page)
    // Calls that a compromised page can send without the user.
    const asked = (typed: readonly string[]) =>
      answering(
        app,
        page,
        async () => {
          call = callFrom(page, 'custody.reveal', { profileId, item: 1, passphrase }).catch(String)
        },
        false,
        typed,
      )
    let call: Promise<unknown> = Promise.resolve()
    await asked([''])
    expect(await call).toContain('consent-refused')

    await show(page)
    const field = page.getByRole('dialog').getByLabel('Passphrase')
    if (app.desktop === undefined) {
      await expect(field).toHaveCount(0)
      await expect(page.getByText('Strongroom asks for your passphrase outside this page.')).toBeVisible()
      await expectAccessible(page)
      // Neither a wrong passphrase nor a plain "yes" is enough.
      for (const typed of ['another passphrase', 'yes']) {
        await answering(app, page, () => button(page, 'Show value').click(), true, [typed])
        await expect(page.getByText('The passphrase is wrong')).toBeVisible()
      }
      await button(page, 'Show value').click()
      await expect(waitingFor(page)).toContainText('enter your passphrase there')
      await expectAccessible(page)
      await page.screenshot({ path: info.outputPath('waiting.png') })
      await waitingFor(page).getByRole('button', { name: 'Cancel' }).click()
      await expect(page.getByText('Not confirmed')).toBeVisible()
    } else await field.fill(passphrase)
    const printed = await answering(app, page, () => button(page, 'Show value').click(), true, [passphrase])
    await expect(page.getByRole('dialog').getByText(Buffer.from(share, 'hex').toString('base64'))).toBeVisible()
    if (app.desktop === undefined) expect(printed).toContain('Connection: payments (http://127.0.0.1:9)')
    expect(printed).not.toContain(passphrase)
    await app.stop()
  })
})

test.describe('@boundary @browser the consent page', () => {
  test('accepts the passphrase, which the page of the app never sends', async ({ browser }, info) => {
    const folder = await temporaryFolder('desktop')
    const opened = async () => (await readFile(join(folder, 'opened'), 'utf8').catch(() => '')).split('\n').slice(0, -1)
    await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" >> ${join(folder, 'opened')}\n`)
    await chmod(join(folder, 'xdg-open'), 0o755)
    const env = { ...noKeyring, DISPLAY: ':99', PATH: `${folder}:${process.env['PATH']}` }
    const app = await startStrongroom({ env, open: true })
    const context = await browser.newContext()
    const page = await context.newPage()
    const sent: string[] = []
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))))
    await openApp(page, app.url)
    /** Makes a call that asks for consent, and opens the consent page as the browser does. */
    const asking = async (act: () => Promise<unknown>) => {
      const before = (await opened()).length
      await act()
      await expect.poll(async () => (await opened()).length).toBe(before + 1)
      const question = await context.newPage()
      await question.goto(`file://${(await opened()).at(-1) ?? ''}`)
      return question
    }

    await goTo(page, '/settings')
    await page.getByRole('textbox', { name: 'New passphrase' }).fill(passphrase)
    await expect(page.getByText('Strongroom then asks you to enter it again outside this page.')).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath('settings.png') })
    const first = await asking(() => button(page, 'Use passphrase-protected file').click())
    await expect(
      first.getByRole('heading', { name: 'Store tokens and keys in passphrase-protected files?' }),
    ).toBeVisible()
    const again = first.getByLabel('New passphrase, as typed in the window')
    await expect(again).toBeFocused()
    await expect(again).toHaveAttribute('type', 'password')
    await expectAccessible(first)
    await first.screenshot({ path: info.outputPath('choose.png') })
    await expect(button(first, 'Use passphrase')).toBeEnabled()
    // An empty field sends nothing.
    await button(first, 'Use passphrase').click()
    await expect(again).toBeFocused()
    await again.fill(passphrase)
    await first.keyboard.press('Enter')
    await expect(first.getByText('Passphrase sent.')).toBeVisible()
    expect(await first.content()).not.toContain(passphrase)
    await expect(page.getByText('Your passphrase opens these files.')).toBeVisible()
    expect(sent.some((text) => text.includes(passphrase))).toBe(true)

    sent.splice(0)
    await storedShare(page)
    await show(page)
    const second = await asking(() => button(page, 'Show value').click())
    await second.getByLabel('Passphrase').fill('another passphrase')
    await expect(button(second, 'Show')).toBeEnabled()
    await button(second, 'Show').click()
    await expect(second.getByText('Passphrase sent.')).toBeVisible()
    await expect(page.getByText('The passphrase is wrong')).toBeVisible()
    const third = await asking(() => button(page, 'Show value').click())
    await third.getByLabel('Passphrase').fill(passphrase)
    await expect(button(third, 'Show')).toBeEnabled()
    await third.keyboard.press('Enter')
    await expect(page.getByRole('dialog').getByText(Buffer.from(share, 'hex').toString('base64'))).toBeVisible()
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.filter((text) => text.includes(passphrase))).toEqual([])
    await context.close()
    await app.stop()
    await removeFolder(folder)
  })
})
