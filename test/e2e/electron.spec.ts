/** Whether the journeys run in Electron itself. If its program is installed, all of them do (playwright.config.ts). */
import { electronProgram } from '../electron/program.ts'
import { noKeyring } from '../servers/keyring.ts'
import { expect, test } from './app.ts'

test.describe('@foundation the desktop window @real-electron', () => {
  test.skip(electronProgram() === null, "Electron's program is not on this computer: no journey runs in it")
  test.use({ appOptions: { env: noKeyring } })

  test('is shown by Electron, from its own address', async ({ window }) => {
    expect(window.url()).toMatch(/^app:\/\/bundle\//)
    expect(await window.evaluate(() => navigator.userAgent)).toContain('Electron/')
  })
})
