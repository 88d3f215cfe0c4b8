/**
 * Stored credentials on a real keychain: shown only after consent, limited by the share policy, exported and removed.
 */
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { draftOf } from '../features/startCore.ts'
import { initialize } from '../servers/initialized.ts'
import { ownAccount } from '../../electron/storage/keychain/masterKey.ts'
import { keyringMissing, startKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, test } from './app.ts'
import { answering, runControl, waitingFor } from './consent.ts'
import { arrowTo, pressOn } from './keyboard.ts'
import type { TestApp } from './startOn.ts'

const run = promisify(execFile)
const missing = await keyringMissing()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const shareField = (page: Page) => page.getByRole('dialog').getByLabel('Unseal key share', { exact: true })
const rows = (page: Page, name: string) =>
  page.getByRole('grid', { name: `Stored credentials of ${name}` }).getByRole('row')

/** Another program overwrites the keychain's entry with something that is not a key. */
const damageTheEntry = (account: string) => `new (require('@napi-rs/keyring').Entry)('Strongroom', '${account}', {
  linux: { store: 'secret-service' },
}).setSecret(Buffer.from('no key'))`

/** In a browser: the user withdraws the question in the page, and a wrong code opens no question. */
async function changeOfMind(app: TestApp, page: Page): Promise<void> {
  await button(page, 'Show value').click()
  await expect(waitingFor(page)).toBeVisible()
  await expectAccessible(page)
  await waitingFor(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Not confirmed')).toBeVisible()
  expect(await runControl(app, ['approve', 'ABCDEF'], 'yes\n')).toMatchObject({
    code: 1,
    problem: 'No open request has this code.\n',
  })
}

test.describe('@custody what this computer keeps', () => {
  test.skip(missing !== null, missing ?? '')

  test('@boundary is listed, shown after the keychain and the user allow it, exported, and removed', async ({
    startApp,
  }) => {
    const [keyring, vault] = await Promise.all([startKeyring(), startVault({ storage: 'raft' })])
    const { keys, keysHex } = await initialize(vault, 3, 2)
    const [first = '', second = ''] = keys
    const app = await startApp({ env: keyring.env })
    const page = await app.open()
    const profile = { ...draftOf(vault.address, 'payments'), stage: 'production' }
    const { id } = (await callFrom(page, 'connections.add', { profile })) as { id: string }
    await page.waitForURL(new RegExp(id))
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'Stored credentials' }).click()
    await expect(page.getByText('No token or key share is stored.')).toBeVisible()
    await expectAccessible(page)

    // A share from elsewhere, by keyboard only; a production connection stores one share at most.
    await pressOn(page, button(page, 'Store key share…'))
    await expect(shareField(page)).toBeFocused()
    await page.keyboard.type('zz')
    await page.keyboard.press('Enter')
    await expect(page.getByText('This is not an unseal key share')).toBeVisible()
    await shareField(page).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(` ${keysHex[0] ?? ''} `)
    await page.keyboard.press('Enter')
    await expect(rows(page, 'payments').filter({ hasText: 'Unseal key share 1 of 3' })).toContainText('never')
    await expect(button(page, 'Store key share…')).toHaveCount(0)

    // Storing all shares, and so a threshold's worth, requires the typed name.
    await page.getByRole('button', { name: 'Key shares of payments stored on this computer' }).click()
    await page.getByRole('option', { name: 'All shares (practice)' }).click()
    const question = page.getByRole('alertdialog')
    await expect(question).toContainText('anyone who opens this computer can')
    await question.getByRole('textbox').fill('payment')
    await expect(question.getByRole('button', { name: 'Allow all key shares' })).toBeDisabled()
    await expectAccessible(page)
    await question.getByRole('textbox').fill('payments')
    await question.getByRole('button', { name: 'Allow all key shares' }).click()
    await button(page, 'Store key share…').click()
    await shareField(page).fill(second)
    await button(page, 'Store key share').click()
    await expect(page.getByText('This defeats the purpose of key shares')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('textbox', { name: /^Type/ }).fill('payments')
    await button(page, 'Store key share').click()
    await expect(rows(page, 'payments').filter({ hasText: 'Unseal key share 2 of 3' })).toBeVisible()
    await expect(
      page.getByText('Anyone who opens this computer can unseal the server without other holders.'),
    ).toBeVisible()
    await expectAccessible(page)
    expect(await page.content()).not.toContain(first)

    // One click submits both shares, and both show when they were used.
    await goTo(page, `/c/${id}/seal`)
    await button(page, 'Use 2 stored shares').click()
    await expect(page.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await page.getByRole('link', { name: 'Stored credentials' }).click()
    await expect(rows(page, 'payments').filter({ hasText: 'Unseal key share 1 of 3' })).not.toContainText('never')

    // An open window is not enough: the keychain is asked again, and can refuse.
    await keyring.lock()
    const shown = page.getByRole('row').filter({ hasText: 'Unseal key share 1 of 3' })
    const show = button(page, 'Show Unseal key share 1 of 3 (payments)')
    await arrowTo(page, shown, show)
    await page.keyboard.press('Enter')
    await button(page, 'Show value').click()
    await expect(page.getByText('Unlock the keychain of this computer, then retry.')).toBeVisible()
    await expectAccessible(page)
    await keyring.unlock()

    // An open keychain is not enough either: the user confirms outside the page, and can refuse or cancel.
    await answering(app, page, () => button(page, 'Show value').click(), false)
    await expect(page.getByText('Not confirmed')).toBeVisible()
    expect(await page.content()).not.toContain(first)
    const isInBrowser = app.desktop === undefined
    if (isInBrowser) await changeOfMind(app, page)
    const printed = await answering(app, page, () => button(page, 'Show value').click())
    if (isInBrowser) {
      expect(printed).toContain('Show the unseal key share 1 in the window?')
      expect(printed).toContain(`Connection: payments (${vault.address})`)
      expect(printed).not.toContain(first)
    }
    await expect(page.getByRole('dialog').getByText(first)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    expect(await page.content()).not.toContain(first)

    await button(page, 'Export…').click()
    const saved = await app.saved(page, async () => {
      await answering(app, page, () => button(page, 'Save as cluster-keys.json').click())
    })
    expect(JSON.parse(saved.text)).toMatchObject({ unseal_keys_b64: [first, second], unseal_shares: 3 })

    await button(page, 'Remove Unseal key share 2 of 3 (payments)').click()
    await button(page, 'Remove credential').click()
    await expect(rows(page, 'payments').filter({ hasText: 'share 2' })).toHaveCount(0)
    await button(page, 'Remove everything…').click()
    await page.getByRole('alertdialog').getByRole('textbox').fill('remove everything')
    await button(page, 'Remove everything').click()
    await expect(page.getByText('No token or key share is stored.')).toBeVisible()
    await app.stop()
    await Promise.all([keyring.stop(), vault.stop()])
  })

  test('is chosen share by share in the ceremony of a production server', async ({ startApp }) => {
    const [keyring, vault] = await Promise.all([startKeyring(), startVault()])
    const app = await startApp({ env: keyring.env })
    const page = await app.open()
    const profile = { ...draftOf(vault.address, 'payments'), stage: 'production' }
    const { id } = (await callFrom(page, 'connections.add', { profile })) as { id: string }
    await page.waitForURL(new RegExp(id))
    await callFrom(page, 'server.initialize', { profileId: id, shares: 3, threshold: 2 })
    // The call above bypassed the page, so reload it.
    await page.reload()
    await button(page, 'Show keys').click()
    await button(page, 'Store in keychain…').click()
    const dialog = page.getByRole('dialog')
    const box = (name: string) => dialog.getByRole('checkbox', { name })
    await dialog.getByText('Share 1').click()
    await expect(box('Share 2')).toBeDisabled()
    await dialog.getByRole('button', { name: 'Share policy of this connection' }).click()
    await page.getByRole('option', { name: 'All shares (practice)' }).click()
    await expect(box('Share 2')).toBeEnabled()
    await dialog.getByText('Share 2').click()
    await expect(dialog.getByText('This defeats the purpose of key shares')).toBeVisible()
    await expectAccessible(page)
    const keep = dialog.getByRole('button', { name: 'Store in keychain' })
    await expect(keep).toBeDisabled()
    await dialog.getByRole('textbox').fill('payments')
    await keep.click()
    await expect(page.getByText('in the keychain', { exact: true })).toHaveCount(2)
    await app.stop()
    await Promise.all([keyring.stop(), vault.stop()])
  })

  test('remains stored when the keychain loses the key or goes away, and can be started over', async ({ startApp }) => {
    const keyring = await startKeyring()
    const first = await startApp({ env: keyring.env })
    let page = await first.open()
    const profileId = await addConnection(page, 'http://127.0.0.1:9', 'kind')
    await page.waitForURL(new RegExp(profileId))
    await goTo(page, '/keychain')
    await button(page, 'Store key share…').click()
    await shareField(page).fill('ab'.repeat(33))
    await button(page, 'Store key share').click()
    await expect(rows(page, 'kind').filter({ hasText: 'Unseal key share 1' })).toBeVisible()
    await first.stop({ keepHome: true })
    const folder = join(first.home, 'data', 'sealed')
    const before = (await readdir(folder)).filter((name) => name.endsWith('.sealed'))
    const account = (await ownAccount(folder)) ?? ''
    await run(process.execPath, ['-e', damageTheEntry(account)], { env: { ...process.env, ...keyring.env } })

    // The key is gone: the app says so immediately, changes nothing, and starts over only after a typed word.
    const second = await startApp({ env: keyring.env, home: first.home })
    page = await second.open()
    await expect(page.getByText("The keychain doesn't contain the key for the sealed files")).toBeVisible()
    await expectAccessible(page)
    expect((await readdir(folder)).filter((name) => name.endsWith('.sealed'))).toEqual(before)
    await button(page, 'Start over…').click()
    await page.getByRole('alertdialog').getByRole('textbox').fill('start over')
    await expectAccessible(page)
    await button(page, 'Start over').click()
    await expect(page.getByRole('banner').getByRole('button', { name: 'Lock Strongroom' })).toBeVisible()
    await goTo(page, '/keychain')
    await expect(page.getByText('No token or key share is stored.')).toBeVisible()
    await goTo(page, '/settings')
    await expect(page.getByText("Strongroom couldn't read some files and renamed them")).toBeVisible()
    expect((await readdir(folder)).filter((name) => name.includes('.unreadable-'))).toHaveLength(before.length)

    // The keychain goes away while the window is open.
    await goTo(page, '/keychain')
    await button(page, 'Store key share…').click()
    await shareField(page).fill('cd'.repeat(33))
    await button(page, 'Store key share').click()
    await expect(rows(page, 'kind').filter({ hasText: 'Unseal key share 1' })).toBeVisible()
    await keyring.stop()
    await button(page, 'Show Unseal key share 1 (kind)').click()
    await button(page, 'Show value').click()
    await expect(page.getByText('The keychain is not available')).toBeVisible()
    await page.keyboard.press('Escape')
    await button(page, 'Lock Strongroom').click()
    await button(page, 'Unlock').click()
    await expect(page.getByText('The keychain is not available')).toBeVisible()
    await expectAccessible(page)
    const sealed = (await readdir(folder)).toSorted()
    await button(page, 'Continue without keychain…').click()
    await button(page, 'Continue without keychain').click()
    await expect(page.getByText('No keychain: kept in memory only')).toBeVisible()
    expect((await readdir(folder)).toSorted()).toEqual(sealed)
    await second.stop()
    await removeFolder(first.home)
  })
})
