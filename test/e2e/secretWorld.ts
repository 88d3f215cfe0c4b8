/** Fixtures of the journeys through secrets: a real server, a signed-in window, and elements of the page. */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { initializeAndUnseal, mountKv, putSecret, type RootKeys } from '../servers/initialized.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, expect, goTo, signIn, test as base } from './app.ts'

interface Fixtures {
  /** `raft` if the journey stops the server. */
  readonly storage: 'inmem' | 'raft'
  /** More settings for the server's configuration file. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly vault: TestVault
  readonly root: RootKeys
  /** The window, signed in to `vault` with the root token. */
  readonly secrets: Page
  readonly profileId: string
}

export const test = base.extend<Fixtures>({
  storage: ['inmem', { option: true }],
  settings: [{}, { option: true }],
  vault: async ({ storage, settings }, use) => {
    const vault = await startVault({ storage, settings })
    await use(vault)
    await vault.stop()
  },
  root: async ({ vault }, use) => use(await initializeAndUnseal(vault)),
  profileId: async ({ window, vault }, use) => use(await addConnection(window, vault.address)),
  secrets: async ({ window, root, profileId }, use) => {
    await signIn(window, profileId, root.rootToken)
    await window.reload()
    await use(window)
  },
})

export const config = { mount: 'secret/', path: 'webapp/config' }
export const key = (page: Page, index = 0) => page.getByRole('textbox', { name: 'Key', exact: true }).nth(index)
export const value = (page: Page, name: string) => page.getByRole('textbox', { name: `Value of ${name}`, exact: true })
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, exact: true })

/** The button that opens the draft of a place again. */
export const resumeDraft = (page: Page) => button(page, /^Resume your draft from/)

/** Mounts `secret/` as KV 2 and writes `config` with these values as version 1. */
export async function mountConfig(
  vault: TestVault,
  root: RootKeys,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mountKv(vault, root.rootToken)
  await putSecret(vault, root.rootToken, config.path, values)
}

/** Returns the server's content of a secret, without going through Strongroom. */
export async function stored(vault: TestVault, root: RootKeys, path: string): Promise<string> {
  const answer = await fetch(`${vault.address}/v1/${path}`, { headers: { 'X-Vault-Token': root.rootToken } })
  return answer.text()
}

/** Returns the answer of `GET secret/data/webapp/config`: the current version of `config`. */
export async function storedConfig(vault: TestVault, root: RootKeys): Promise<{ data: { data: unknown } }> {
  return JSON.parse(await stored(vault, root, 'secret/data/webapp/config')) as { data: { data: unknown } }
}

/** Opens the editor of a secret. */
export async function openEditor(page: Page, profileId: string, place = config): Promise<void> {
  await goTo(page, routes.kv(profileId, { ...place, mode: 'edit' }))
}

/** Opens the editor of a secret and changes one value. */
export async function change(
  page: Page,
  profileId: string,
  place: typeof config,
  name: string,
  text: string,
): Promise<void> {
  await openEditor(page, profileId, place)
  await button(page, `Show and edit ${name}`).click()
  await value(page, name).fill(text)
}

/** Ctrl+S shows the differences; the second Ctrl+S saves them. */
export async function saveChanges(page: Page): Promise<void> {
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('list', { name: 'Changes to save' })).toBeVisible()
  await page.keyboard.press('Control+s')
}
