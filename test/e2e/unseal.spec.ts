/** From a new server to an unsealed one, in the window, on a real Vault. */
import type { Page } from '@playwright/test'
import { initialize, seal, unseal, vaultApi, type RootKeys } from '../servers/initialized.ts'
import { keyringMissing, noKeyring, startKeyring } from '../servers/keyring.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, expect, expectAccessible, goTo, test as base } from './app.ts'
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

const shareField = (page: Page, number: number, threshold: number) =>
  page.getByLabel(`Unseal key share ${number} of ${threshold}`)

/** Adds a connection to the server and opens one of its places. Returns the connection's ID. */
async function openAt(page: Page, vault: TestVault, place: 'seal' | 'secrets'): Promise<string> {
  const profileId = await addConnection(page, vault.address)
  // Strongroom opens the first connection automatically.
  await page.waitForURL(new RegExp(profileId))
  await goTo(page, `/c/${profileId}/${place}`)
  return profileId
}

/**
 * Initializes with the values of the form. Without a keychain the user must choose a destination first: memory, here.
 */
async function initializeInMemory(page: Page): Promise<void> {
  await page.getByText('Nowhere: memory only').click()
  await page.getByRole('button', { name: 'Initialize the server' }).click()
}

const signedInAs = (page: Page, name: string) => page.getByRole('banner').getByRole('button', { name })

/** Presses *Save as cluster-keys.json* and returns the saved keys. */
async function savedKeys(
  app: TestApp,
  page: Page,
): Promise<{ shares: string[]; sharesHex: string[]; rootToken: string }> {
  const save = page.getByRole('button', { name: 'Save as cluster-keys.json' })
  const file = await app.saved(page, () => save.click())
  expect(file.name).toBe('cluster-keys.json')
  const content = JSON.parse(file.text) as {
    unseal_keys_b64: string[]
    unseal_keys_hex: string[]
    root_token: string
  }
  return { shares: content.unseal_keys_b64, sharesHex: content.unseal_keys_hex, rootToken: content.root_token }
}

/** A well-formed but wrong share: one bit of its value is inverted. */
function turned(share: string): string {
  const bytes = Buffer.from(share, 'base64')
  bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3)
  return bytes.toString('base64')
}

const clusterKeysOf = ({ keys, keysHex, rootToken }: RootKeys) =>
  JSON.stringify({ unseal_keys_b64: keys, unseal_keys_hex: keysHex, root_token: rootToken })

