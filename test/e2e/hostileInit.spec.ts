/** A server whose answer to an initialization is not new keys. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { draftOf } from '../features/startCore.ts'
import { noKeyring } from '../servers/keyring.ts'
import { callFrom, expect, expectAccessible, goTo, test } from './app.ts'
import { choosePassphrase } from './consent.ts'

test('@boundary an initialization answer without keys is stored, shown escaped, and can be finished', async ({
  startApp,
}, testInfo) => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const status = { initialized: false, sealed: true, type: 'shamir', t: 0, n: 0, progress: 0, version: '1.21.0' }
    const answer = { keys: ['zz'], keys_base64: ['$(touch x)'], root_token: '\u202e<b>' }
    response.end(JSON.stringify(request.method === 'PUT' ? answer : status))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const app = await startApp({ env: noKeyring })
  const page = await app.open()
  await choosePassphrase(app, page, 'a passphrase of a test')
  const profile = draftOf(`http://127.0.0.1:${port}`)
  const { id: profileId } = (await callFrom(page, 'connections.add', { profile })) as { id: string }
  await callFrom(page, 'server.initialize', { profileId, shares: 1, threshold: 1 })
  await goTo(page, `/c/${profileId}/seal`)
  await expect(page.getByText("The server's response doesn't look like new keys")).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save as cluster-keys.json' })).toHaveCount(0)
  const token = page.getByRole('listitem').filter({ hasText: 'Root token' })
  await token.getByRole('button', { name: /^Show/ }).click()
  await expect(token.getByText('\\u202e\\u003cb\\u003e')).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: testInfo.outputPath('unrecognized.png'), fullPage: true })

  await page.getByRole('button', { name: 'Continue without saving…' }).click()
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('textbox').fill('I accept the loss')
  await page.getByRole('button', { name: 'Continue without saving', exact: true }).click()
  await page
    .getByRole('button', { name: /^Finish/ })
    .last()
    .click()
  await expect(page.getByText("The server's response doesn't look like new keys")).toHaveCount(0)
  server.closeAllConnections()
  server.close()
  await app.stop()
})
