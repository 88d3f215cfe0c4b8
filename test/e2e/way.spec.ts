/**
 * A connection whose way changes: its stored credentials stay with the old way, are offered with every change, and move
 * with consent.
 */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { draftOf } from '../features/startCore.ts'
import { createAuthority } from '../servers/certificates.ts'
import { initializeAndUnseal } from '../servers/initialized.ts'
import { keyringMissing, startKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'
import { callFrom, expect, expectAccessible, goTo, test } from './app.ts'
import { answering } from './consent.ts'
import { pressOn } from './keyboard.ts'

const missing = await keyringMissing()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const kept = (page: Page) => page.getByText('Stored for other connection settings:')

test.describe('@boundary a connection whose way changes', () => {
  test.skip(missing !== null, missing ?? '')

  test('keeps its token for the way that it was stored for, and moves it when the user consents', async ({
    startApp,
  }) => {
    const [keyring, vault, authority] = await Promise.all([startKeyring(), startVault(), createAuthority('Office CA')])
    const { rootToken } = await initializeAndUnseal(vault)
    const app = await startApp({ env: keyring.env })
    const page = await app.open()
    const profile = draftOf(vault.address, 'payments')
    const { id: profileId } = (await callFrom(page, 'connections.add', { profile })) as { id: string }
    const credentials = { method: 'token', token: rootToken }
    await callFrom(page, 'session.signIn', { profileId, credentials, remember: true })
    await callFrom(page, 'drafts.keep', { profileId, place: 'policy:ops', content: 'path "a" {}' })
    await goTo(page, routes.editConnection(profileId))
    await expect(kept(page)).toHaveCount(0)

    // A renewed CA: nothing is lost, and nothing moves automatically.
    const renewed = { ...profile, caPem: authority.certPem }
    await callFrom(page, 'connections.update', { profileId, profile: renewed })
    await page.reload()
    await expect(kept(page)).toContainText('token, 1 unsaved draft')
    expect(await callFrom(page, 'session.identity', { profileId })).toBeNull()
    await goTo(page, routes.seal(profileId))
    await expect(kept(page)).toBeVisible()
    await goTo(page, routes.keychain())
    await expect(kept(page)).toBeVisible()
    await expectAccessible(page)

    // By keyboard: the changes first, then the question outside the page. After a refusal nothing moves.
    await pressOn(page, button(page, 'Move credentials…'))
    const dialog = page.getByRole('dialog', { name: 'Move credentials of payments' })
    await expect(dialog.getByRole('row', { name: /CA certificates/ })).toContainText('Office CA')
    await expectAccessible(page)
    await answering(app, page, () => button(page, 'Move credentials').click(), false)
    await expect(dialog).toContainText('Not confirmed')
    expect(await callFrom(page, 'server.kept', { profileId })).toMatchObject({ token: false })

    await answering(app, page, () => button(page, 'Move credentials').click())
    await expect(dialog).toHaveCount(0)
    await expect(kept(page)).toHaveCount(0)
    expect(await callFrom(page, 'session.resume', { profileId })).toMatchObject({ policies: ['root'] })

    // Reverting the connection would leave the token behind; it moves back in the same way.
    await callFrom(page, 'connections.update', { profileId, profile })
    await page.reload()
    await expect(kept(page)).toBeVisible()
    await callFrom(page, 'connections.update', { profileId, profile: renewed })
    await page.reload()
    await expect(page.getByRole('heading', { name: 'payments' })).toBeVisible()
    await expect(kept(page)).toHaveCount(0)
    await Promise.all([app.stop(), vault.stop(), keyring.stop()])
  })
})
