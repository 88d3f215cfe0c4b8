/** Signs in, keeps the session alive and signs out, in the window, on a real Vault. */
import type { Page } from '@playwright/test'
import {
  addAppRole,
  addUser,
  createToken,
  initializeAndUnseal,
  type RootKeys,
  vaultApi,
} from '../servers/initialized.ts'
import { keyringMissing, noKeyring, startKeyring } from '../servers/keyring.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn, test as base } from './app.ts'

interface Server extends RootKeys {
  readonly vault: TestVault
}

const test = base.extend<{ server: Server }>({
  // Playwright reads the names of the fixtures from the pattern, and there is none to read.
  // oxlint-disable-next-line no-empty-pattern
  server: async ({}, use) => {
    const vault = await startVault()
    await use({ vault, ...(await initializeAndUnseal(vault)) })
    await vault.stop()
  },
})
test.use({ appOptions: { env: noKeyring } })

const chip = (page: Page, name: string) => page.getByRole('banner').getByRole('button', { name })
const heading = (page: Page, name: string) => page.getByRole('heading', { name })

/** Adds a connection to the server and waits for its first page. Returns the connection's ID. */
async function open(page: Page, { vault }: Server): Promise<string> {
  const profileId = await addConnection(page, vault.address, 'kind')
  // Strongroom opens the first connection automatically.
  await page.waitForURL(new RegExp(profileId))
  await expect(heading(page, 'Sign in to kind')).toBeVisible()
  return profileId
}

/** Adds a connection, signs in with a token and opens *Who am I*. Returns the connection's ID. */
async function openAs(page: Page, server: Server, token: string): Promise<string> {
  const profileId = await open(page, server)
  await signIn(page, profileId, token)
  await goTo(page, `/c/${profileId}/access`)
  await expect(page.getByRole('button', { name: 'Sign out…' })).toBeVisible()
  return profileId
}

async function stillLives(server: Server, token: string): Promise<boolean> {
  return vaultApi(server.vault, 'GET', 'auth/token/lookup-self', { token }).then(
    () => true,
    () => false,
  )
}

