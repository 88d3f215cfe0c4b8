/**
 * The most important journey: from a new server to a secret that is stored and read, without a break, on a real Vault
 * with raft storage. Once with the mouse, once by keyboard only.
 */
import type { Page } from '@playwright/test'
import { noKeyring } from '../servers/keyring.ts'
import { vaultCli } from '../servers/vaultCli.ts'
import { type Product, products, startVault, type TestVault } from '../servers/vault.ts'
import { expect, expectAccessible, test as base } from './app.ts'
import { arrowTo, pressOn, tabTo } from './keyboard.ts'
import type { SavedFile } from './startOn.ts'

const test = base.extend<{ product: Product; vault: TestVault }>({
  product: ['vault', { option: true }],
  vault: async ({ product }, use) => {
    const vault = await startVault({ product, storage: 'raft' })
    await use(vault)
    await vault.stop()
  },
})
test.use({ appOptions: { env: noKeyring } })

/** The name of each product in the window. */
const productNames = { vault: 'Vault', openbao: 'OpenBao' } as const

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name })
const textbox = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const area = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Connections and areas' }).getByRole('link', { name, exact: true })
const statusBar = (page: Page) => page.getByRole('contentinfo')
const hidden = (page: Page, label: string) =>
  page.getByLabel(label, { exact: true }).and(page.locator('input[type=password]'))

interface ClusterKeys {
  readonly unseal_keys_b64: readonly string[]
  readonly unseal_keys_hex: readonly string[]
  readonly root_token: string
}

/** The saved file; its text must equal the output of `vault operator init -format=json` for the same keys. */
async function clusterKeysIn({ name, text }: SavedFile, product: Product): Promise<ClusterKeys> {
  expect(name).toBe('cluster-keys.json')
  const keys = JSON.parse(text) as ClusterKeys
  const other = await startVault({ product })
  const printed = await vaultCli(other, null, 'operator', 'init', '-key-shares=1', '-key-threshold=1', '-format=json')
  await other.stop()
  const theirs = JSON.parse(printed) as ClusterKeys
  const expected = printed
    .replace(theirs.unseal_keys_b64[0] ?? '', keys.unseal_keys_b64[0] ?? '')
    .replace(theirs.unseal_keys_hex[0] ?? '', keys.unseal_keys_hex[0] ?? '')
    .replace(theirs.root_token, keys.root_token)
    // `bao` writes null where `vault` writes an empty list; one file works for both.
    .replaceAll(': null', ': []')
  expect(text).toBe(expected)
  expect(Buffer.from(keys.unseal_keys_b64[0] ?? '', 'base64').toString('hex')).toBe(keys.unseal_keys_hex[0])
  return keys
}

/** Checks everything that the window shows about a new server. */
async function expectNewServer(page: Page, product: Product): Promise<void> {
  const name = productNames[product]
  await expect(page.getByText(`This ${name} is not initialized.`)).toBeVisible()
  await expect(statusBar(page)).toContainText(new RegExp(`${name} \\d+\\.\\d+\\.\\d+`))
  await expect(statusBar(page)).toContainText('raft')
  await expect(statusBar(page)).toContainText('not initialized')
}

/** Checks what *Who am I* shows about a root token. */
async function expectRoot(page: Page): Promise<void> {
  await expect(heading(page, 'Signed in as “root”')).toBeVisible()
  const facts = page.getByRole('main')
  await expect(facts).toContainText('never (TTL ∞)')
  await expect(facts).toContainText(/Renewable\s*no/)
  await expect(facts).toContainText('Use a less privileged token for daily work')
}

/**
 * Checks both paths of the secret and the same read as a command, which names the token's variable and never the token.
 */
async function expectBothNames(page: Page): Promise<void> {
  await expect(heading(page, 'config')).toBeVisible()
  await expect(page.getByRole('article').getByText('secret/webapp/config', { exact: true })).toBeVisible()
  await expect(page.getByText('secret/data/webapp/config', { exact: true })).toBeVisible()
}

