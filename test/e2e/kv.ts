/** What journeys through secrets stand on: a real server, and a window that is signed in to it as root. */
import type { Page } from '@playwright/test'
import { initialiseAndUnseal, type RootKeys } from '../servers/initialised.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, signIn, test as base } from './app.ts'

export interface KvFixtures {
  /** `raft` where the journey stops the server. */
  readonly storage: 'inmem' | 'raft'
  readonly vault: TestVault
  readonly root: RootKeys
  /** The window, signed in to `vault` with the root token. */
  readonly secrets: Page
  readonly profileId: string
}

export const test = base.extend<KvFixtures>({
  storage: ['inmem', { option: true }],
  vault: async ({ storage }, use) => {
    const vault = await startVault({ storage })
    await use(vault)
    await vault.stop()
  },
  root: async ({ vault }, use) => use(await initialiseAndUnseal(vault)),
  profileId: async ({ window, vault }, use) => use(await addConnection(window, vault.address)),
  secrets: async ({ window, root, profileId }, use) => {
    await signIn(window, profileId, root.rootToken)
    await window.reload()
    await use(window)
  },
})

export { expect } from './app.ts'

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, exact: true })