test.describe('@foundation @unseal unsealing', () => {
  test('a new user initializes with one share, and one click unseals and signs in', async ({ app, window, vault }) => {
    await openAt(window, vault, 'secrets')
    await window.getByRole('button', { name: 'Initialize', exact: true }).click()

    await expect(window.getByLabel('Key shares')).toBeFocused()
    await expectAccessible(window)
    await window.getByRole('button', { name: 'Use one share (testing only)' }).click()
    await expect(window.getByText('One person holds the one share')).toBeVisible()
    await window.getByRole('button', { name: 'Initialize the server' }).click()

    await expect(window.getByText('Unseal key share 1', { exact: true })).toBeVisible()
    await expect(window.getByText('The keys are in memory only')).toBeVisible()
    const { shares, rootToken } = await savedKeys(app, window)
    expect(shares).toHaveLength(1)
    await window.getByText('These keys are in a safe place').click()
    await expectAccessible(window)
    await window.getByRole('button', { name: 'Unseal and sign in' }).click()

    await expect(signedInAs(window, 'root')).toBeVisible()
    await expect(window.getByRole('contentinfo')).toContainText('unsealed')
    expect(await window.content()).not.toContain(rootToken)
  })

  test('shares and threshold are validated while they are typed', async ({ window, vault }) => {
    await openAt(window, vault, 'seal')
    await window.getByLabel('Threshold').fill('6')
    await window.keyboard.press('Tab')
    await expect(window.getByText('No more than there are shares.')).toBeVisible()
    await expect(window.getByRole('button', { name: 'Initialize the server' })).toBeDisabled()
    await window.getByLabel('Threshold').fill('1')
    await window.keyboard.press('Tab')
    await expect(window.getByText('any single share would unseal the server')).toBeVisible()
  })

  test('the page of new keys can’t be left before the user says that they are safe', async ({ app, window, vault }) => {
    await openAt(window, vault, 'seal')
    await initializeInMemory(window)
    await expect(window.getByText('Unseal key share 5', { exact: true })).toBeVisible()

    await window.getByRole('link', { name: 'Settings' }).click()
    await expect(window.getByRole('alertdialog')).toContainText('The keys are not safe yet')
    await window.getByRole('button', { name: 'Back to the keys' }).click()
    await expect(window.getByRole('checkbox', { name: 'These keys are in a safe place' })).toBeDisabled()

    // One value at a time is shown, and only on request. A shown value does not count as saved.
    await window.getByRole('button', { name: 'Show Unseal key share 1' }).click()
    await expect(window.getByRole('button', { name: 'Hide Unseal key share 1' })).toBeVisible()
    await window.getByRole('button', { name: 'Show Root token' }).click()
    await expect(window.getByRole('button', { name: 'Hide Root token' })).toBeVisible()
    await expect(window.getByRole('button', { name: 'Hide Unseal key share 1' })).toHaveCount(0)
    await expect(window.getByText('Not yet anywhere: Unseal key share 1, Unseal key share 2')).toBeVisible()
    await savedKeys(app, window)
    await window.getByText('These keys are in a safe place').click()
    await window.getByRole('button', { name: 'Finish and unseal later' }).click()
    await expect(window.getByRole('heading', { name: 'is sealed' })).toBeVisible()
    await window.getByRole('link', { name: 'Settings' }).click()
    await expect(window.getByRole('heading', { name: 'Settings' })).toBeVisible()
  })

  test('a user who continues without the keys confirms by typing that they are lost', async ({ window, vault }) => {
    await openAt(window, vault, 'seal')
    await initializeInMemory(window)
    await window.getByRole('button', { name: 'Go on without them…' }).click()
    await window.getByRole('alertdialog').getByRole('textbox').fill('I accept the loss')
    await window.getByRole('button', { name: 'Go on without them', exact: true }).click()
    await window.getByRole('button', { name: 'Finish and unseal later' }).click()
    await expect(shareField(window, 1, 3)).toBeFocused()
  })

  test('three of five shares unseal, and a repeated share, a wrong one and starting over are explained', async ({
    window,
    vault,
  }) => {
    const { keys, keysHex } = await initialize(vault, 5, 3)
    const [first = '', second = '', third = ''] = keys
    await openAt(window, vault, 'seal')

    const give = async (number: number, share: string) => {
      await shareField(window, number, 3).fill(share)
      await window.keyboard.press('Enter')
    }
    await expect(shareField(window, 1, 3)).toBeFocused()
    await give(1, 'zz')
    await expect(window.getByText('This is not an unseal key share')).toBeVisible()
    await give(1, ` "\u{200b}${first}",\n`)
    await expect(window.getByText('1 of 3 shares given')).toBeVisible()
    await expect(shareField(window, 2, 3)).toBeFocused()
    await give(2, keysHex[0] ?? '')
    await expect(window.getByText('The progress did not change')).toBeVisible()
    await window.getByRole('button', { name: 'Start over' }).click()
    await expect(window.getByText('0 of 3 shares given')).toBeVisible()

    await give(1, first)
    await give(2, second)
    await expect(window.getByRole('progressbar', { name: 'Unseal key shares given' })).toHaveAttribute(
      'aria-valuenow',
      '2',
    )
    await give(3, turned(third))
    await expect(window.getByText('At least one of the shares was wrong')).toBeVisible()
    await expect(window.getByText('0 of 3 shares given')).toBeVisible()
    await window.getByRole('button', { name: 'What the server said' }).click()
    await expect(window.getByText('unable to retrieve stored keys')).toBeVisible()
    await expectAccessible(window)

    await give(1, third)
    await expect(window.getByText('1 of 3 shares given')).toBeVisible()
    await expect(window.getByText('The server has forgotten the shares given before')).toHaveCount(0)
    await give(2, first)
    await expect(window.getByText('2 of 3 shares given')).toBeVisible()
    await give(3, second)
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await expectAccessible(window)
    await window.getByRole('button', { name: 'Sign in to test' }).click()
    await expect(window.getByRole('heading', { name: 'Sign in to test' })).toBeVisible()
  })

  test('a cluster-keys.json unseals in one step, chosen or dropped; another file is rejected', async ({
    window,
    vault,
  }) => {
    const keys = await initialize(vault, 5, 3)
    await openAt(window, vault, 'seal')
    const chooser = window.waitForEvent('filechooser')
    await window.getByText('Choose a key file').click()
    await (
      await chooser
    ).setFiles({ name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('{"keys":"none"}') })
    await expect(window.getByText('This file holds no unseal key shares')).toBeVisible()
    await expect(window.getByText('one share per line')).toBeVisible()

    const dropped = await window.evaluateHandle((content) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], 'cluster-keys.json', { type: 'application/json' }))
      return transfer
    }, clusterKeysOf(keys))
    await window.getByRole('heading', { name: 'is sealed' }).dispatchEvent('drop', { dataTransfer: dropped })
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
  })

  test('the printed output of operator init unseals from a UTF-16 file, and is named', async ({ window, vault }) => {
    const keys = await initialize(vault, 3, 3)
    await openAt(window, vault, 'seal')
    const printed = keys.keys.map((share, at) => `\u001b[0mUnseal Key ${at + 1}: ${share}\u001b[0m\r\n`)
    const choose = async (text: string) => {
      const chooser = window.waitForEvent('filechooser')
      await window.getByText('Choose a key file').click()
      const buffer = Buffer.from(`\u{feff}${text}`, 'utf16le')
      await (await chooser).setFiles({ name: 'init.txt', mimeType: 'text/plain', buffer })
    }
    await choose([printed[0], printed[0], printed[1]].join(''))
    await expect(window.getByText('Read 2 shares from the text output of operator init.')).toBeVisible()
    await expect(window.getByText('One share is in the file twice and counts once.')).toBeVisible()
    await expect(window.getByText('2 of 3 shares given')).toBeVisible()
    await expect(window.getByText('Read as UTF-16. Removed: terminal codes, carriage returns.')).toBeVisible()
    await expectAccessible(window)
    await choose(printed.join(''))
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
  })

  test('a share that another user submits appears without a reload, and so does a seal', async ({ window, vault }) => {
    const keys = await initialize(vault, 3, 2)
    const [first = ''] = keys.keys
    await openAt(window, vault, 'seal')
    await expect(shareField(window, 1, 2)).toBeVisible()
    await vaultApi(vault, 'PUT', 'sys/unseal', { body: { key: first } })
    await expect(window.getByText('1 of 2 shares given')).toBeVisible()
    await vaultApi(vault, 'PUT', 'sys/unseal', { body: { reset: true } })
    await expect(window.getByText('The server has forgotten the shares given before')).toBeVisible()
    await expect(window.getByText('0 of 2 shares given')).toBeVisible()
    await unseal(vault, keys)
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await seal(vault, keys.rootToken)
    await expect(window.getByRole('heading', { name: 'is sealed' })).toBeVisible()
  })

  test('the server goes away and returns, and the window says so', async ({ window, vault }) => {
    await initialize(vault)
    await openAt(window, vault, 'secrets')
    await expect(window.getByText('This Vault is sealed.')).toBeVisible()
    await vault.kill()
    await expect(window.getByText('Offline.', { exact: true })).toBeVisible()
    await expect(window.getByRole('contentinfo')).toContainText('ago')
    await window.getByRole('link', { name: 'Seal' }).click()
    await expect(window.getByRole('heading', { name: 'is offline' })).toBeVisible()
    await expectAccessible(window)
    await window.getByRole('button', { name: 'Look again' }).click()
    await expect(window.getByRole('heading', { name: 'is offline' })).toBeVisible()
    // Without any input, the window notices that the server is available again.
    await vault.restart()
    await expect(window.getByRole('heading', { name: 'is sealed' })).toBeVisible()
  })

  test('the status bar shows all facts of the server', async ({ window, vault }) => {
    const keys = await initialize(vault, 5, 3)
    await unseal(vault, keys)
    await openAt(window, vault, 'seal')
    const bar = window.getByRole('contentinfo')
    await expect(bar).toContainText(/Vault 1\.\d+.*unsealed.*active.*raft.*vault-cluster-.*ms/)
    await bar.getByRole('button', { name: 'unsealed' }).click()
    const facts = window.getByRole('dialog')
    await expect(facts).toContainText(vault.address)
    await expect(facts).toContainText('3 of 5 needed')
    await expect(facts).toContainText('shamir')
    await expectAccessible(window)
  })

  test('a user initializes, saves, unseals and signs in by keyboard only', async ({ app, window, vault }) => {
    await openAt(window, vault, 'seal')
    await expect(window.getByLabel('Key shares')).toBeFocused()
    await window.keyboard.press('ControlOrMeta+a')
    await window.keyboard.type('1')
    await window.keyboard.press('Tab')
    await expect(window.getByLabel('Threshold')).toBeFocused()
    await window.keyboard.press('ControlOrMeta+a')
    await window.keyboard.type('1')
    await tabTo(window, window.getByRole('radio', { name: 'A file that a passphrase opens' }))
    await window.keyboard.press('ArrowDown')
    await window.keyboard.press('ArrowDown')
    await expect(window.getByRole('radio', { name: 'Nowhere: memory only' })).toBeChecked()
    await window.keyboard.press('Enter')

    await expect(window.getByRole('button', { name: 'Save as cluster-keys.json' })).toBeFocused()
    await app.saved(window, () => window.keyboard.press('Enter'))
    const safe = window.getByRole('checkbox', { name: 'These keys are in a safe place' })
    await expect(safe).toBeEnabled()
    await tabTo(window, safe)
    await window.keyboard.press('Space')
    await tabTo(window, window.getByRole('button', { name: 'Unseal and sign in' }))
    await window.keyboard.press('Enter')
    await expect(signedInAs(window, 'root')).toBeVisible()
  })
})

