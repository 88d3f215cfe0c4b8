/** A token that is kept in the keychain and a damaged list of connections, over locks and restarts. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { keyringMissing, noKeyring, startKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, expect, expectAccessible, test } from './app.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const signedIn = (page: Page) => page.getByRole('banner').getByRole('button', { name: '∞ token' })
const locked = (page: Page) => page.getByRole('heading', { name: 'Strongroom is locked' })

test.describe('@foundation a token kept in the keychain', () => {
  test('signs in automatically after a lock and after a restart, but only while the keychain is open', async ({
    startApp,
  }) => {
    const missing = await keyringMissing()
    test.skip(missing !== null, missing ?? '')
    const keyring = await startKeyring()
    const vault = await startVault({ dev: true })
    const first = await startApp({ env: keyring.env })
    let page = await first.open()
    await expect(page.getByText('No keychain: kept in memory only')).toHaveCount(0)
    const profileId = await addConnection(page, vault.address, 'kind')
    await page.waitForURL(new RegExp(profileId))
    await page.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
    await page.getByText('Store token in the keychain').click()
    await button(page, 'Sign in').click()
    await expect(signedIn(page)).toBeVisible()

    await button(page, 'Lock Strongroom').click()
    await expect(locked(page)).toBeVisible()
    await expect(signedIn(page)).toHaveCount(0)
    await keyring.lock()
    await button(page, 'Unlock').click()
    await expect(page.getByText('The keychain could not be opened')).toBeVisible()
    await expect(page.getByText('Unlock the keychain of this computer, then retry.')).toBeVisible()
    await expectAccessible(page)
    await keyring.unlock()
    await button(page, 'Unlock').click()
    await expect(signedIn(page)).toBeVisible()
    await first.stop({ keepHome: true })

    const second = await startApp({ env: keyring.env, home: first.home })
    page = await second.open()
    await expect(signedIn(page)).toBeVisible()

    // Signing out deletes the token: the next start asks for one again.
    await signedIn(page).click()
    await page.getByRole('menuitem', { name: 'Sign out…' }).click()
    await button(page, 'Sign out').click()
    await expect(page.getByRole('heading', { name: 'Sign in to kind' })).toBeVisible()
    await second.stop()
    const third = await startApp({ env: keyring.env, home: first.home })
    page = await third.open()
    await expect(page.getByRole('heading', { name: 'Sign in to kind' })).toBeVisible()
    await third.stop()
    await Promise.all([vault.stop(), keyring.stop(), removeFolder(first.home)])
  })
})

test.describe('@foundation a damaged list of connections', () => {
  test('is replaced by its last good copy with a warning, and is set aside before anything new is written', async ({
    startApp,
  }) => {
    const first = await startApp({ env: noKeyring })
    let page = await first.open()
    await addConnection(page, 'http://127.0.0.1:8200', 'kind')
    await first.stop({ keepHome: true })
    const names = await readdir(first.home, { recursive: true })
    const name = names.find((each) => each.endsWith('connections.json')) ?? ''
    const file = join(first.home, name)
    const cutOff = (await readFile(file, 'utf8')).slice(0, 60)
    await writeFile(file, cutOff)

    const second = await startApp({ env: noKeyring, home: first.home })
    page = await second.open()
    await expect(page.getByText('Connections restored from a copy')).toBeVisible()
    await expect(page.getByText('connections.json is damaged.')).toBeVisible()
    const links = page.getByRole('navigation', { name: 'Connections and areas' }).getByRole('link')
    await expect(links.filter({ hasText: 'kind' })).toBeVisible()
    await expectAccessible(page)
    expect(await readFile(file, 'utf8')).toBe(cutOff)

    await addConnection(page, 'http://127.0.0.1:8300', 'other')
    const after = await readdir(join(file, '..'))
    const aside = after.find((each) => each.startsWith('connections.json.unreadable-')) ?? ''
    expect(await readFile(join(file, '..', aside), 'utf8')).toBe(cutOff)
    expect(await readFile(file, 'utf8')).toContain('"other"')
    await page.reload()
    await expect(links.filter({ hasText: 'other' })).toBeVisible()
    await expect(links.filter({ hasText: 'kind' })).toBeVisible()
    await expect(page.getByText('Connections restored from a copy')).toHaveCount(0)
    await second.stop({ keepHome: true })

    // Without a readable copy the list is empty, and the window says why.
    await writeFile(file, cutOff)
    await writeFile(`${file}.last-good`, cutOff)
    const third = await startApp({ env: noKeyring, home: first.home })
    page = await third.open()
    await expect(page.getByText("Strongroom can't read one of its files.")).toBeVisible()
    await expect(page.getByText('connections.json is damaged.')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Connect to a server' })).toBeVisible()
    await third.stop()
    await removeFolder(first.home)
  })
})
