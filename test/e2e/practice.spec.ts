/** The practice Vault: started, restarted with the app, and removed without a trace. */
import { access, mkdir, readdir } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { initialize } from '../servers/initialized.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { callFrom, expect, expectAccessible, goTo, test } from './app.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const practiceEntry = (page: Page) =>
  page.getByRole('navigation', { name: 'Connections and areas' }).getByRole('link', { name: 'practice' })

interface State {
  readonly state: string
  readonly profileId: string | null
  readonly address: string | null
}
const stateOf = (page: Page) => callFrom(page, 'practice.state', {}) as Promise<State>

/** Whether something answers at the address. */
const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/v1/sys/seal-status`).then(
    () => true,
    () => false,
  )

test.describe('@foundation the practice Vault', () => {
  test.use({ appOptions: { env: noKeyring } })

  test('is started from the first screen by keyboard only, stopped, started again and wiped', async ({ window }) => {
    await button(window, 'Start practice Vault').focus()
    await window.keyboard.press('Enter')
    await expect(window.getByRole('heading', { name: 'Practice Vault' })).toBeVisible()
    await expect(button(window, 'Start practice Vault')).toBeFocused()
    await expectAccessible(window)
    await window.keyboard.press('Enter')

    await expect(button(window, 'Initialize server')).toBeVisible()
    await expect(practiceEntry(window)).toContainText('not initialized')
    const running = await stateOf(window)
    const address = running.address ?? ''
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await answers(address)).toBe(true)

    await goTo(window, routes.practice())
    await expect(window.getByText(`The practice Vault runs at ${address}.`)).toBeVisible()
    await expect(button(window, 'Open practice Vault')).toBeFocused()
    await expectAccessible(window)
    await button(window, 'Stop').click()
    await expect(button(window, 'Restart practice Vault')).toBeVisible()
    expect(await answers(address)).toBe(false)

    await button(window, 'Restart practice Vault').click()
    await expect(button(window, 'Initialize server')).toBeVisible()
    expect(await stateOf(window)).toMatchObject({ state: 'running', address, profileId: running.profileId })

    await goTo(window, routes.practice())
    await button(window, 'Wipe').click()
    const question = window.getByRole('alertdialog')
    await expect(question).toContainText("This can't be undone.")
    await expectAccessible(window)
    await window.keyboard.press('Escape')
    await expect(question).toHaveCount(0)
    expect(await answers(address)).toBe(true)
    await button(window, 'Wipe').click()
    await question.getByRole('button', { name: 'Wipe practice Vault' }).click()
    await expect(question).toHaveCount(0)
    await expect(button(window, 'Start practice Vault')).toBeVisible()
    await expect(practiceEntry(window)).toHaveCount(0)
    expect(await answers(address)).toBe(false)
    expect(await stateOf(window)).toMatchObject({ state: 'absent', profileId: null })
  })

  test('is sealed with its data intact after a restart of the app', async ({ startApp }) => {
    const first = await startApp({ env: noKeyring })
    let page = await first.open()
    await goTo(page, routes.practice())
    await button(page, 'Start practice Vault').click()
    await expect(button(page, 'Initialize server')).toBeVisible()
    const before = await stateOf(page)
    await initialize({ address: before.address ?? '' })
    await first.stop({ keepHome: true })
    // The server ends with the app that started it.
    expect(await answers(before.address ?? '')).toBe(false)

    const second = await startApp({ env: noKeyring, home: first.home })
    page = await second.open()
    await goTo(page, routes.practice())
    // The app starts it automatically.
    await expect(practiceEntry(page)).toContainText('sealed')
    await expect(button(page, 'Open practice Vault')).toBeVisible()
    expect(await stateOf(page)).toMatchObject({ state: 'running', profileId: before.profileId })

    // The same after a crash, which leaves the server running.
    await second.kill()
    const third = await startApp({ env: noKeyring, home: first.home })
    page = await third.open()
    await goTo(page, routes.practice())
    await expect(practiceEntry(page)).toContainText('sealed')
    await expect(button(page, 'Stop')).toBeVisible()

    // A server that the user stopped stays stopped.
    await button(page, 'Stop').click()
    await expect(button(page, 'Restart practice Vault')).toBeVisible()
    await third.stop({ keepHome: true })
    const fourth = await startApp({ env: noKeyring, home: first.home })
    page = await fourth.open()
    await goTo(page, routes.practice())
    await expect(button(page, 'Restart practice Vault')).toBeVisible()
    expect(await stateOf(page)).toMatchObject({ state: 'stopped' })
    await fourth.stop()
    await removeFolder(first.home)
  })

  test('is shown in this window when another window starts it', async ({ window, app }) => {
    await goTo(window, routes.practice())
    await expect(button(window, 'Start practice Vault')).toBeVisible()
    const other = await app.openAnother()
    await goTo(other, routes.practice())
    await button(other, 'Start practice Vault').click()
    await expect(button(window, 'Open practice Vault')).toBeVisible()
    await expect(practiceEntry(window)).toBeVisible()
  })
})

test.describe('@foundation a practice Vault without a program', () => {
  const onThisComputer = async (name: string): Promise<string | null> => {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const found = await access(join(folder, name)).then(
        () => true,
        () => false,
      )
      if (found) return join(folder, name)
    }
    return null
  }

  test('names the ways to install one', async ({ startApp }) => {
    const folder = await temporaryFolder('no-program')
    const app = await startApp({
      env: {
        ...noKeyring,
        STRONGROOM_VAULT_BIN: undefined,
        STRONGROOM_PROGRAM_FOLDERS: '',
        PATH: folder,
        XDG_CACHE_HOME: folder,
      },
    })
    const page = await app.open()
    await goTo(page, routes.practice())
    const main = page.getByRole('main')
    await expect(main).toContainText('There is no Vault or OpenBao program on this computer')
    for (const way of ['STRONGROOM_VAULT_BIN', 'Install HashiCorp Vault', 'Install OpenBao', 'Install Go']) {
      await expect(main).toContainText(way)
    }
    await expect(button(page, 'Retry')).toBeFocused()
    await expectAccessible(page)
    await app.stop()
    await removeFolder(folder)
  })

  test('is built with visible progress, and a canceled build leaves no files', async ({ startApp }) => {
    const go = await onThisComputer('go')
    test.skip(go === null, 'Go is not on this computer: the build of the practice Vault is not tried')
    const folder = await temporaryFolder('build')
    await mkdir(join(folder, 'cache'))
    const app = await startApp({
      env: {
        ...noKeyring,
        STRONGROOM_VAULT_BIN: undefined,
        STRONGROOM_PROGRAM_FOLDERS: '',
        PATH: dirname(go ?? ''),
        XDG_CACHE_HOME: join(folder, 'cache'),
        // Without a build cache the build is long enough to be seen.
        GOCACHE: join(folder, 'go'),
      },
    })
    const page = await app.open()
    await goTo(page, routes.practice())
    await expect(page.getByText('Strongroom first builds the program with Go')).toBeVisible()
    await button(page, 'Start practice Vault').click()
    await expect(page.getByRole('progressbar', { name: 'Building program' })).toBeVisible()
    await expect(page.getByText('Leaving the page cancels the start')).toBeVisible()
    await expectAccessible(page)
    await button(page, 'Cancel').click()
    await expect(button(page, 'Start practice Vault')).toBeVisible()
    await expect.poll(async () => (await stateOf(page)).state).toBe('absent')
    await expect(page.getByRole('progressbar')).toHaveCount(0)
    await expect.poll(() => readdir(join(folder, 'cache', 'strongroom'))).toEqual([])
    await app.stop()
    await removeFolder(folder)
  })
})
