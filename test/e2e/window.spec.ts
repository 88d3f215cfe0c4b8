/** The desktop window as users know it: its menu, its position, its theme, and its questions before it closes. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { noKeyring } from '../servers/keyring.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, goTo, signIn, test } from './app.ts'
import { answerWith, closeWindow, desktopOf, menuOf, press, questionsOf, windowCount } from './desktop.ts'
import type { TestApp } from './startOn.ts'

test.use({ appOptions: { env: noKeyring } })

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 })

interface Standing {
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly maximized: boolean
  readonly background: string
  readonly zoom: number
}

const standing = (app: TestApp): Promise<Standing[]> =>
  desktopOf(app).evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      background: window.getBackgroundColor().toLowerCase(),
      zoom: window.webContents.getZoomLevel(),
    })),
  )

/** Creates a secret of one key on a real server, opens it for editing and types something. */
async function typeAnEdit(page: Page, address: string, name = 'kind'): Promise<string> {
  const profileId = await addConnection(page, address, name)
  await page.waitForURL(new RegExp(profileId))
  await signIn(page, profileId, 'root')
  const at = { profileId, mount: 'secret/', path: 'webapp/config' }
  const entries = [{ key: 'password', json: '"static-password"' }]
  await callFrom(page, 'kv.write', { at, entries, base: { kind: 'new' } })
  await goTo(page, `/c/${profileId}/kv?mount=secret%2F&path=webapp%2Fconfig&mode=edit`)
  await page.getByRole('button', { name: 'Show and edit password' }).click()
  await page.getByRole('textbox', { name: 'Value of password' }).fill('half an edit')
  return profileId
}

test.describe('@window the menu', () => {
  test('opens what each item names, and only what an unlocked app allows', async ({ app, window }) => {
    await press(app, 'settings')
    await expect(heading(window, 'Settings')).toBeVisible()
    await press(app, 'connections')
    await expect(window).toHaveURL(/#\/connections$/)
    await press(app, 'new-connection')
    await expect(heading(window, 'New connection')).toBeVisible()
    await press(app, 'find')
    await expect(window.getByRole('dialog', { name: 'Search commands and places' })).toBeVisible()
    await window.keyboard.press('Escape')

    await press(app, 'lock')
    await expect(heading(window, 'Strongroom is locked')).toBeVisible()
    const shut = ['settings', 'lock', 'find', 'new-connection', 'connections', 'next-connection', 'previous-connection']
    await expect
      .poll(async () =>
        Object.entries(await menuOf(app))
          .flatMap(([id, { enabled }]) => (enabled ? [] : [id]))
          .sort(),
      )
      .toEqual(shut.toSorted())
    await press(app, 'settings')
    await window.getByRole('button', { name: 'Unlock' }).click()
    await expect(heading(window, 'New connection')).toBeVisible()
    await expect.poll(async () => (await menuOf(app))['settings']?.enabled).toBe(true)
  })

  test('changes its language with the app', async ({ app, window }) => {
    expect((await menuOf(app))['settings']?.label).toBe('Settings…')
    await window.getByRole('button', { name: '한국어로 바꾸기' }).click()
    await expect.poll(async () => (await menuOf(app))['settings']?.label).toBe('설정…')
    await window.getByRole('button', { name: 'Switch to English' }).click()
    await expect.poll(async () => (await menuOf(app))['settings']?.label).toBe('Settings…')
  })

  test('switches from connection to connection, in a circle', async ({ app, window }) => {
    const ids: string[] = []
    for (const name of ['one', 'two', 'three']) ids.push(await addConnection(window, 'http://127.0.0.1:9', name))
    await goTo(window, `/connections/${ids[0]}`)
    await expect(heading(window, 'Edit one')).toBeVisible()
    for (const [item, to] of [
      ['next-connection', 0],
      ['next-connection', 1],
      ['next-connection', 2],
      ['next-connection', 0],
      ['previous-connection', 2],
    ] as const) {
      await press(app, item)
      await expect(window).toHaveURL(new RegExp(`#/c/${ids[to]}`))
    }
  })

  test('offers what a field allows as a context menu, and never the copy of a masked value', async ({
    app,
    window,
  }) => {
    const opened = (clicked: Partial<Electron.ContextMenuParams>): Promise<string[] | null> =>
      desktopOf(app).evaluate(({ Menu, BrowserWindow }, clicked) => {
        let shown: string[] | null = null
        // `popup` would wait for the user.
        Menu.prototype.popup = function popup(this: Electron.Menu) {
          shown = this.items.flatMap(({ role, enabled }) => (role !== undefined && enabled ? [role.toLowerCase()] : []))
        }
        const editFlags = {
          canCut: true,
          canCopy: true,
          canPaste: true,
          canSelectAll: true,
          canUndo: false,
          canRedo: false,
        }
        const facts = { isEditable: false, selectionText: '', formControlType: 'none', editFlags, ...clicked }
        BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, facts)
        return shown
      }, clicked)
    await window.getByRole('main').waitFor()
    expect(await opened({})).toBeNull()
    expect(await opened({ selectionText: 'webapp' })).toEqual(['copy'])
    expect(await opened({ isEditable: true })).toEqual(['paste', 'selectall'])
    expect(await opened({ isEditable: true, selectionText: 'x' })).toEqual(['cut', 'copy', 'paste', 'selectall'])
    expect(await opened({ isEditable: true, selectionText: 'x', formControlType: 'input-password' })).toEqual([
      'paste',
      'selectall',
    ])
    expect(await opened({ selectionText: '••••••••••••' })).toBeNull()
  })
})

