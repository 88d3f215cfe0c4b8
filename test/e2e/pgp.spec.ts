/**
 * New keys for PGP keys of a real GnuPG: initialized for their holders, decrypted by the command that the app shows.
 */
import type { Page } from '@playwright/test'
import { gpgMissing, startGpg } from '../servers/gpg.ts'
import { unseal, vaultApi } from '../servers/initialized.ts'
import { noKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, expect, expectAccessible, goTo, test } from './app.ts'

test.use({ appOptions: { env: noKeyring } })
const missing = await gpgMissing()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const card = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
const command = (page: Page, name = 'Command to decrypt the share') => page.getByRole('region', { name })

test.describe('@unseal new keys for PGP keys', () => {
  test.skip(missing !== null, missing ?? '')

  test('can be used only by their holders, who decrypt them outside and unseal with them', async ({ app, window }) => {
    const [vault, gpg] = await Promise.all([startVault({ storage: 'raft' }), startGpg()])
    const [alice, bob] = [await gpg.newKey('Alice'), await gpg.newKey('Bob')]
    const profileId = await addConnection(window, vault.address)
    await window.waitForURL(new RegExp(profileId))
    await goTo(window, `/c/${profileId}/seal`)
    await window.getByLabel('Key shares').fill('2')
    await window.getByLabel('Threshold').fill('2')
    await window.keyboard.press('Tab')
    await window.getByText('Memory only', { exact: true }).click()

    // One key is pasted and one read from a file, in the order of the shares.
    await button(window, 'Encrypt each share for its holder (PGP)').click()
    await window.getByLabel('Public key for share 1').fill('-----BEGIN PGP PUBLIC KEY BLOCK-----')
    await button(window, 'Use for share 1').click()
    await expect(window.getByText("This PGP key can't be used")).toBeVisible()
    await window.getByLabel('Public key for share 1').fill(bob.armored)
    await button(window, 'Use for share 1').click()
    await expect(window.getByLabel('Public key for share 2')).toBeVisible()
    await button(window, 'Initialize server').click()
    await expect(window.getByText('1 of 2 keys added')).toBeVisible()
    const chooser = window.waitForEvent('filechooser')
    await window.getByText('Choose key file').first().click()
    await (await chooser).setFiles(alice.file)
    await expect(window.getByText('Alice <alice@example.org>')).toBeVisible()
    await button(window, 'Move key of share 2 up').click()
    const keys = window.getByRole('listitem').filter({ hasText: 'example.org' })
    await expect(keys.nth(0)).toContainText('Alice')
    await expect(keys.nth(1)).toContainText('Bob')
    const fingerprint = (await keys.nth(0).textContent())?.replaceAll(/\s/g, '')
    expect(fingerprint).toContain(alice.fingerprint)
    await window.getByLabel('Public key for the root token (optional)').fill(bob.armored)
    await button(window, 'Use for the root token').click()
    await expect(window.getByText('Bob <bob@example.org>')).toHaveCount(2)
    await expectAccessible(window)
    await button(window, 'Initialize server').click()

    await expect(card(window, 'Unseal key share 1')).toContainText('Alice <alice@example.org>')
    await expect(card(window, 'Root token')).toContainText('Bob <bob@example.org>')
    await button(window, 'Show Unseal key share 1').click()
    const share = (await gpg.shell((await command(window).textContent()) ?? '')).trim()
    expect(share).toMatch(/^[0-9a-f]{66}$/)
    await expectAccessible(window)
    await button(window, 'Show Root token').click()
    await expect(card(window, 'Unseal key share 1').getByRole('region')).toHaveCount(0)
    const rootToken = (await gpg.shell((await command(window).textContent()) ?? '')).trim()
    const file = await app.saved(window, () => button(window, 'Save as cluster-keys.json').click())
    await window.getByText('These keys are in a safe place').click()
    await expect(button(window, 'Unseal and sign in')).toHaveCount(0)
    await button(window, 'Finish and unseal later').click()

    // An encrypted share is not sent, pasted or from a file, and the command says how to continue.
    const field = window.getByLabel('Unseal key share 1 of 2')
    const { unseal_keys_b64: encrypted } = JSON.parse(file.text) as { unseal_keys_b64: string[] }
    await field.fill(Buffer.from(encrypted[1] ?? '', 'base64').toString('hex'))
    await window.keyboard.press('Enter')
    await expect(window.getByText('This share is encrypted (PGP)')).toBeVisible()
    await expectAccessible(window)
    const second = (await gpg.shell((await command(window).textContent()) ?? '')).trim()
    const picked = window.waitForEvent('filechooser')
    await window.getByText('Choose key file').click()
    await (
      await picked
    ).setFiles({ name: 'cluster-keys.json', mimeType: 'application/json', buffer: Buffer.from(file.text) })
    await expect(window.getByText('These 2 shares are encrypted (PGP)')).toBeVisible()
    const again = (await command(window, 'Command to decrypt share 1').textContent()) ?? ''
    expect((await gpg.shell(again)).trim()).toBe(share)
    expect(await vaultApi(vault, 'GET', 'sys/seal-status')).toMatchObject({ progress: 0, sealed: true })

    await field.fill(`${share}\n`)
    await window.keyboard.press('Enter')
    await window.getByLabel('Unseal key share 2 of 2').fill(second)
    await window.keyboard.press('Enter')
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    // The server accepts no token until it is active.
    await unseal(vault, { keys: [], threshold: 0 })
    expect(await vaultApi(vault, 'GET', 'auth/token/lookup-self', { token: rootToken })).toHaveProperty('data')
    await Promise.all([vault.stop(), gpg.stop()])
  })
})
