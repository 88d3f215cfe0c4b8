/** The lock in the window: what it clears, what it keeps, and what unlocks it. */
import { noKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn, test } from './app.ts'
import { answering, choosePassphrase } from './consent.ts'

test.use({ appOptions: { env: noKeyring } })

const secret = (profileId: string) => `/c/${profileId}/kv?mount=secret%2F&path=webapp%2Fconfig`

test.describe('@foundation the lock', () => {
  test('clears the screen, and offers an unsaved edit again to anyone who signs in', async ({ window }) => {
    const vault = await startVault({ dev: true })
    const profileId = await addConnection(window, vault.address, 'kind')
    await window.waitForURL(new RegExp(profileId))
    await signIn(window, profileId, 'root')
    const at = { profileId, mount: 'secret/', path: 'webapp/config' }
    await callFrom(window, 'kv.write', {
      at,
      entries: [{ key: 'password', json: '"static-password"' }],
      base: { kind: 'new' },
    })
    await goTo(window, `${secret(profileId)}&mode=edit`)
    await window.getByRole('button', { name: 'Show and edit password' }).click()
    const value = window.getByRole('textbox', { name: 'Value of password' })
    await value.fill('half')
    // The list of drafts is visible, and the next keys before the lock make the page read it again.
    await expect(window.getByRole('button', { name: '1 draft' })).toBeVisible()
    await value.fill('half an edit')

    await window.keyboard.press('Control+l')
    await expect(window.getByRole('heading', { name: 'Strongroom is locked' })).toBeVisible()
    await expect(window).toHaveTitle('Strongroom')
    expect(await window.content()).not.toContain('half an edit')
    expect(await window.content()).not.toContain('static-password')
    await expectAccessible(window)

    // The button has the focus: Enter unlocks.
    await window.keyboard.press('Enter')
    await window.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
    await window.getByRole('button', { name: 'Sign in' }).click()
    await window.getByRole('button', { name: /^Resume your draft from/ }).click()
    await window.getByRole('button', { name: 'Show all values' }).click()
    await expect(window.getByRole('textbox', { name: 'Value of password' })).toHaveValue('half an edit')
    await vault.stop()
  })

  test('is opened only by the passphrase if the computer has no keychain', async ({ startApp }) => {
    const passphrase = 'a long enough passphrase'
    const first = await startApp({ env: noKeyring })
    let page = await first.open()
    await expect(page.getByText('No keychain: kept in memory only')).toBeVisible()
    await goTo(page, '/settings')
    await page.getByRole('textbox', { name: 'New passphrase' }).fill(passphrase)
    if (first.desktop !== undefined) await page.getByRole('textbox', { name: 'Confirm passphrase' }).fill(passphrase)
    const keep = page.getByRole('button', { name: 'Use passphrase-protected file' })
    await answering(first, page, () => keep.click(), true, [passphrase])
    await expect(page.getByText('Your passphrase opens these files.')).toBeVisible()
    await expectAccessible(page)
    await first.stop({ keepHome: true })

    const second = await startApp({ env: noKeyring, home: first.home })
    page = await second.open()
    const field = page.getByRole('textbox', { name: 'Passphrase', exact: true })
    await expect(field).toBeFocused()
    await expect(page.getByText('Unlock Strongroom to use them.')).toBeVisible()
    await expect(page.getByText('from memory')).toHaveCount(0)
    await field.fill('another passphrase')
    await page.keyboard.press('Enter')
    await expect(page.getByText('The passphrase is wrong')).toBeVisible()
    await expect(field).toHaveValue('')
    await field.fill(passphrase)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Strongroom', exact: true })).toBeVisible()

    // The address can change behind the lock: its page is shown after unlocking.
    await callFrom(page, 'app.lock', {})
    await expect(page.getByText('Strongroom removed tokens and keys from memory.')).toBeVisible()
    await expect(field).toBeFocused()
    await goTo(page, '/settings')
    await field.fill(passphrase)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await second.stop()
  })

  test('opens with a changed passphrase, and a change requires the old one @boundary', async ({ startApp }) => {
    const passphrase = 'a long enough passphrase'
    const next = 'the next passphrase of a test'
    const app = await startApp({ env: noKeyring })
    const page = await app.open()
    await choosePassphrase(app, page, passphrase)
    await goTo(page, '/settings')
    const fresh = page.getByRole('textbox', { name: 'New passphrase' })
    await fresh.fill('password1234')
    await expect(page.getByRole('meter', { name: 'Passphrase strength' })).toHaveAttribute(
      'aria-valuetext',
      'Too easy to guess',
    )
    await fresh.fill(next)
    await expect(page.getByRole('meter')).toHaveAttribute('aria-valuetext', 'Strong')
    const change = page.getByRole('button', { name: 'Change passphrase' })
    const current = page.getByRole('textbox', { name: 'Current passphrase' })
    if (app.desktop === undefined) {
      // Both passphrases are typed outside the page.
      await expect(current).toHaveCount(0)
      await answering(app, page, () => change.click(), true, ['a guess', next])
      await expect(page.getByText('The passphrase is wrong')).toBeVisible()
      await answering(app, page, () => change.click(), true, [passphrase, next])
    } else {
      await page.getByRole('textbox', { name: 'Confirm passphrase' }).fill(next)
      await change.click()
      await expect(page.getByText('Enter the current passphrase.')).toBeVisible()
      await current.fill('a guess')
      await page.keyboard.press('Enter')
      await expect(page.getByText('The passphrase is wrong')).toBeVisible()
      await current.fill(passphrase)
      await answering(app, page, () => page.keyboard.press('Enter'))
    }
    await expect(page.getByText('Passphrase changed.')).toBeVisible()
    await expectAccessible(page)

    await callFrom(page, 'app.lock', {})
    const field = page.getByRole('textbox', { name: 'Passphrase', exact: true })
    await field.fill(passphrase)
    await page.keyboard.press('Enter')
    await expect(page.getByText('The passphrase is wrong')).toBeVisible()
    await field.fill(next)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await app.stop()
  })
})
