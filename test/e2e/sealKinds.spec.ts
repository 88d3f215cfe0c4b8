/** Special seals on real servers: auto-unseal by another server, a seal migration, and a sealed standby. */
import type { Page } from '@playwright/test'
import { beginCluster, startCluster } from '../servers/cluster.ts'
import { initialize, initializeAndUnseal, vaultApi } from '../servers/initialized.ts'
import { noKeyring } from '../servers/keyring.ts'
import { startTransit } from '../servers/transit.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, expect, expectAccessible, goTo, test } from './app.ts'

test.use({ appOptions: { env: noKeyring } })

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const give = async (page: Page, label: string, share: string) => {
  await page.getByLabel(label, { exact: true }).fill(share)
  await page.keyboard.press('Enter')
}
async function openSeal(page: Page, address: string): Promise<void> {
  const profileId = await addConnection(page, address)
  await page.waitForURL(new RegExp(profileId))
  await goTo(page, `/c/${profileId}/seal`)
}

test.describe('@unseal a server that another server unseals', () => {
  test('is initialized with recovery shares, which unseal it after a manual seal; then a seal is migrated', async ({
    app,
    window,
  }) => {
    const transit = await startTransit()
    const vault = await startVault({ storage: 'raft', settings: transit.settings })
    await openSeal(window, vault.address)
    await expect(window.getByText('This server uses auto-unseal (transit).')).toBeVisible()
    await window.getByLabel('Recovery key shares').fill('3')
    await window.getByLabel('Threshold').fill('2')
    await window.keyboard.press('Tab')
    await expect(window.getByText('Any 2 of them together can approve')).toBeVisible()
    await window.getByText('Memory only', { exact: true }).click()
    await expectAccessible(window)
    await button(window, 'Initialize server').click()
    await expect(window.getByText('Recovery key share 3', { exact: true })).toBeVisible()
    const file = await app.saved(window, () => button(window, 'Save as cluster-keys.json').click())
    const keys = JSON.parse(file.text) as { recovery_keys_b64: [string, string, string]; unseal_keys_b64: [] }
    expect(keys.unseal_keys_b64).toEqual([])
    await window.getByText('These keys are in a safe place').click()
    await expectAccessible(window)
    await button(window, 'Finish and sign in').click()
    await expect(window.getByRole('banner').getByRole('button', { name: 'root' })).toBeVisible()

    // Vault checks its stored keys every 5 s until it finds itself unsealed, and that check would undo an earlier seal.
    await vault.restart()
    await expect(() => vaultApi(vault, 'GET', 'sys/health')).toPass()
    await window.getByRole('link', { name: 'Seal', exact: true }).click()
    await button(window, 'Seal test…').click()
    await button(window, 'Seal test').click()
    await expect(window.getByText('This server uses auto-unseal (transit)')).toBeVisible()
    await expectAccessible(window)
    await give(window, 'Recovery key share 1 of 2', keys.recovery_keys_b64[0])
    await expect(window.getByText('1 of 2 shares submitted')).toBeVisible()
    await give(window, 'Recovery key share 2 of 2', keys.recovery_keys_b64[2])
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await vault.stop()

    // Another server with key shares migrates to that seal, which its old shares authorize.
    const moving = await startVault({ storage: 'raft' })
    const old = await initializeAndUnseal(moving, 3, 2)
    await transit.migrate(moving)
    await goTo(window, `/c/${await addConnection(window, moving.address, 'moving')}/seal`)
    await expect(window.getByText('Seal migration in progress (transit)')).toBeVisible()
    await expectAccessible(window)
    await give(window, 'Unseal key share 1 of 2', old.keys[0] ?? '')
    await expect(window.getByText('1 of 2 shares submitted')).toBeVisible()
    await give(window, 'Unseal key share 2 of 2', old.keys[1] ?? '')
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    // From now on the server unseals automatically.
    await moving.restart()
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await Promise.all([moving.stop(), transit.stop()])
  })
})

test.describe('@unseal several users', () => {
  test('unseal one server from two computers, in the same attempt @desktop', async ({ startApp }) => {
    const vault = await startVault({ storage: 'raft' })
    const { keys } = await initialize(vault, 5, 3)
    const [here, there] = await Promise.all([
      startApp({ env: noKeyring }).then((app) => app.open()),
      startApp({ env: noKeyring }).then((app) => app.open()),
    ])
    await openSeal(here, vault.address)
    await openSeal(there, vault.address)
    await give(here, 'Unseal key share 1 of 3', keys[0] ?? '')
    const attemptOf = (page: Page) => page.getByText(/^Unseal attempt [0-9a-f]{8}/).textContent()
    await expect(there.getByText('1 of 3 shares submitted')).toBeVisible()
    expect(await attemptOf(there)).toBe(await attemptOf(here))
    // Both press at the same moment, and no share is lost.
    const [left, right] = [here, there].map((page) => page.getByLabel('Unseal key share 2 of 3'))
    await Promise.all([left?.fill(keys[1] ?? ''), right?.fill(keys[2] ?? '')])
    await Promise.all([here.keyboard.press('Enter'), there.keyboard.press('Enter')])
    for (const page of [here, there]) await expect(page.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await vault.stop()
  })
})

test.describe('@unseal a sealed standby', () => {
  test('is unsealed on its own and stands by for the active node', async ({ window }) => {
    const cluster = await startCluster()
    const keys = await beginCluster(cluster)
    const standby = cluster.nodes[1]?.address ?? ''
    await openSeal(window, standby)
    await expect(window.getByRole('heading', { name: 'is sealed' })).toBeVisible()
    await give(window, 'Unseal key share 1 of 2', keys.keys[0] ?? '')
    await expect(window.getByText('1 of 2 shares submitted')).toBeVisible()
    await give(window, 'Unseal key share 2 of 2', keys.keys[1] ?? '')
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await expect(window.getByRole('contentinfo')).toContainText('standby')
    await cluster.stop()
  })
})
