/** Protection of the desktop window from other programs: its start arguments, Touch ID and screen capture. */
import { existsSync, readdirSync } from 'node:fs'
import { launchDouble } from '../electron/launch.ts'
import { keyringMissing, noKeyring, startKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, test } from './app.ts'
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
      // Electron prints the message on Linux, since it has loaded nothing that can show a window.
      expect(app.output()).toMatch(/^(?:Error box: )?Strongroom did not start/m)
      expect(app.output()).toContain(arg.split('=')[0])
      expect(existsSync(app.home) ? readdirSync(app.home) : []).toEqual([])
      await app.close()
    })
  }

  test('opens without a sandbox for root only, and only from a clone', async ({ browser }) => {
    const args = ['--no-sandbox']
    const root = await launchDouble({ browser, env: noKeyring, uid: 0, args })
    await expect((await root.firstWindow()).getByRole('heading').first()).toBeVisible()
    await root.close()
    for (const options of [
      { args, uid: 1000 },
      { args, uid: 0, packaged: true },
    ]) {
      const app = await launchDouble({ browser, env: noKeyring, ...options })
      expect(await app.exit).toBe(1)
      expect(app.output()).toContain('Strongroom does not run without the sandbox of its window (--no-sandbox).')
      await app.close()
    }
  })

  test('opens with the arguments that a desktop adds, and from a clone with a debugger', async ({ browser }) => {
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

  test('is required before a stored token is shown, and can refuse it', async ({ browser }) => {
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

test.describe('@boundary @double screen capture', () => {
  test.skip(missing !== null, missing ?? '')

  test('excludes the one window that shows a key, unless the user turned this off', async ({ browser }) => {
    const [keyring, vault] = await Promise.all([startKeyring(), startVault({ dev: true })])
    const app = await launchDouble({ browser, env: keyring.env, platform: 'win32' })
    const page = await app.firstWindow()
    await shown(page)
    const profileId = await addConnection(page, vault.address, 'kind')
    await callFrom(page, 'window.open', {})
    const hidden = async () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isContentProtected()))
    expect(await hidden()).toEqual([false, false])

    // A typed token, while the field shows it.
    await goTo(page, `/c/${profileId}/sign-in`)
    await page.getByRole('textbox', { name: 'Token' }).fill('root')
    const eye = page.getByRole('button', { name: 'Show what is typed' }).first()
    await eye.click()
    await expect.poll(hidden).toEqual([true, false])
    await eye.click()
    await expect.poll(hidden).toEqual([false, false])

    // A stored token, from the moment the core returns it.
    const credentials = { method: 'token', token: 'root' }
    await callFrom(page, 'session.signIn', { profileId, credentials, remember: true })
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
    })
    expect(await callFrom(page, 'custody.reveal', { profileId, item: 'token' })).toEqual({ value: 'root' })
    expect(await hidden()).toEqual([true, false])
    await callFrom(page, 'window.reportKeysShown', { shown: false })
    expect(await hidden()).toEqual([false, false])

    await goTo(page, '/settings')
    const choice = page.getByRole('switch', { name: 'Hide keys from screen capture' })
    await expect(choice).toBeChecked()
    await expectAccessible(page)
    await choice.press('Space')
    await expect(choice).not.toBeChecked()
    await callFrom(page, 'custody.reveal', { profileId, item: 'token' })
    expect(await hidden()).toEqual([false, false])
    await choice.press('Space')
    await expect.poll(hidden).toEqual([true, false])
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
    await expect.poll(hidden).toEqual([false, false])
    await app.close()
    await Promise.all([keyring.stop(), vault.stop()])
  })
})

test('@boundary Settings say where windows can’t be hidden from screen capture', async ({ window, app }) => {
  await goTo(window, '/settings')
  const note = window.getByRole('region', { name: 'Screen capture' })
  await expect(note).toContainText(app.desktop === undefined ? "A browser can't hide" : /Linux can't hide|Hide keys/)
  await expectAccessible(window)
})
