/** What enters and leaves the desktop window: links, notifications, the clipboard, files. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchDouble } from '../electron/launch.ts'
import { countingProxy } from '../servers/countingProxy.ts'
import { initializeAndUnseal, seal } from '../servers/initialized.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn, test } from './app.ts'
import { holdClock, passTime } from './clock.ts'
import { desktopOf, dropFile, startAgain } from './desktop.ts'
import type { TestApp } from './startOn.ts'

test.use({ appOptions: { env: noKeyring } })

const dialog = (page: Page, name: string) => page.getByRole('alertdialog', { name })
const linkTo = (fields: Record<string, string>, place = 'kv') =>
  `strongroom://${place}?${new URLSearchParams(fields).toString()}`

test.describe('@window a link', () => {
  test('needs a confirmation before anything opens, and then opens its place', async ({ app, window }) => {
    const vault = await startVault({ dev: true })
    const profileId = await addConnection(window, vault.address, 'kind')
    await signIn(window, profileId, 'root')
    await goTo(window, '/settings')
    await desktopOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await startAgain(app, linkTo({ at: `${vault.address}/`, mount: 'secret/', path: 'webapp/<b>' }))
    const question = dialog(window, 'Open this link?')
    await expect(question).toContainText('secret/webapp/<b>')
    await expect(question).toContainText(vault.address)
    const isMinimized = await desktopOf(app).evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.isMinimized(),
    )
    expect(isMinimized).toBe(false)
    await expectAccessible(window)
    // A second link does not change the question.
    await startAgain(app, linkTo({ at: vault.address, mount: 'secret/', path: 'other' }))
    await expect(question).toContainText('secret/webapp/<b>')
    await expect(window).toHaveURL(/#\/settings$/)

    // Cancel has the focus.
    await window.keyboard.press('Enter')
    await expect(question).toBeHidden()
    await expect(window).toHaveURL(/#\/settings$/)
    await startAgain(app, linkTo({ at: profileId }, 'seal'))
    await question.getByRole('button', { name: 'Open in kind' }).click()
    await expect(window).toHaveURL(new RegExp(`#/c/${profileId}/seal$`))
    await vault.stop()
  })

  test('to an unknown server offers to add it, and sends nothing there', async ({ app, window }) => {
    const vault = await startVault({ dev: true })
    const proxy = await countingProxy(vault.port)
    const address = `http://127.0.0.1:${proxy.port}`
    await startAgain(app, linkTo({ at: address, mount: 'secret/', path: 'webapp/config' }))
    const question = dialog(window, "The link opens a server that isn't in your list")
    await expect(question).toContainText(address)
    await expectAccessible(window)
    await question.getByRole('button', { name: 'Add connection…' }).click()
    await expect(window.getByRole('textbox', { name: 'Address' })).toHaveValue(address)
    await expect(window.getByRole('button', { name: 'Test connection' })).toBeVisible()
    expect(proxy.requests()).toBe(0)
    // The first request follows the user's own click.
    await window.getByRole('button', { name: 'Test connection' }).click()
    await expect.poll(() => proxy.requests()).toBeGreaterThan(0)
    await proxy.stop()
    await vault.stop()
  })

  test('waits during a lock, and an invalid one only shows the window', async ({ app, window }) => {
    const profileId = await addConnection(window, 'http://127.0.0.1:9', 'kind')
    await callFrom(window, 'app.lock', {})
    await startAgain(app, linkTo({ at: profileId }, 'server'))
    await expect(window.getByRole('heading', { name: 'Strongroom is locked' })).toBeVisible()
    await expect(window.getByRole('alertdialog')).toBeHidden()
    await window.getByRole('button', { name: 'Unlock' }).click()
    await dialog(window, 'Open this link?').getByRole('button', { name: 'Cancel' }).click()
    await startAgain(app, 'strongroom://kv?at=javascript:alert(1)&mount=secret/')
    await startAgain(app, '--inspect', 'https://evil.example/')
    // Only one question follows both.
    await startAgain(app, linkTo({ at: profileId }, 'seal'))
    await expect(window.getByRole('alertdialog')).toHaveCount(1)
    await dialog(window, 'Open this link?').getByRole('button', { name: 'Open in kind' }).click()
    await expect(window).toHaveURL(new RegExp(`#/c/${profileId}/seal$`))
  })
})

test.describe('@window @double a link on the command line', () => {
  test('of the first start needs a confirmation, and a second start hands its link over and ends', async ({
    browser,
  }) => {
    const first = await launchDouble({
      browser,
      env: noKeyring,
      args: [linkTo({ at: 'https://vault.example.com' }, 'server')],
    })
    const window = await first.firstWindow()
    const question = dialog(window, "The link opens a server that isn't in your list")
    await expect(question).toContainText('vault.example.com')
    await question.getByRole('button', { name: 'Cancel' }).click()

    const args = [linkTo({ at: 'https://other.example.com' }, 'server')]
    const second = await launchDouble({ browser, env: noKeyring, home: first.home, args })
    expect(await second.exit).toBe(0)
    await expect(question).toContainText('other.example.com')
    await second.close({ keepHome: true })
    await first.close()
  })
})

test('@window @double an app that can’t start shows a system dialog, and ends', async ({ browser }) => {
  const folder = await temporaryFolder('in-the-way')
  const home = join(folder, 'file')
  await writeFile(home, '')
  const app = await launchDouble({ browser, env: noKeyring, home })
  expect(await app.exit).toBe(1)
  expect(app.output()).toContain(`Error box: Strongroom cannot start: ${home}`)
  await app.close()

  await expect(startStrongroom({ env: noKeyring, home })).rejects.toThrow(`Strongroom cannot start: ${home}`)
  await removeFolder(folder)
})

/** Records the app's notifications instead of showing them. */
const noteNotifications = (app: TestApp) =>
  desktopOf(app).evaluate(({ Notification }) => {
    const noted: Electron.Notification[] = []
    Object.assign(globalThis, { noted })
    Notification.prototype.show = function show(this: Electron.Notification) {
      noted.push(this)
    }
  })
