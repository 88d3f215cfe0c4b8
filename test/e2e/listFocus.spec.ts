/** Key presses while a list renders, and the focus after its element is removed. */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { createToken, putSecret, writePolicy } from '../servers/initialized.ts'
import { expect, expectAccessible, goTo, signIn } from './app.ts'
import { putManyNames, slowDown } from './manyNames.ts'
import { button, heading, mountConfig, test } from './secretWorld.ts'

const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter this folder' })
const list = (page: Page) => page.getByRole('listbox', { name: /^Names in / })
const hasFocus = (page: Page) => page.evaluate(() => document.activeElement !== document.body)

/** Changes the filter without moving the focus, like a filter that settles late. */
async function changeFilter(page: Page, text: string): Promise<void> {
  await filter(page).evaluate((field: HTMLInputElement, value) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }, text)
}

test.describe('the focus in lists @kv', () => {
  test('keys that are pressed before a filter over 10,000 names has settled act on its result', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await putManyNames(vault, root)
    await goTo(page, routes.kv(profileId, { mount: 'kv/', path: '' }))
    await expect(page.getByText('10,000 names')).toBeVisible()
    await expect(filter(page)).toBeFocused()
    await slowDown(page, 10)
    await page.keyboard.type('09999')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'name-09999')).toBeVisible()
    await expect(button(page, 'Edit')).toBeFocused()

    await page.goBack()
    await expect(filter(page)).toBeFocused()
    await page.keyboard.press('Escape')
    await page.keyboard.type('0777')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'name-07770')).toBeVisible()
    await slowDown(page, 1)

    // The row under the cursor is filtered out: the next key acts on the new row.
    await page.goBack()
    await changeFilter(page, '0999')
    await expect(page.getByText('11 of 10,000')).toBeVisible()
    await list(page).focus()
    await changeFilter(page, '09999')
    await expect(page.getByText('1 of 10,000', { exact: true })).toBeVisible()
    await expect(list(page)).toBeFocused()
    await changeFilter(page, 'no such name')
    await expect(page.getByText('No names match “no such name”')).toBeVisible()
    expect(await hasFocus(page)).toBe(true)
    await expectAccessible(page)
    await changeFilter(page, '09998')
    await expect(list(page)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(heading(page, 'name-09998')).toBeVisible()
  })

  test('the focus stays on the page when a place without buttons opens, and when the opener of a dialog is gone @desktop', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'p' })
    await putSecret(vault, root.rootToken, 'webapp/other', { password: 'p' })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config' }))
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Permanently delete secret…' }).click()
    await page.getByRole('alertdialog').getByRole('textbox').fill('secret/webapp/config')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'webapp/')).toBeVisible()
    await expect(page.getByRole('alertdialog')).toBeHidden()
    await expect.poll(() => hasFocus(page)).toBe(true)

    await writePolicy(vault, root.rootToken, 'names', 'path "secret/metadata/*" { capabilities = ["list"] }')
    await signIn(page, profileId, await createToken(vault, root.rootToken, { policies: ['names'] }))
    await page.reload()
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/' }))
    await expect(filter(page)).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'other')).toBeVisible()
    await expect.poll(() => hasFocus(page)).toBe(true)
  })
})