test.describe('@foundation signing in', () => {
  test('rejects a wrong token next to its field, and warns against daily use of the root token', async ({
    window,
    server,
  }) => {
    await open(window, server)
    await expect(window.getByRole('main')).toContainText(server.vault.address)
    const field = window.getByLabel('Token', { exact: true }).and(window.locator('input[type=password]'))
    await expect(field).toBeFocused()
    await expectAccessible(window)

    await window.keyboard.press('Enter')
    await expect(window.getByText('Enter a token.')).toBeVisible()
    await window.keyboard.type('hvs.not-a-token-of-this-server')
    await window.keyboard.press('Enter')
    await expect(window.getByText('The server refused the sign-in')).toBeVisible()
    await expect(window.getByText('The token is wrong, expired or revoked.')).toBeVisible()
    await expect(window.getByText('mount path')).toBeHidden()
    await expect(field).toBeFocused()
    await expectAccessible(window)

    await field.fill(`  ${server.rootToken}\n`)
    await window.keyboard.press('Enter')
    await chip(window, 'root').click()
    await window.getByRole('menuitem', { name: 'Who am I' }).click()
    await expect(heading(window, 'Signed in as “root”')).toBeVisible()
    await expect(window.getByText('This is a root token.')).toBeVisible()
    await expect(window.getByText('never (TTL ∞)')).toBeVisible()
    await expect(window.getByText("This token doesn't expire, so it doesn't need renewal.")).toBeVisible()
    await expectAccessible(window)
    expect(await window.content()).not.toContain(server.rootToken)
  })

  test('puts the methods that the server lists first, and remembers the last choice', async ({ window, server }) => {
    const { vault, rootToken } = server
    await addUser(vault, rootToken, { name: 'ann', password: 'correct horse', mount: 'staff' })
    await vaultApi(vault, 'POST', 'sys/auth/staff/tune', {
      token: rootToken,
      body: { listing_visibility: 'unauth', description: 'Everybody here' },
    })
    await open(window, server)
    await expect(window.getByRole('radio').first()).toHaveAccessibleName('User name')
    await expect(window.getByRole('radio').first()).toBeChecked()
    await expect(window.getByRole('combobox', { name: 'Mount path' })).toHaveValue('staff/')
    await expect(window.getByRole('textbox', { name: 'User name' })).toBeFocused()

    await window.keyboard.type('ann')
    await window.getByLabel('Password').fill('wrong')
    await window.keyboard.press('Enter')
    await expect(window.getByText('The server refused the sign-in')).toBeVisible()
    await expect(window.getByLabel('Password')).toBeFocused()
    await window.keyboard.type('correct horse')
    await window.keyboard.press('Enter')
    await chip(window, 'staff-ann').click()
    await window.getByRole('menuitem', { name: 'Sign out…' }).click()
    await window.getByRole('button', { name: 'Sign out', exact: true }).click()

    await expect(heading(window, 'Sign in to kind')).toBeVisible()
    await expect(window.getByRole('textbox', { name: 'User name' })).toHaveValue('ann')
    await expect(window.getByLabel('Password')).toBeFocused()
    await expect(window.getByLabel('Password')).toHaveValue('')
  })

  test('signs in with AppRole at a typed mount path, and asks for the same fields with LDAP', async ({
    window,
    server,
  }) => {
    const role = await addAppRole(server.vault, server.rootToken, { name: 'ci', mount: 'robots' })
    await open(window, server)
    await window.getByText('LDAP').click()
    await expect(window.getByRole('combobox', { name: 'Mount path' })).toHaveValue('ldap/')
    await expect(window.getByLabel('Password')).toBeVisible()
    await window.getByText('AppRole').click()
    await window.getByRole('combobox', { name: 'Mount path' }).fill('auth/robots')
    await window.getByLabel('Role ID').fill(role.roleId)
    await window.getByLabel('Secret ID').fill(role.secretId)
    await window.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(chip(window, 'robots')).toBeVisible()
  })

  test('clears what was typed for one method when the user chooses another', async ({ window, server }) => {
    await open(window, server)
    const secret = window.locator('input[type=password]')
    const name = window.getByRole('textbox', { name: 'User name' })
    const choose = (method: string) => window.getByRole('radio', { name: method, exact: true }).check({ force: true })
    await secret.fill('hvs.typed')
    await choose('User name')
    await expect(secret).toHaveValue('')
    await name.fill('ann')
    await secret.fill('a password')
    await choose('LDAP')
    await expect(name).toHaveValue('')
    await expect(secret).toHaveValue('')

    await window.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(window.getByText('Enter your user name.')).toBeVisible()
    await expect(window.getByText('Enter your password.')).toBeVisible()
    await expect(name).toBeFocused()
    await choose('AppRole')
    await expect(window.getByText(/^Enter /)).toHaveCount(0)
    await window.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(window.getByText(/^Enter /)).toHaveText('Enter the role ID.')
    await choose('Token')
    await expect(secret).toHaveValue('')
    await expect(secret).toBeFocused()
  })

  test('can’t keep the token without a keychain, and says why', async ({ window, server }) => {
    await open(window, server)
    await expect(window.getByRole('checkbox', { name: 'Store token in the keychain' })).toBeDisabled()
    await expect(
      window.getByText(
        'This computer has no keychain. To store the token, choose a passphrase-protected file in Settings first.',
      ),
    ).toBeVisible()
  })

  test('signs in again after a restart with a kept token', async ({ startApp, server }) => {
    const missing = await keyringMissing()
    test.skip(missing !== null, missing ?? '')
    const keyring = await startKeyring()
    const first = await startApp({ env: keyring.env })
    let page = await first.open()
    const profileId = await open(page, server)
    await page.locator('input[type=password]').fill(server.rootToken)
    await page.getByText('Store token in the keychain').click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(chip(page, 'root')).toBeVisible()
    // The window shows the sign-in shortly before the token is stored.
    await expect
      .poll(
        async () => ((await callFrom(page, 'session.methods', { profileId })) as { remembered: boolean }).remembered,
      )
      .toBe(true)
    await first.stop({ keepHome: true })

    const second = await startApp({ env: keyring.env, home: first.home })
    try {
      page = await second.open()
      await goTo(page, `/c/${profileId}/access`)
      await expect(heading(page, 'Signed in as “root”')).toBeVisible()
      await expect(page.getByRole('definition').last()).toHaveText('yes')
    } finally {
      await second.stop()
      await keyring.stop()
    }
  })
})