const notedBy = (app: TestApp): Promise<string[]> =>
  desktopOf(app).evaluate(() =>
    (globalThis as unknown as { noted: Electron.Notification[] }).noted.map((each) => each.title),
  )

test.describe('@window a server that is sealed', () => {
  test('causes one notification while the window is in the background, and a click opens the connection', async ({
    app,
    window,
  }) => {
    const vault = await startVault()
    const keys = await initializeAndUnseal(vault)
    const profileId = await addConnection(window, vault.address, 'kind')
    await goTo(window, `/c/${profileId}/seal`)
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await goTo(window, '/settings')
    await noteNotifications(app)
    await desktopOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await seal(vault, keys.rootToken)
    await expect.poll(() => notedBy(app), { timeout: 45_000 }).toEqual(['kind was sealed'])
    await desktopOf(app).evaluate(() => {
      ;(globalThis as unknown as { noted: Electron.Notification[] }).noted[0]?.emit('click')
    })
    await expect(window).toHaveURL(new RegExp(`#/c/${profileId}/seal$`))
    expect(await notedBy(app)).toHaveLength(1)
    await vault.stop()
  })

  test('is shown in the window if the system does not show the notification', async ({ app, window }) => {
    const vault = await startVault()
    const keys = await initializeAndUnseal(vault)
    const profileId = await addConnection(window, vault.address, 'kind')
    await goTo(window, `/c/${profileId}/seal`)
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await goTo(window, '/settings')
    await desktopOf(app).evaluate(({ Notification }) => {
      if ('fate' in Notification) Object.assign(Notification, { fate: 'failed' })
      else {
        Notification.prototype.show = function show(this: Electron.Notification) {
          setImmediate(() => this.emit('failed', {}, 'not signed'))
        }
      }
    })
    await desktopOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await seal(vault, keys.rootToken)
    const notice = window.getByRole('region', { name: 'Notifications' })
    await expect(notice).toContainText('This desktop did not show a notification.', { timeout: 45_000 })
    await expect(notice.getByText('kind was sealed', { exact: true })).toHaveCount(1)
    await notice.getByRole('button', { name: 'Open seal page' }).click()
    await expect(window).toHaveURL(new RegExp(`#/c/${profileId}/seal$`))
    await vault.stop()
  })

  test('is shown on the page while the user is there, and the notification can be turned off', async ({
    app,
    window,
  }) => {
    const vault = await startVault()
    const keys = await initializeAndUnseal(vault)
    const profileId = await addConnection(window, vault.address, 'kind')
    await goTo(window, `/c/${profileId}/seal`)
    await expect(window.getByRole('heading', { name: 'is unsealed' })).toBeVisible()
    await goTo(window, '/settings')
    await window
      .getByRole('switch', { name: 'Notify me when a server is sealed or loses its active node' })
      .click({ force: true })
    await expect(
      window.getByRole('switch', { name: 'Notify me when a server is sealed or loses its active node' }),
    ).not.toBeChecked()
    await noteNotifications(app)
    await desktopOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await seal(vault, keys.rootToken)
    await expect(window.getByText('kind was sealed')).toBeVisible()
    await window.getByRole('button', { name: 'Open seal page' }).click()
    await expect(window).toHaveURL(new RegExp(`#/c/${profileId}/seal$`))
    expect(await notedBy(app)).toEqual([])
    await vault.stop()
  })
})