test.describe('@window its position', () => {
  test('zoom and color are restored, in the dark theme without a white flash', async ({ startApp }) => {
    const first = await startApp({ env: noKeyring })
    const page = await first.open()
    await callFrom(page, 'app.changeSettings', { theme: 'dark' })
    await expect.poll(() => standing(first)).toMatchObject([{ background: '#16181c' }])
    await desktopOf(first).evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setBounds({ x: 120, y: 90, width: 1000, height: 700 })
      window?.maximize()
    })
    await press(first, 'zoom-in')
    await press(first, 'zoom-in')
    await press(first, 'zoom-in')
    await press(first, 'zoom-out')
    // The system maximizes a window some time after the request.
    await expect.poll(() => standing(first)).toMatchObject([{ maximized: true }])
    await first.stop({ keepHome: true })

    const second = await startApp({ env: noKeyring, home: first.home })
    await second.firstPage()
    const theme = await desktopOf(second).evaluate(({ nativeTheme }) => nativeTheme.themeSource)
    expect(theme).toBe('dark')
    expect(await standing(second)).toMatchObject([
      { bounds: { x: 120, y: 90, width: 1000, height: 700 }, background: '#16181c' },
    ])
    await second.open()
    await expect.poll(() => standing(second)).toMatchObject([{ maximized: true, zoom: 1 }])
    await press(second, 'actual-size')
    await expect.poll(() => standing(second)).toMatchObject([{ zoom: 0 }])
  })

  test('is on a visible display, even if its display is gone or its file is invalid', async ({ startApp }) => {
    const first = await startApp({ env: noKeyring })
    await first.open()
    await desktopOf(first).evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 120, y: 90, width: 1000, height: 700 }),
    )
    await first.stop({ keepHome: true })
    const file = join(first.home, 'data', 'windows.json')
    const kept = await readFile(file, 'utf8')
    // The same window on a display to the right that no longer exists.
    await writeFile(file, kept.replace('"x": 120', '"x": 6120').replace(/"displays": "[^"]+"/, '"displays": "gone"'))
    const second = await startApp({ env: noKeyring, home: first.home })
    await second.open()
    const [{ bounds } = { bounds: { x: -1, y: -1, width: 0, height: 0 } }] = await standing(second)
    const area = await desktopOf(second).evaluate(({ screen }) => screen.getPrimaryDisplay().workArea)
    expect([bounds.width, bounds.height]).toEqual([1000, 700])
    expect(bounds.x).toBe(area.x + area.width - 1000)
    await second.stop({ keepHome: true })

    await writeFile(file, '{"version":1,"zoom":"no","arrangements":{"evil":[]}}')
    const third = await startApp({ env: noKeyring, home: first.home })
    await expect(heading(await third.open(), 'Strongroom')).toBeVisible()
  })
})

test.describe('@window several windows', () => {
  test('share one core: one lock, one list; closing one keeps the others', async ({ app, window }) => {
    const opening = app.context.waitForEvent('page')
    await press(app, 'new-window')
    const other = await opening
    const [first, second] = await standing(app)
    expect(first?.bounds.x).not.toBe(second?.bounds.x)
    await other.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor()

    await addConnection(window, 'http://127.0.0.1:9', 'shared')
    await goTo(other, '/connections')
    await expect(other.getByRole('main').getByText('shared')).toBeVisible()
    await callFrom(window, 'app.lock', {})
    await expect(heading(other, 'Strongroom is locked')).toBeVisible()
    await other.getByRole('button', { name: 'Unlock' }).click()
    await goTo(other, '/settings')
    await expect(heading(other, 'Settings')).toBeVisible()

    await closeWindow(app, await other.title())
    await expect.poll(() => windowCount(app)).toBe(1)
    await goTo(window, '/connections')
    await expect(window.getByRole('main').getByText('shared')).toBeVisible()
  })

  test('are locked together when the computer sleeps, its screen locks or another user switches to it', async ({
    app,
    window,
  }) => {
    const other = await app.openAnother()
    for (const event of ['suspend', 'lock-screen', 'user-did-resign-active']) {
      await desktopOf(app).evaluate(({ powerMonitor }, event) => void powerMonitor.emit(event as 'suspend'), event)
      for (const page of [window, other]) await expect(heading(page, 'Strongroom is locked')).toBeVisible()
      await window.getByRole('button', { name: 'Unlock' }).click()
      for (const page of [window, other]) await expect(heading(page, 'Strongroom is locked')).toBeHidden()
    }
  })
})