test.describe('@foundation the lifetime of a token', () => {
  test('shows the TTL that the server granted on renewal, and warns before the token expires', async ({
    window,
    server,
  }) => {
    const token = await createToken(server.vault, server.rootToken, {
      policies: ['default'],
      ttl: '1h',
      explicit_max_ttl: '2h',
      display_name: 'ann',
    })
    await openAs(window, server, token)
    const wish = window.getByLabel('Renew for')
    await expect(chip(window, 'token-ann')).toContainText(/^00:5\d:\d\d/)
    await wish.fill('soon')
    await expect(window.getByText('Enter a duration such as 30m, 8h or 7d.')).toBeVisible()
    await wish.fill('8h')
    await window.keyboard.press('Enter')
    await expect(window.getByText('This is less than requested')).toBeVisible()
    await expect(chip(window, 'token-ann')).toContainText(/^0[12]:/)

    await wish.fill('1m')
    await window.keyboard.press('Enter')
    await expect(window.getByText('The server granted 1 min.')).toBeVisible()
    await expect(window.getByText('Your token expires soon')).toBeVisible()
    await expectAccessible(window)
    await window.getByRole('button', { name: 'Renew', exact: true }).click()
    await expect(window.getByText('Your token expires soon')).toHaveCount(0)
  })

  test('offers neither renewal nor revocation for a batch token', async ({ window, server }) => {
    const token = await createToken(server.vault, server.rootToken, { policies: ['default'], ttl: '1h', type: 'batch' })
    await openAs(window, server, token)
    await expect(window.getByText("It can't be renewed or revoked")).toBeVisible()
    await expect(window.getByLabel('Renew for')).toHaveCount(0)
    await window.getByRole('button', { name: 'Sign out…' }).click()
    await expect(window.getByText("It can't be revoked and stays valid")).toBeVisible()
    await expect(window.getByRole('button', { name: 'Sign out and revoke' })).toHaveCount(0)
  })

  test('keeps the token valid on sign-out, and ends it on sign-out with revocation', async ({ window, server }) => {
    const token = await createToken(server.vault, server.rootToken, { policies: ['default'], ttl: '1h' })
    const profileId = await openAs(window, server, token)
    await window.getByRole('button', { name: 'Sign out…' }).click()
    await expect(window.getByRole('button', { name: 'Sign out', exact: true })).toBeFocused()
    await expectAccessible(window)
    await window.keyboard.press('Enter')
    await expect(heading(window, 'Sign in to kind')).toBeVisible()
    expect(await stillLives(server, token)).toBe(true)

    await signIn(window, profileId, token)
    await window.getByRole('button', { name: 'Sign out…' }).click()
    await window.getByRole('button', { name: 'Sign out and revoke' }).click()
    await expect(heading(window, 'Sign in to kind')).toBeVisible()
    expect(await stillLives(server, token)).toBe(false)
  })

  test('opens a sign-in over the page when the token ends, and keeps the page', async ({ window, server }) => {
    const token = await createToken(server.vault, server.rootToken, { policies: ['default'], ttl: '1h' })
    await openAs(window, server, token)
    await window.getByLabel('Renew for').fill('45m')
    await vaultApi(server.vault, 'POST', 'auth/token/revoke', { token: server.rootToken, body: { token } })
    await window.keyboard.press('Enter')

    const dialog = window.getByRole('dialog')
    await expect(dialog).toContainText('Your token has expired')
    await expect(dialog.locator('input[type=password]')).toBeFocused()
    await window.keyboard.press('Escape')
    await expect(dialog).toBeVisible()
    await expectAccessible(window)

    const next = await createToken(server.vault, server.rootToken, { policies: ['default'], ttl: '2h' })
    await window.keyboard.type(next)
    await window.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(window.getByLabel('Renew for')).toHaveValue('45m')
    await expect(window.getByRole('banner')).toContainText('01:59:')
  })
})
