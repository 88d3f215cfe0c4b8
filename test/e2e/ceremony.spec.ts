/** Saving new keys: as files, on the clipboard, given to a holder, on paper; and resuming after a crash. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { holdingProxy } from '../servers/holdingProxy.ts'
import { vaultApi } from '../servers/initialized.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, test as base } from './app.ts'
import { holdAnswer } from './calls.ts'
import { answering } from './consent.ts'
import { choosesFile } from './files.ts'
import type { TestApp } from './startOn.ts'

const test = base.extend<{ vault: TestVault }>({
  // Playwright reads the names of the fixtures from the pattern, and there is none to read.
  // oxlint-disable-next-line no-empty-pattern
  vault: async ({}, use) => {
    const vault = await startVault({ storage: 'raft' })
    await use(vault)
    await vault.stop()
  },
})
test.use({ appOptions: { env: noKeyring } })

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const card = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

async function begin(
  page: Page,
  vault: Pick<TestVault, 'address'>,
  shares: number,
  threshold: number,
): Promise<string> {
  const profileId = await addConnection(page, vault.address)
  await page.waitForURL(new RegExp(profileId))
  await goTo(page, `/c/${profileId}/seal`)
  await page.getByLabel('Key shares').fill(String(shares))
  await page.getByLabel('Threshold').fill(String(threshold))
  await page.keyboard.press('Tab')
  return profileId
}

test.describe('@unseal new keys', () => {
  test('are saved one by one in different ways, and each card shows how @desktop', async ({
    app,
    window,
    vault,
    target,
  }) => {
    await begin(window, vault, 3, 2)
    await window.getByText('Memory only', { exact: true }).click()
    await button(window, 'Initialize server').click()
    await expect(window.getByText('Unseal key share 3', { exact: true })).toBeVisible()
    await expectAccessible(window)

    const file = await app.saved(window, () => button(window, 'Save Unseal key share 1 to a file').click())
    expect(file.name).toBe('unseal-key-share-1-of-3.json')
    const first = JSON.parse(file.text) as { unseal_keys_b64: [string] }
    await expect(card(window, 'Unseal key share 1')).toContainText('unseal-key-share-1-of-3.json')

    // The page may not read the clipboard, so the test replaces the write.
    await window.evaluate(() => {
      navigator.clipboard.write = async ([item]) => {
        document.body.dataset['copied'] = await (await item?.getType('text/plain'))?.text()
      }
    })
    await button(window, 'Copy Unseal key share 2').click()
    await expect(card(window, 'Unseal key share 2')).toContainText('copied')
    const second =
      target === 'loopback'
        ? await window.evaluate(() => document.body.dataset['copied'] ?? '')
        : String(await app.desktop?.evaluate(({ clipboard }) => clipboard.readText()))
    await window.evaluate(() => delete document.body.dataset['copied'])
    expect(await window.content()).not.toContain(second)

    await button(window, 'Hand over Unseal key share 3').click()
    await expect(window.getByText('Let only the holder see this screen.')).toBeVisible()
    await expectAccessible(window)
    await button(window, "I'm the holder, show key").click()
    const qr = window.getByRole('img', { name: 'QR code of Unseal key share 3' })
    await expect(qr).toBeVisible()
    const text = await window.getByRole('dialog').locator('[translate=no]').textContent()
    expect(Buffer.from(text ?? '', 'base64')).toHaveLength(33)
    await expectAccessible(window)
    await window.keyboard.press('Escape')
    await expect(qr).toBeVisible()
    await button(window, 'I have it, remove key').click()
    await expect(card(window, 'Unseal key share 3')).toContainText('The holder has this share.')
    await expect(button(window, 'Show Unseal key share 3')).toHaveCount(0)
    expect(await window.content()).not.toContain(text ?? '')

    await expect(window.getByText('1 key not saved yet: Root token.')).toBeVisible()
    await button(window, 'Print Root token').click()
    await window.evaluate(() => {
      globalThis.print = () => document.body.setAttribute('data-printed', '')
    })
    await button(window, 'Print sheet').click()
    await expect(window.locator('body[data-printed]')).toHaveCount(1)
    await window.emulateMedia({ media: 'print' })
    await expect(window.getByRole('img', { name: 'QR code of Root token', includeHidden: true })).toBeVisible()
    await expect(window.getByRole('navigation', { includeHidden: true }).first()).toBeHidden()
    await window.emulateMedia({ media: null })
    await button(window, 'Yes, printed').click()
    await expect(card(window, 'Root token')).toContainText('printed')
    await expect(window.locator('[data-print-root]')).toHaveCount(0)

    await window.getByText('These keys are in a safe place').click()
    await button(window, 'Unseal and sign in').click()
    await expect(window.getByRole('banner').getByRole('button', { name: 'root' })).toBeVisible()
    // All three shares are valid: the copied one, the saved one and the one given to a holder.
    for (const pair of [
      [first.unseal_keys_b64[0], second],
      [second, text],
      [first.unseal_keys_b64[0], text],
    ]) {
      await vault.restart()
      let sealed: unknown = true
      for (const key of pair) ({ sealed } = await vaultApi(vault, 'PUT', 'sys/unseal', { body: { key } }))
      expect(sealed).toBe(false)
    }
  })

  test('go into a passphrase file first, and are available again after a crash @desktop', async ({
    startApp,
    vault,
  }) => {
    const first = await startApp({ env: noKeyring })
    let page = await first.open()
    const profileId = await begin(page, vault, 3, 2)
    await button(page, 'Initialize server').click()
    await expect(page.getByText('Choose an option.')).toBeVisible()
    await page.getByText('Passphrase-protected file').click()
    await page.getByLabel('New passphrase').fill('a passphrase of a test')
    const initialize = () => button(page, 'Initialize server').click()
    if (first.desktop === undefined) {
      // The user repeats the passphrase outside the page, where both must match.
      await answering(first, page, initialize, true, ['a passphrase of a tes'])
      await expect(page.getByText("The new passphrases don't match")).toBeVisible()
    } else {
      await page.getByLabel('Confirm passphrase').fill('a passphrase of a tes')
      await initialize()
      await expect(page.getByText("The passphrases don't match.")).toBeVisible()
      await page.getByLabel('Confirm passphrase').fill('a passphrase of a test')
    }
    await expectAccessible(page)
    await answering(first, page, initialize, true, ['a passphrase of a test'])
    await expect(page.getByText('Unseal key share 3', { exact: true })).toBeVisible()
    await expect(page.getByText('The keys are in memory only')).toHaveCount(0)
    await button(page, 'Hand over Unseal key share 1').click()
    await button(page, "I'm the holder, show key").click()
    await button(page, 'I have it, remove key').click()
    await expect(card(page, 'Unseal key share 1')).toContainText('handed over')
    await first.kill()

    const second = await startApp({ env: noKeyring, home: first.home })
    page = await second.open()
    await page.getByLabel('Passphrase').fill('a passphrase of a test')
    await button(page, 'Unlock').click()
    await button(page, 'Show keys').click()
    await expect(card(page, 'Unseal key share 1')).toContainText('The holder has this share.')
    await expect(button(page, 'Show Unseal key share 2')).toBeVisible()
    const saved = await second.saved(page, () => button(page, 'Save as cluster-keys.json').click())
    const keys = JSON.parse(saved.text) as { unseal_keys_b64: string[] }
    expect(keys.unseal_keys_b64).toHaveLength(2)
    await page.getByText('These keys are in a safe place').click()
    await button(page, 'Unseal and sign in').click()
    await expect(page.getByRole('banner').getByRole('button', { name: 'root' })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Secrets engines', level: 1 })).toBeVisible()
    // A finished ceremony is wiped, so the next start has nothing to resume.
    await goTo(page, `/c/${profileId}/seal`)
    await expect(page.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await second.stop()
  })

  test('go into a file that the user chooses, and never overwrite one @boundary', async ({
    startApp,
    target,
    vault,
  }) => {
    const folder = await temporaryFolder('keys')
    const path = join(folder, 'cluster-keys.json')
    const toChoice = async (app: TestApp): Promise<Page> => {
      const page = await app.open()
      await begin(page, vault, 3, 2)
      await page.getByText('Unencrypted cluster-keys.json').click()
      return page
    }
    if (target === 'loopback') {
      // A browser without a folder says how to start Strongroom with one.
      const without = await startApp({ env: noKeyring })
      const page = await toChoice(without)
      await expect(page.getByRole('region', { name: 'Command' })).toContainText('--files FOLDER')
      await expectAccessible(page)
      await without.stop()
    }
    const app = await startApp({ env: noKeyring, files: folder })
    const page = await toChoice(app)
    await button(page, 'Initialize server').click()
    await expect(page.getByText('Choose a file.')).toBeVisible()
    const choose = button(page, app.desktop === undefined ? `Use a new file in ${folder}` : 'Choose file…')
    if (app.desktop !== undefined) {
      await choosesFile(app, null)
      await choose.click()
      await choosesFile(app, path)
    }
    await choose.click()
    await expect(page.getByText(path)).toBeVisible()
    await expectAccessible(page)
    // Another file already has this name.
    await writeFile(path, 'theirs')
    await button(page, 'Initialize server').click()
    await expect(page.getByText("Strongroom can't write the keys to this file")).toBeVisible()
    expect(await readFile(path, 'utf8')).toBe('theirs')
    expect(await vaultApi(vault, 'GET', 'sys/init')).toMatchObject({ initialized: false })
    await rm(path)
    await button(page, 'Initialize server').click()
    await expect(card(page, 'Unseal key share 1')).toContainText('cluster-keys.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const keys = JSON.parse(await readFile(path, 'utf8')) as { unseal_keys_b64: string[]; unseal_threshold: number }
    expect(keys).toMatchObject({ unseal_threshold: 2 })
    expect(keys.unseal_keys_b64).toHaveLength(3)
    await expect(page.getByText(/keys? not saved yet: /)).toHaveCount(0)
    await removeFolder(folder)
  })

  test('go to the last chosen destination, even if the user is still naming a file @browser', async ({
    startApp,
    vault,
  }) => {
    const folder = await temporaryFolder('keys')
    const app = await startApp({ env: noKeyring, files: folder })
    const page = await app.open()
    const release = await holdAnswer(page, 'files.choose')
    await page.reload()
    await begin(page, vault, 3, 2)
    await page.getByText('Unencrypted cluster-keys.json').click()
    await button(page, `Use a new file in ${folder}`).click()
    const memory = page.getByRole('radio', { name: /^Memory only/ })
    await page.getByText('Memory only', { exact: true }).click()
    await release()
    await expect(memory).toBeChecked()
    // The page still offers the file that was named.
    await page.getByText('Unencrypted cluster-keys.json').click()
    await expect(page.getByText(join(folder, 'cluster-keys.json'))).toBeVisible()
    await page.getByText('Memory only', { exact: true }).click()
    await expect(memory).toBeChecked()
    await removeFolder(folder)
  })

  test('say when someone else initializes the server first', async ({ window, vault }) => {
    const proxy = await holdingProxy(vault.port)
    const profileId = await begin(window, proxy, 3, 2)
    await window.getByText('Memory only', { exact: true }).click()
    // The page learns of it only from its next status request, which is held here.
    const look = proxy.hold('GET', '/v1/sys/seal-status')
    const looked = callFrom(window, 'server.status', { profileId })
    await look.arrived
    await vaultApi(vault, 'PUT', 'sys/init', { body: { secret_shares: 1, secret_threshold: 1 } })
    await button(window, 'Initialize server').click()
    const words = window.getByText('Someone else initialized it. Only their keys can unseal it.')
    await expect(words).toBeVisible()
    look.release()
    await looked
    // The form is replaced by the one for shares, and the reason stays visible.
    await expect(window.getByRole('heading', { name: 'is sealed' })).toBeVisible()
    await expect(words).toBeVisible()
    await proxy.stop()
  })
})