test.describe('@window its title', () => {
  test('names the place, and never a value', async ({ app, window }) => {
    const vault = await startVault({ dev: true })
    const titles = () =>
      desktopOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((each) => each.getTitle()))
    await typeAnEdit(window, vault.address)
    await expect.poll(titles).toEqual(['secret / webapp / config — kind — Strongroom'])
    const shown = JSON.stringify(await titles())
    expect(shown).not.toContain('half an edit')
    expect(shown).not.toContain('static-password')
    await callFrom(window, 'app.lock', {})
    await expect.poll(titles).toEqual(['Strongroom'])
    await vault.stop()
  })
})

test.describe('@window closing', () => {
  test('a window with an edit asks, in the user’s language, and keeps the draft', async ({ app, window }) => {
    const vault = await startVault({ dev: true })
    const profileId = await typeAnEdit(window, vault.address)
    const other = await app.openAnother()
    await answerWith(app, 1)
    await closeWindow(app, await window.title())
    await expect
      .poll(() => questionsOf(app))
      .toEqual([
        {
          message: 'Close this window with unsaved work?',
          detail: 'Your changes to secret/webapp/config are not saved. Strongroom keeps them as an encrypted draft.',
          buttons: ['Close anyway', 'Go back'],
        },
      ])
    await expect(window.getByRole('textbox', { name: 'Value of password' })).toHaveValue('half an edit')

    await callFrom(window, 'app.changeSettings', { language: 'ko' })
    await answerWith(app, 0)
    await closeWindow(app, await window.title())
    await expect.poll(() => windowCount(app)).toBe(1)
    expect((await questionsOf(app))[1]?.buttons).toEqual(['그래도 닫기', '돌아가기'])
    await callFrom(other, 'app.changeSettings', { language: 'en' })
    await goTo(other, `/c/${profileId}/kv?mount=secret%2F&path=webapp%2Fconfig&mode=edit`)
    await other.getByRole('button', { name: /^Resume your draft from/ }).click()
    await other.getByRole('button', { name: 'Show all values' }).click()
    await expect(other.getByRole('textbox', { name: 'Value of password' })).toHaveValue('half an edit')
    await vault.stop()
  })

  test('the app asks once for all windows, also about keys that are not safe, and a lock closes the question', async ({
    app,
    window,
  }) => {
    const vault = await startVault()
    const profileId = await addConnection(window, vault.address, 'new')
    await window.waitForURL(new RegExp(profileId))
    await goTo(window, `/c/${profileId}/seal`)
    await window.getByText('Memory only', { exact: true }).click()
    await window.getByRole('button', { name: 'Initialize server' }).click()
    await expect(window.getByRole('button', { name: 'Save as cluster-keys.json' })).toBeVisible()
    await answerWith(app, 1)
    await press(app, 'quit')
    await expect
      .poll(() => questionsOf(app))
      .toMatchObject([
        {
          message: 'Quit Strongroom with unsaved work?',
          detail: 'The new keys of new are not saved yet. They are in memory only and are lost when Strongroom quits.',
          buttons: ['Quit anyway', 'Go back'],
        },
      ])
    await expect(window.getByRole('button', { name: 'Save as cluster-keys.json' })).toBeVisible()

    await callFrom(window, 'app.lock', {})
    await expect(heading(window, 'Strongroom is locked')).toBeVisible()
    await app.stop()
    await vault.stop()
  })

  test('a window whose page crashed, or with nothing unfinished, closes without a question', async ({
    app,
    window,
  }) => {
    const vault = await startVault({ dev: true })
    const other = await app.openAnother()
    await typeAnEdit(other, vault.address)
    await answerWith(app, 1)
    const title = await other.title()
    const crashed = (title: string) =>
      desktopOf(app).evaluate(({ BrowserWindow }, title) => {
        const dead = BrowserWindow.getAllWindows().find((each) => each.getTitle() === title)
        return dead?.webContents.isCrashed() ?? null
      }, title)
    await desktopOf(app).evaluate(({ BrowserWindow }, title) => {
      BrowserWindow.getAllWindows()
        .find((each) => each.getTitle() === title)
        ?.webContents.forcefullyCrashRenderer()
    }, title)
    await expect.poll(() => crashed(title)).toBe(true)
    await closeWindow(app, title)
    await expect.poll(() => windowCount(app)).toBe(1)

    await app.openAnother()
    await goTo(window, '/settings')
    await expect(heading(window, 'Settings')).toBeVisible()
    await closeWindow(app, await window.title())
    await expect.poll(() => windowCount(app)).toBe(1)
    expect(await questionsOf(app)).toEqual([])
    await app.stop()
    await vault.stop()
  })
})
