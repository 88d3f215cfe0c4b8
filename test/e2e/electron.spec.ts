/** The desktop window itself, where Electron's program is: the first steps through the real preload, IPC and protocol. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron as electron } from '@playwright/test'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startVault } from '../servers/vault.ts'
import { expect, test } from './app.ts'

const root = join(import.meta.dirname, '..', '..')

/** Where Electron's program is, or null: npm brings its types alone, and the program is fetched at its first start. */
function electronProgram(): string | null {
  const folder = join(root, 'node_modules', 'electron')
  const note = join(folder, 'path.txt')
  if (!existsSync(note)) return null
  const program = join(folder, 'dist', readFileSync(note, 'utf8').trim())
  return existsSync(program) ? program : null
}

test.describe('@foundation the desktop window @real-electron', () => {
  test('opens, connects, and sees a server that is not initialised', async () => {
    const program = electronProgram()
    test.skip(program === null, "Electron's program is not on this computer: the desktop window is not opened")
    const home = await temporaryFolder('electron')
    const vault = await startVault()
    const app = await electron.launch({
      executablePath: program ?? '',
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
      env: { ...process.env, ...noKeyring, STRONGROOM_HOME: home },
    })
    const window = await app.firstWindow()
    expect(window.url()).toMatch(/^app:\/\/bundle\//)
    await window.getByRole('textbox', { name: 'Address' }).fill(vault.address)
    await window.keyboard.press('Enter')
    await window.getByRole('button', { name: 'Save and open' }).click()
    await expect(window.getByText(/not initialised/).first()).toBeVisible()
    await app.close()
    await vault.stop()
    await removeFolder(home)
  })
})
