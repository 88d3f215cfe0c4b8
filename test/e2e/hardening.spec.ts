/** What keeps other programs out of the desktop window: how it starts, and what it lets out. */
import { existsSync, readdirSync } from 'node:fs'
import { launchDouble } from '../electron/launch.ts'
import { noKeyring } from '../servers/keyring.ts'
import { expect, test } from './app.ts'

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