/** Returns the secret as `vault kv get` reads it in a terminal. */
async function readInTerminal(vault: TestVault, token: string): Promise<unknown> {
  const printed = await vaultCli(vault, token, 'kv', 'get', '-format=json', '-mount=secret', 'webapp/config')
  return (JSON.parse(printed) as { data: { data: unknown } }).data.data
}

const written = { username: 'static-user', password: 'static-password' }

for (const product of products) {
  test.describe(`@foundation from an uninitialized ${productNames[product]} to a secret`, () => {
    test.use({ product })
    test('without a break, and again after the server was restarted', async ({ app, window: page, vault }) => {
      await textbox(page, 'Address').fill(vault.address)
      await button(page, 'Connect').click()
      await expect(page.getByText('Vault server found')).toBeVisible()
      await button(page, 'Save and open').click()
      await expectNewServer(page, vault.product)
      await expectAccessible(page)

      await button(page, 'Initialize').click()
      await button(page, 'Use one share (testing only)').click()
      await button(page, 'Initialize server').click()
      await expect(page.getByText('Unseal key share 1', { exact: true })).toBeVisible()
      const safe = page.getByRole('checkbox', { name: 'These keys are in a safe place' })
      await expect(safe).toBeDisabled()
      const file = await app.saved(page, () => button(page, 'Save as cluster-keys.json').click())
      const { unseal_keys_b64, root_token } = await clusterKeysIn(file, vault.product)
      const [share = ''] = unseal_keys_b64
      expect(await page.content()).not.toContain(share)
      await button(page, 'Show Unseal key share 1').click()
      await expect(page.getByText(share)).toBeVisible()
      await button(page, 'Show Root token').click()
      await expect(page.getByText(root_token)).toBeVisible()
      await expect(page.getByText(share)).toHaveCount(0)
      await expectAccessible(page)
      await page.getByText('These keys are in a safe place').click()
      await button(page, 'Finish and unseal later').click()

      await expect(heading(page, 'is sealed')).toBeVisible()
      await expect(statusBar(page)).toContainText('sealed')
      await hidden(page, 'Unseal key share').fill(share)
      await button(page, 'Unseal').click()
      await expect(heading(page, 'is unsealed')).toBeVisible()
      await page.getByRole('button', { name: 'Sign in to' }).click()
      await hidden(page, 'Token').fill(root_token)
      await button(page, 'Sign in').click()
      await expect(heading(page, 'Secrets engines')).toBeVisible()
      await area(page, 'Access').click()
      await expectRoot(page)
      await expectAccessible(page)

      await area(page, 'Secrets').click()
      await button(page, 'Enable KV').click()
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByRole('textbox', { name: /^Path/ })).toHaveValue('secret')
      await dialog.getByRole('button', { name: 'Enable KV' }).click()
      await expect(page.getByText('This folder is empty')).toBeVisible()
      await button(page, 'New secret').first().click()
      await page.getByRole('textbox', { name: /^Path/ }).fill('webapp/config')
      await textbox(page, 'Key').fill('username')
      await textbox(page, 'Value of username').fill('static-user')
      await button(page, 'Add a key').click()
      await textbox(page, 'Key').nth(1).fill('password')
      await textbox(page, 'Value of password').fill('static-password')
      await button(page, 'Save secret').click()

      await expectBothNames(page)
      await expect(page.getByRole('main')).not.toContainText('static-password')
      await expect(page.getByRole('region', { name: 'vault command' })).toContainText(
        'vault kv get -mount=secret webapp/config',
      )
      await page.getByRole('tab', { name: 'curl' }).click()
      await expect(page.getByRole('region', { name: 'curl' })).toContainText('X-Vault-Token: $VAULT_TOKEN')
      expect(await page.content()).not.toContain(root_token)
      await button(page, 'Show password').click()
      await expect(page.getByText('static-password')).toBeVisible()
      await expectAccessible(page)
      expect(await readInTerminal(vault, root_token)).toEqual(written)

      // Without any input, the window notices that the server is available again, and sealed.
      await vault.restart()
      await expect(page.getByText(`This ${productNames[vault.product]} is sealed.`)).toBeVisible()
      await expect(area(page, 'Seal')).toBeVisible()
      await expectAccessible(page)
      await button(page, 'Unseal').click()
      await hidden(page, 'Unseal key share').fill(share)
      await page.keyboard.press('Enter')
      await expect(heading(page, 'is unsealed')).toBeVisible()
      await button(page, 'Show secrets').click()
      await page.getByRole('link', { name: 'secret/', exact: true }).click()
      await expect(page.getByRole('option', { name: 'webapp/' })).toBeVisible()
      expect(await readInTerminal(vault, root_token)).toEqual(written)
    })
  })
}

