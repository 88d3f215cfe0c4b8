/** What a lock removes from a page, what it keeps for the user, and which events of the computer cause it. */
import type { Page } from '@playwright/test'
import { noKeyring, programMissing } from '../servers/keyring.ts'
import { startSystemBus } from '../servers/systemBus.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn, test } from './app.ts'

test.use({ appOptions: { env: noKeyring } })

const locked = (page: Page) => page.getByRole('heading', { name: 'Strongroom is locked' })

/** Marks the document and its scripts. The mark disappears with them. */
const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { markOfTest: true }))
const isMarked = (page: Page) => page.evaluate(() => 'markOfTest' in window).catch(() => true)

/** Returns all strings of the page's script heap. */
async function heapOf(page: Page): Promise<string> {
  const devtools = await page.context().newCDPSession(page)
  const pieces: string[] = []
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void pieces.push(chunk))
  await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await devtools.detach()
  return pieces.join('')
}

/** Creates a secret of one key on a real server, opens it for editing and shows its value. */
async function openForEditing(page: Page, address: string): Promise<string> {
  const profileId = await addConnection(page, address, 'kind')
  await page.waitForURL(new RegExp(profileId))
  await signIn(page, profileId, 'root')
  const at = { profileId, mount: 'secret/', path: 'webapp/config' }
  const entries = [{ key: 'password', json: '"a-value-that-was-shown"' }]
  await callFrom(page, 'kv.write', { at, entries, base: { kind: 'new' } })
  await goTo(page, `/c/${profileId}/kv?mount=secret%2F&path=webapp%2Fconfig&mode=edit`)
  await page.getByRole('button', { name: 'Show and edit password' }).click()
  await expect(page.getByRole('textbox', { name: 'Value of password' })).toHaveValue('a-value-that-was-shown')
  return profileId
}

test.describe('@boundary @foundation a lock', () => {
  test('removes the heap of the page, and keeps text that was typed immediately before it', async ({ window }) => {
    const vault = await startVault({ dev: true })
    await openForEditing(window, vault.address)
    const value = window.getByRole('textbox', { name: 'Value of password' })
    await value.fill('typed in the last moment')
    expect(await heapOf(window)).toContain('a-value-that-was-shown')
    await mark(window)
    const address = window.url()
    await value.fill('typed in the very last moment')
    // From outside the page, as the auto-lock or the system does.
    await callFrom(window, 'app.lock', {})

    await expect(locked(window)).toBeVisible()
    await expect.poll(() => isMarked(window)).toBe(false)
    await expect(locked(window)).toBeVisible()
    const heap = await heapOf(window)
    for (const gone of ['a-value-that-was-shown', 'last moment']) expect(heap.includes(gone), gone).toBe(false)
    await expectAccessible(window)

    // The button has the focus, and the address is the same as before.
    await window.keyboard.press('Enter')
    await window.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
    await window.getByRole('button', { name: 'Sign in' }).click()
    await window.getByRole('button', { name: /^Resume your draft from/ }).click()
    expect(window.url()).toBe(address)
    await window.getByRole('button', { name: 'Show all values' }).click()
    await expect(window.getByRole('textbox', { name: 'Value of password' })).toHaveValue(
      'typed in the very last moment',
    )
    await vault.stop()
  })

  test('follows the lock of the session, the sleep and the screen saver of the computer', async ({ startApp }) => {
    const missing = await programMissing('dbus-daemon')
    test.skip(missing !== null, String(missing))
    const bus = await startSystemBus()
    const app = await startApp({ env: bus.env })
    const page = await app.open()
    for (const act of [
      () => bus.setLocked(true),
      () => bus.sleep(),
      () => bus.setScreenSaver('gnome', true),
      () => bus.setScreenSaver('freedesktop', true),
    ]) {
      const seen = async () => {
        act()
        return locked(page).isVisible()
      }
      await expect.poll(seen, { intervals: [250] }).toBe(true)
      await expect(page.getByRole('button', { name: 'Unlock' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(locked(page)).toBeHidden()
    }
    await app.stop()
    await bus.stop()
  })
})

test.describe('@boundary @window a page that does not unload at a lock', () => {
  test('is reloaded by the shell', async ({ window }) => {
    await mark(window)
    // From here on the page waits forever before it would unload.
    await window.evaluate(() => {
      Promise.race = () => new Promise(() => undefined)
    })
    await callFrom(window, 'app.lock', {})
    await expect(locked(window)).toBeVisible()
    expect(await isMarked(window)).toBe(false)
  })
})
