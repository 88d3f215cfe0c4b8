/** The tree of secrets shows the open place, regardless of how the user opened it. */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { createToken, writePolicy } from '../servers/initialized.ts'
import { expect, goTo, signIn } from './app.ts'
import { putManyNames } from './manyNames.ts'
import { button, heading, test } from './secretWorld.ts'

const row = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true })

async function expectShown(page: Page, name: string, level: number): Promise<void> {
  await expect(row(page, name)).toBeInViewport({ ratio: 1 })
  await expect(row(page, name)).toHaveAttribute('aria-selected', 'true')
  await expect(row(page, name)).toHaveAttribute('aria-level', String(level))
}

test('the tree opens, selects and shows the place of a link, of Back and of the palette @kv', async ({
  secrets: page,
  vault,
  root,
  profileId,
}) => {
  // In the folder of 10,000 names, no folder of the path is in view when the tree is rendered.
  await putManyNames(vault, root, 'zoo/deep/er/secret', 'zoo/deep/more', 'aaa/first/one')
  await goTo(page, routes.kv(profileId, { mount: 'kv/', path: 'zoo/deep/er/secret' }))
  await expectShown(page, 'secret', 5)
  await goTo(page, routes.kv(profileId, { mount: 'kv/', path: 'aaa/first/one' }))
  await expectShown(page, 'one', 4)
  await page.goBack()
  await expectShown(page, 'secret', 5)

  await button(page, 'Collapse all folders').click()
  await expect(row(page, 'secret')).toBeHidden()
  await page.goForward()
  await expectShown(page, 'one', 4)
  await button(page, 'Collapse all folders').click()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('searchbox', { name: 'Search commands and places' })).toBeFocused()
  await page.keyboard.type('kv/zoo/deep/more')
  await expect(page.getByRole('menuitem', { name: 'kv/zoo/deep/more' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expectShown(page, 'more', 4)

  // A place that can't be listed is shown from the address.
  await writePolicy(vault, root.rootToken, 'deep', 'path "kv/zoo/deep/er/*" { capabilities = ["read"] }')
  await signIn(page, profileId, await createToken(vault, root.rootToken, { policies: ['deep'] }))
  await page.reload()
  await goTo(page, routes.kv(profileId, { mount: 'kv/', path: 'zoo/deep/er/secret' }))
  await expect(heading(page, 'secret')).toBeVisible()
  await expectShown(page, 'secret', 5)
})
