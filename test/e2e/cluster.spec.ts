/** A real three-node cluster in the window: discovery, unsealing of all nodes, a dead node, step-down and seal. */
import type { Page } from '@playwright/test'
import { draftOf } from '../features/startCore.ts'
import { beginCluster, startCluster } from '../servers/cluster.ts'
import { initializeAndUnseal } from '../servers/initialized.ts'
import { noKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn, test } from './app.ts'

test.use({ appOptions: { env: noKeyring } })

/** The active node retries a failed first contact with growing pauses, up to 13 s on a busy processor. */
const joinsWithin = { timeout: 60_000 }

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const node = (page: Page, address: string) =>
  page.getByRole('list', { name: 'Nodes of this cluster' }).getByRole('listitem').filter({ hasText: address })

test.describe('@unseal a cluster', () => {
  test('is found, unsealed node by node with the same shares, and shows which node is unavailable', async ({
    window,
  }) => {
    const cluster = await startCluster()
    const keys = await beginCluster(cluster)
    const [first, second, third] = cluster.nodes.map(({ address }) => address) as [string, string, string]
    const profileId = await addConnection(window, first)
    await window.waitForURL(new RegExp(profileId))
    await signIn(window, profileId, keys.rootToken)
    await goTo(window, `/c/${profileId}/seal`)
    await button(window, 'Nodes of this cluster').click()
    await expect(node(window, first)).toContainText('unsealed, active')

    // The cluster does not list sealed nodes, so the user adds them. An invalid address is rejected.
    const another = window.getByLabel('Address of another node')
    await another.fill('vault 2')
    await button(window, 'Add node').click()
    await expect(window.getByText('Enter an http or https address.')).toBeVisible()
    // The status request to the stopped node is still pending when the next node is added.
    cluster.nodes[1]?.signal('SIGSTOP')
    for (const address of [second, third]) {
      await another.fill(address)
      await button(window, 'Add node').click()
      await expect(another).toHaveValue('')
    }
    cluster.nodes[1]?.signal('SIGCONT')
    for (const address of [second, third]) await expect(node(window, address)).toContainText('sealed, 0 of 2')
    await expectAccessible(window)

    const give = async (number: number, share: string) => {
      await window.getByLabel(`Unseal key share ${number} of 2`).fill(share)
      await window.keyboard.press('Enter')
    }
    await give(1, keys.keys[0] ?? '')
    await expect(node(window, second)).toContainText('sealed, 1 of 2')
    await expect(node(window, third)).toContainText('sealed, 1 of 2')
    await give(2, keys.keys[1] ?? '')
    for (const address of [second, third]) {
      // The shares are not lost: a joining node stays sealed until the active node has sent it the data.
      await expect(node(window, address)).toContainText(/joining the cluster|unsealed, standby/)
      await expect(node(window, address)).toContainText('unsealed, standby', joinsWithin)
    }
    await expect(window.getByText('The server discarded')).toBeHidden()
    await button(window, 'Find cluster nodes').click()
    await expect(window.getByText('The cluster reports no other nodes.')).toBeVisible()

    await cluster.voting(keys.rootToken)
    await button(window, 'Step down…').click()
    await expect(window.getByRole('alertdialog')).toContainText('Nothing is sealed.')
    await expectAccessible(window)
    await button(window, 'Step down').click()
    await expect(node(window, first)).toContainText('unsealed, standby')

    await cluster.nodes[2]?.kill()
    await cluster.nodes[1]?.restart()
    await expect(node(window, third)).toContainText('Connection refused')
    await expect(node(window, second)).toContainText('sealed, 0 of 2')
    await give(1, keys.keys[2] ?? '')
    await expect(node(window, second)).toContainText('sealed, 1 of 2')
    await give(2, keys.keys[0] ?? '')
    await expect(node(window, second)).toContainText('unsealed')
    await cluster.stop()
  })
})

test.describe('@unseal sealing', () => {
  test('explains its effect, and asks for the name of a production connection @desktop', async ({ window }) => {
    const vault = await startVault({ storage: 'raft' })
    const { rootToken } = await initializeAndUnseal(vault, 3, 2)
    const profile = { ...draftOf(vault.address, 'payments'), stage: 'production' }
    const { id } = (await callFrom(window, 'connections.add', { profile })) as { id: string }
    await window.waitForURL(new RegExp(id))
    await signIn(window, id, rootToken)
    await goTo(window, `/c/${id}/seal`)
    await button(window, 'Seal payments…').click()
    const question = window.getByRole('alertdialog')
    await expect(question).toContainText(
      'Every application that reads secrets from it fails until 2 key shares are submitted',
    )
    await question.getByRole('textbox').fill('payment')
    await expect(question.getByRole('button', { name: 'Seal payments' })).toBeDisabled()
    await expectAccessible(window)
    await question.getByRole('textbox').fill('payments')
    await question.getByRole('button', { name: 'Seal payments' }).click()
    await expect(window.getByRole('heading', { name: 'is sealed' })).toBeVisible()
    await vault.stop()
  })
})