test.describe('@foundation @unseal unsealing with a keychain', () => {
  test('keys that are stored on this computer unseal a restarted server in one click', async ({ startApp, vault }) => {
    const missing = await keyringMissing()
    test.skip(missing !== null, missing ?? '')
    const keyring = await startKeyring()
    const app = await startApp({ env: keyring.env })
    try {
      const page = await app.open()
      const profileId = await openAt(page, vault, 'seal')
      await page.getByRole('button', { name: 'Initialize the server' }).click()
      await expect(page.getByText('Unseal key share 5', { exact: true })).toBeVisible()

      // A window that closes during the ceremony loses nothing: the ceremony is sealed on disk.
      page.once('dialog', (dialog) => void dialog.accept())
      await page.reload()
      await expect(page.getByText('Unseal key share 5', { exact: true })).toBeVisible()

      await page.getByRole('button', { name: 'Keep in the keychain…' }).click()
      const dialog = page.getByRole('dialog')
      for (const share of [1, 2]) await dialog.getByText(`Share ${share}`).click()
      await expect(dialog.getByText('This defeats the split of trust')).toHaveCount(0)
      await dialog.getByText('Share 3').click()
      await expect(dialog.getByText('This defeats the split of trust')).toBeVisible()
      await dialog.getByText('Root token').click()
      await expectAccessible(page)
      await dialog.getByRole('button', { name: 'Keep in the keychain' }).click()
      await expect(page.getByText('in the keychain', { exact: true })).toHaveCount(4)
      await savedKeys(app, page)
      await page.getByText('These keys are in a safe place').click()
      await page.getByRole('button', { name: 'Unseal and sign in' }).click()
      await expect(signedInAs(page, 'root')).toBeVisible()

      await vault.restart()
      await expect(page.getByText('This Vault is sealed.')).toBeVisible()
      await page.getByRole('button', { name: 'Unseal with the 3 shares kept on this computer' }).click()
      await expect(page.getByText('Unsealed Vault')).toBeVisible()
      await expect(page.getByText('This Vault is sealed.')).toHaveCount(0)

      await goTo(page, `/c/${profileId}/seal`)
      await page.getByRole('button', { name: 'Forget them…' }).click()
      await page.getByRole('button', { name: 'Forget the keys' }).click()
      await expect(page.getByRole('button', { name: 'Forget them…' })).toHaveCount(0)
    } finally {
      await app.stop()
      await keyring.stop()
    }
  })
})

/** Presses Tab until the element has the focus, within one round of the page. */
async function tabTo(page: Page, target: ReturnType<Page['getByRole']>): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never reached it')
}
