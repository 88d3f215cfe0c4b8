/** Fixtures of the Kubernetes journeys: Vault with the plugin, a real API server, and a signed-in window. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { initializeAndUnseal } from '../servers/initialized.ts'
import { startKubernetes, type TestKubernetes } from '../servers/kubernetes.ts'
import { registerKubernetes } from '../servers/kubernetesAuth.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, expect, signIn, test as base } from './app.ts'

interface WorkerFixtures {
  readonly kubernetes: TestKubernetes
  /** Writes a kubeconfig whose context `test` names the API server. Returns its path. */
  readonly kubeconfig: string
}
interface Fixtures {
  /** The plugin is registered, but the auth method is not enabled. */
  readonly vault: TestVault
  readonly token: string
  readonly profileId: string
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  kubernetes: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const kubernetes = await startKubernetes()
      await use(kubernetes)
      await kubernetes.stop()
    },
    { scope: 'worker' },
  ],
  kubeconfig: [
    async ({ kubernetes }, use) => {
      const file = join(kubernetes.folder, 'kubeconfig')
      await writeFile(file, kubernetes.kubeconfig(), { mode: 0o600 })
      await use(file)
    },
    { scope: 'worker' },
  ],
  // In a browser, kubeconfigs are files of this folder.
  appOptions: async ({ kubernetes }, use) => {
    await use({ files: kubernetes.folder })
  },
  vault: async ({ kubernetes: _started }, use) => {
    const vault = await startVault({ plugins: ['kubernetes'] })
    await use(vault)
    await vault.stop()
  },
  token: async ({ vault }, use) => {
    const { rootToken } = await initializeAndUnseal(vault)
    await registerKubernetes(vault, rootToken)
    await use(rootToken)
  },
  profileId: async ({ window, vault, token }, use) => {
    const profileId = await addConnection(window, vault.address, 'kind')
    await signIn(window, profileId, token)
    await window.reload()
    await use(profileId)
  },
})

export const mount = 'kubernetes/'
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
export const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
export const combo = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true })

/** Types text into a combo box and closes its list. */
export async function choose(page: Page, name: string, text: string): Promise<void> {
  await combo(page, name).fill(text)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toBeHidden()
  await expect(combo(page, name)).toHaveValue(text)
}

/** Types a name into a field for several names. */
export async function addTo(page: Page, name: string, text: string): Promise<void> {
  const input = page.getByRole('combobox', { name })
  await input.fill(text)
  await page.keyboard.press('Enter')
  await expect(input).toHaveValue('')
  await page.keyboard.press('Escape')
}
