/** The rules of the desktop window, each against a hostile page, on the built app as it would be released. */
import { launchDouble } from '../electron/launch.ts'
import { callRules } from '../electron/rules/calls.ts'
import { navigationRules } from '../electron/rules/navigation.ts'
import { pageRules } from '../electron/rules/page.ts'
import { reachRules } from '../electron/rules/reach.ts'
import { copyOfBuilt, type ScratchApp } from '../electron/scratch.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { test as base } from './app.ts'
import { shown } from './calls.ts'

const test = base.extend<object, { built: ScratchApp }>({
  built: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const built = await copyOfBuilt()
      await use(built)
      await removeFolder(built.folder)
    },
    { scope: 'worker' },
  ],
})

test.describe('@window @double a hostile page does not succeed', () => {
  for (const { name, check } of [...callRules, ...navigationRules, ...reachRules, ...pageRules]) {
    test(name, async ({ browser, built }) => {
      const app = await launchDouble({ browser, env: noKeyring, packaged: true, main: built.main })
      const page = await app.firstWindow()
      await shown(page)
      await check(app, page)
      await app.close()
    })
  }
})
