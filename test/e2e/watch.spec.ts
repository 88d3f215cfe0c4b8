/**
 * Everything that reaches the window during a journey: it contains neither the root token, nor a key share or a value
 * that the user did not ask for.
 */
import { routes } from '../../renderer/lib/routes.ts'
import { createToken, mountKv, putSecret } from '../servers/initialized.ts'
import { noKeyring } from '../servers/keyring.ts'
import { recordingProxy } from '../servers/recordingProxy.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, expect, goTo, test } from './app.ts'
import { record, type Recorder } from './recorder.ts'

// A trace would record what is typed in the page.
test.use({ appOptions: { env: noKeyring }, trace: 'off' })

/** The forms in which a text can appear in an answer, a document or an address. */
const spellings = (secret: string): string[] => [
  ...new Set([
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify(secret),
    // The beginning and end of a text, which a truncated copy would contain, and a key share in its other encodings.
    ...(secret.length > 23 ? [secret.slice(0, 24), secret.slice(-24)] : []),
    ...(/^[\w+/]{43}=$/.test(secret) ? otherForms(secret) : []),
  ]),
]

const otherForms = (share: string): string[] => {
  const bytes = Buffer.from(share, 'base64')
  return [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64url')]
}

/** Fails with the name of the secret and where it was seen, never with the secret itself. */
function expectUnseen(recorder: Recorder, name: string, secret: string): void {
  const places = spellings(secret).flatMap((spelling) => recorder.placesOf(spelling))
  expect(places, `${name} reached the window`).toEqual([])
}

test.describe('@foundation everything that reaches the window', () => {
  test('contains no token, no key share and no value that the user did not ask for', async ({ app }) => {
    const vault = await startVault({ storage: 'raft' })
    const proxy = await recordingProxy(vault.port)
    const page = await app.firstPage()
    const recorder = await record(page, app.desktop)
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    await app.open()
    const profileId = await addConnection(page, proxy.address)
    await page.waitForURL(new RegExp(profileId))

    await goTo(page, routes.seal(profileId))
    await page.getByLabel('Key shares').fill('3')
    await page.getByLabel('Threshold').fill('2')
    await page.keyboard.press('Tab')
    await page.getByText('Memory only', { exact: true }).click()
    await button('Initialize server').click()
    await expect(page.getByText('Unseal key share 3', { exact: true })).toBeVisible()
    await recorder.look('when the keys are made')
    const made = JSON.parse(proxy.answerTo('/v1/sys/init')) as {
      keys: string[]
      keys_base64: [string, string, string]
      root_token: string
    }
    const [shown, ...hidden] = made.keys_base64
    expectUnseen(recorder, 'share 1', shown)
    await button('Show Unseal key share 1').click()
    await expect(page.getByText(shown)).toBeVisible()
    await recorder.look('while one share is shown')
    await button('Hide Unseal key share 1').click()
    await button('Continue without saving…').click()
    await page.getByRole('alertdialog').getByRole('textbox').fill('I accept the loss')
    await button('Continue without saving').click()
    await button('Unseal and sign in').click()
    await expect(page.getByRole('heading', { name: 'Secrets engines' })).toBeVisible()
    await recorder.look('after the sign-in')

    await mountKv(vault, made.root_token)
    const values = { username: 'a-value-that-is-shown', password: 'a-value-that-nobody-asked-for' }
    await putSecret(vault, made.root_token, 'webapp/config', values)
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config' }))
    await button('Show username').click()
    await expect(page.getByText(values.username)).toBeVisible()
    await recorder.look('while one value is shown')
    await goTo(page, routes.access(profileId))
    await expect(page.getByRole('heading', { name: 'Signed in as “root”' })).toBeVisible()
    await recorder.look('on the page of the identity')
    await goTo(page, routes.settings())
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
    await recorder.look('in the settings')

    await page.reload()
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config' }))
    await expect(button('Show password')).toBeVisible()
    await recorder.look('after a reload')
    await recorder.lookIntoHeap('before the lock')
    await page.keyboard.press('Control+l')
    await expect(page.getByRole('heading', { name: 'Strongroom is locked' })).toBeVisible()
    await recorder.look('while it is locked')
    await button('Unlock').click()
    await expect(page.getByRole('heading', { name: 'Sign in to test' })).toBeVisible()

    // A token with fewer capabilities is typed; the page never receives what was typed.
    const typed = await createToken(vault, made.root_token, { policies: ['default'], ttl: '1h' })
    await page.getByLabel('Token', { exact: true }).and(page.locator('input[type=password]')).fill(typed)
    await page.keyboard.press('Enter')
    await goTo(page, routes.access(profileId))
    await expect(page.getByRole('button', { name: 'Sign out…' })).toBeVisible()
    await recorder.look('after the sign-in by hand')
    // React keeps a reference to the last focused field until another one is focused.
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('combobox').or(page.getByRole('searchbox'))).toBeFocused()
    await page.keyboard.press('Escape')
    await recorder.lookIntoHeap('in the end')

    // The requested values were seen, so the recorder sees what it should.
    expect(recorder.placesOf(shown)).toContain('answer to server.revealCeremonyItem')
    expect(recorder.placesOf(values.username)).toContain('document while one value is shown')
    expect(recorder.placesOf('vault-cluster-')).toContain('answer to server.watch')
    expect(recorder.placesOf('Strongroom is locked').join()).toContain('document while it is locked')
    expect(recorder.missed()).toEqual([])

    expectUnseen(recorder, 'the root token', made.root_token)
    for (const [index, share] of hidden.entries()) expectUnseen(recorder, `share ${index + 2}`, share)
    for (const [index, share] of made.keys.entries()) expectUnseen(recorder, `share ${index + 1} in hex`, share)
    expectUnseen(recorder, 'the value that nobody asked for', values.password)
    const document = recorder.placesOf(values.username).filter((place) => place.startsWith('document'))
    expect(document).toEqual(['document while one value is shown'])
    expect(recorder.placesOf(typed)).toEqual([])
    await proxy.stop()
    await vault.stop()
  })
})