test.describe('@foundation from an uninitialized Vault to a secret', () => {
  test('by keyboard only', async ({ app, window: page, vault }) => {
    const { keyboard } = page
    await expect(textbox(page, 'Address')).toBeFocused()
    await keyboard.type(vault.address)
    await keyboard.press('Enter')
    await expect(page.getByText('Vault server found')).toBeVisible()
    await expect(textbox(page, 'Address')).toBeFocused()
    await keyboard.press('Enter')
    await expectNewServer(page, vault.product)

    await pressOn(page, button(page, 'Initialize'))
    await expect(page.getByLabel('Key shares')).toBeFocused()
    await pressOn(page, button(page, 'Use one share (testing only)'))
    await pressOn(page, button(page, 'Initialize server'))
    await expect(button(page, 'Save as cluster-keys.json')).toBeFocused()
    const file = await app.saved(page, () => keyboard.press('Enter'))
    const { unseal_keys_b64, root_token } = await clusterKeysIn(file, vault.product)
    const [share = ''] = unseal_keys_b64
    await pressOn(page, button(page, 'Show Unseal key share 1'))
    await expect(page.getByText(share)).toBeVisible()
    await pressOn(page, page.getByRole('checkbox', { name: 'These keys are in a safe place' }), 'Space')
    await pressOn(page, button(page, 'Finish and unseal later'))

    await expect(hidden(page, 'Unseal key share')).toBeFocused()
    await keyboard.type(share)
    await keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Sign in to' })).toBeFocused()
    await keyboard.press('Enter')
    await expect(hidden(page, 'Token')).toBeFocused()
    await keyboard.type(root_token)
    await keyboard.press('Enter')
    await pressOn(page, area(page, 'Access'))
    await expectRoot(page)

    await pressOn(page, area(page, 'Secrets'))
    await pressOn(page, button(page, 'Enable KV'))
    await expect(page.getByRole('dialog').getByRole('textbox', { name: /^Path/ })).toBeFocused()
    await keyboard.press('Enter')
    await expect(page.getByText('This folder is empty')).toBeVisible()
    await pressOn(page, button(page, 'New secret').first())
    await expect(page.getByRole('textbox', { name: /^Path/ })).toBeFocused()
    await keyboard.type('webapp/config')
    await tabTo(page, textbox(page, 'Key'))
    await keyboard.type('username')
    await tabTo(page, textbox(page, 'Value of username'))
    await keyboard.type('static-user')
    await pressOn(page, button(page, 'Add a key'))
    await expect(textbox(page, 'Key').nth(1)).toBeFocused()
    await keyboard.type('password')
    await tabTo(page, textbox(page, 'Value of password'))
    await keyboard.type('static-password')
    await pressOn(page, button(page, 'Save secret'))

    await expectBothNames(page)
    await tabTo(page, page.getByRole('tab', { name: 'vault command' }))
    await keyboard.press('ArrowRight')
    await expect(page.getByRole('region', { name: 'curl' })).toContainText('X-Vault-Token: $VAULT_TOKEN')
    await arrowTo(page, page.getByRole('row', { name: 'password' }), button(page, 'Show password'))
    await keyboard.press('Enter')
    await expect(page.getByText('static-password')).toBeVisible()
    expect(await readInTerminal(vault, root_token)).toEqual(written)
  })
})
