/** Connections that are missing from the list: their stored credentials are listed, and can be restored or removed. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, test } from './app.ts'
import { choosePassphrase } from './consent.ts'

const passphrase = 'a passphrase of a test'

test.describe('@foundation connections that are missing from the list', () => {
  test('are shown with their stored credentials, restored, and removed', async ({ startApp }) => {
    const [one, other] = await Promise.all([startVault({ dev: true }), startVault({ dev: true })])
    const first = await startApp({ env: noKeyring })
    let page = await first.open()
    await choosePassphrase(first, page, passphrase)
    for (const { address } of [one, other]) {
      const profileId = await addConnection(page, address, 'kind')
      const credentials = { method: 'token', token: 'root' }
      await callFrom(page, 'session.signIn', { profileId, credentials, remember: true })
    }
    await first.stop({ keepHome: true })
    await rm(join(first.home, 'config'), { recursive: true })

    const second = await startApp({ env: noKeyring, home: first.home })
    page = await second.firstPage()
    await second.open().catch(() => undefined)
    await callFrom(page, 'app.unlock', { passphrase })
    await goTo(page, '/keychain')
    const section = page.getByRole('region', { name: 'Connections missing from your list' })
    const lost = (address: string) => section.getByRole('article', { name: address })
    await expect(lost(one.address)).toContainText('token')
    await expect(lost(other.address)).toContainText('token')
    await expectAccessible(page)

    await lost(one.address).getByRole('button', { name: 'Restore connection' }).press('Enter')
    await expect(page.getByRole('region', { name: new URL(one.address).host })).toContainText('Token')
    await expect(lost(one.address)).toHaveCount(0)

    await lost(other.address).getByRole('button', { name: 'Remove…' }).click()
    const question = page.getByRole('alertdialog', { name: `Remove stored data for ${other.address}?` })
    await question.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(section).toHaveCount(0)
    await second.stop()
    await Promise.all([one.stop(), other.stop(), removeFolder(first.home)])
  })
})
