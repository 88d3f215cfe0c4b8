/**
 * Helpers of the policy journeys: elements of the page, and requests to the server that do not go through Strongroom.
 */
import type { Page } from '@playwright/test'
import { member, vaultApi } from '../servers/initialized.ts'
import type { TestVault } from '../servers/vault.ts'
import { expect } from './app.ts'

export const text = (page: Page) => page.getByRole('textbox', { name: 'Policy text' })
export const wrong = (page: Page) => page.getByRole('region', { name: 'Errors and warnings' })
export const list = (page: Page) => page.getByRole('listbox', { name: 'Policies' })
export const rule = (page: Page, path: string) => page.getByRole('region', { name: `Rule for ${path}`, exact: true })
export const panel = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })

/** Returns the text on the server, without the line breaks at its end. */
export async function policyOnServer(vault: TestVault, token: string, name: string): Promise<string> {
  const answer = await vaultApi(vault, 'GET', `sys/policies/acl/${encodeURIComponent(name)}`, { token })
  return String(member(answer, 'data')['policy']).trimEnd()
}

/** Sets the text of the editor, and waits until it has been parsed. */
export async function write(page: Page, policy: string): Promise<void> {
  // Not `fill`: it selects in the document, and the editor may not have taken that selection when the text arrives.
  await text(page).press('Control+a')
  await page.keyboard.insertText(policy)
  await expect(text(page)).toContainText(policy.trim().split('\n').at(-1)?.trim() ?? '')
}

/** Ctrl+S shows the difference; the second Ctrl+S saves. */
export async function save(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('region', { name: 'Changes to save' })).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('region', { name: 'Changes to save' })).toBeHidden()
  await expect(page.getByText(`${name} saved`).first()).toBeVisible()
}

/** The confirmation of a fix that allows more than the text. */
export const accessDialog = (page: Page) => page.getByRole('alertdialog', { name: 'Apply a fix that changes access?' })
