/** What keeps other programs out of the desktop window: how it starts, and what it lets out. */
import { existsSync, readdirSync } from 'node:fs'
import { launchDouble } from '../electron/launch.ts'
import { keyringMissing, noKeyring, startKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, test } from './app.ts'
import { shown } from './calls.ts'

const missing = await keyringMissing()

test.describe('@boundary @double a packaged start', () => {
  for (const arg of [
    '--remote-debugging-port=9222',
    '--inspect=0.0.0.0:9229',
    '--no-sandbox',
    '--js-flags=--expose-gc',
  ]) {
    test(`ends with a message and loads nothing when it gets ${arg}`, async ({ browser }) => {
      const app = await launchDouble({ browser, env: noKeyring, packaged: true, args: [arg] })
      expect(await app.exit).toBe(1)
      expect(app.output()).toContain('Error box: Strongroom did not start')
      expect(app.output()).toContain(arg.split('=')[0])
      expect(existsSync(app.home) ? readdirSync(app.home) : []).toEqual([])
      await app.close()
    })
  }

  test('opens with what a desktop adds, and a clone with a debugger', async ({ browser }) => {
    for (const options of [
      { packaged: true, args: ['--ozone-platform=wayland', '--force-device-scale-factor=1.5'] },
      { packaged: false, args: ['--remote-debugging-port=0'] },
    ]) {
      const app = await launchDouble({ browser, env: noKeyring, ...options })
      await expect((await app.firstWindow()).getByRole('heading').first()).toBeVisible()
      await app.close()
    }
  })
})

test.describe('@boundary @double Touch ID', () => {
  test.skip(missing !== null, missing ?? '')

  test('is asked before a stored token is shown, and a refusal refuses', async ({ browser }) => {
    const [keyring, vault] = await Promise.all([startKeyring(), startVault({ dev: true })])
    const app = await launchDouble({ browser, env: keyring.env, platform: 'darwin' })
    const page = await app.firstWindow()
    await shown(page)
    const profileId = await addConnection(page, vault.address, 'kind')
    const credentials = { method: 'token', token: 'root' }
    await callFrom(page, 'session.signIn', { profileId, credentials, remember: true })
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
    })
    const reveal = () => callFrom(page, 'custody.reveal', { profileId, item: 'token' }).catch(String)
    const touch = async (sensor: 'confirms' | 'refuses' | null) =>
      app.evaluate(({ systemPreferences }, set) => void Object.assign(systemPreferences, { sensor: set }), sensor)
    const prompts = async () =>
      app.evaluate(({ systemPreferences }) => (systemPreferences as unknown as { prompts: string[] }).prompts)

    await touch('refuses')
    expect(await reveal()).toContain('keychain-refused')
    await touch('confirms')
    expect(await reveal()).toEqual({ value: 'root' })
    expect(await prompts()).toEqual(Array(2).fill('show or export a stored credential'))
    // A Mac without a sensor asks its keychain.
    await touch(null)
    expect(await reveal()).toEqual({ value: 'root' })
    expect(await prompts()).toHaveLength(2)
    await app.close()
    await Promise.all([keyring.stop(), vault.stop()])
  })
})