test.describe('@window the clipboard', () => {
  /** The text and the formats of the clipboard. */
  const clipboardOf = (app: TestApp): Promise<{ text: string; types: string[] }> =>
    desktopOf(app).evaluate(async ({ clipboard }) => {
      const items = await clipboard.read()
      return { text: await clipboard.readText(), types: items.flatMap(({ types }) => types) }
    })
  const marks: Partial<Record<NodeJS.Platform, string[]>> = {
    darwin: ['org.nspasteboard.ConcealedType'],
    win32: [
      'ExcludeClipboardContentFromMonitorProcessing',
      'CanIncludeInClipboardHistory',
      'CanUploadToCloudClipboard',
    ],
    linux: ['x-kde-passwordManagerHint'],
  }

  test('receives a secret without the page, marked, and is cleared after 30 s and at a lock', async ({
    app,
    window,
  }) => {
    const vault = await startVault({ dev: true })
    const profileId = await addConnection(window, vault.address, 'kind')
    await signIn(window, profileId, 'root')
    const at = { profileId, mount: 'secret/', path: 'webapp/config' }
    const entries = [{ key: 'password', json: '"static-password"' }]
    await callFrom(window, 'kv.write', { at, entries, base: { kind: 'new' } })
    await goTo(window, `/c/${profileId}/kv?mount=secret%2F&path=webapp%2Fconfig`)
    await holdClock(app, window)
    await window.getByRole('button', { name: 'Copy password' }).click()
    await expect(window.getByText('Strongroom clears the clipboard in 30 s.')).toBeVisible()
    const { text, types } = await clipboardOf(app)
    expect(text).toBe('static-password')
    expect(types.join('\n')).toContain('text/plain')
    for (const mark of marks[process.platform] ?? []) expect(types.join('\n')).toContain(mark)
    expect(await window.content()).not.toContain('static-password')
    await passTime(app, window, 30_000)
    await expect.poll(async () => (await clipboardOf(app)).text).toBe('')

    await window
      .getByRole('button', { name: /^Cop(y password|ied)$/ })
      .first()
      .click()
    await expect.poll(async () => (await clipboardOf(app)).text).toBe('static-password')
    await callFrom(window, 'app.lock', {})
    await expect.poll(async () => (await clipboardOf(app)).text).toBe('')
    await vault.stop()
  })
})

test.describe('@foundation a file', () => {
  test('that is dropped outside a drop target is not opened, and the user learns where it belongs', async ({
    window,
  }) => {
    await goTo(window, '/settings')
    const address = window.url()
    const title = window.getByRole('heading', { name: 'Settings', level: 1 })
    await dropFile(window, title, 'cluster-keys.json')
    await expect(window.getByText('The file was not read')).toBeVisible()
    await expect(window.getByText('on the seal page of its server')).toBeVisible()
    expect(window.url()).toBe(address)

    const profileId = await addConnection(window, 'http://127.0.0.1:9', 'kind')
    await goTo(window, `/c/${profileId}/access`)
    await window.getByRole('main').waitFor()
    await dropFile(window, window.getByRole('main'), 'notes.txt')
    await window.getByRole('button', { name: 'Open seal page' }).click()
    await expect(window).toHaveURL(new RegExp(`#/c/${profileId}/seal$`))
  })
})
