/** Names that look the same can be told apart, by eye and with a screen reader, and are kept exactly. */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { mountKv, putSecret } from '../servers/initialized.ts'
import { callFrom, expect, expectAccessible, goTo } from './app.ts'
import { button, change, heading, saveChanges, test } from './secretWorld.ts'

const nfc = '한'
const nfd = nfc.normalize('NFD')
const rightToLeft = 'odd/שלום/עולם/x'
/** Each name and what a screen reader reads for it. */
const names = [
  ['config', 'config'],
  ['config ', 'config space'],
  [' config', 'space config'],
  ['config\u00A0', 'config no-break space'],
  ['con\u200Bfig', 'con zero-width space fig'],
  ['con\u200Dfig', 'con zero-width joiner fig'],
  ['con\u202Efig', 'con right-to-left override fig'],
  ['con\u200Ffig', 'con right-to-left mark fig'],
  ['con\u00ADfig', 'con character U+00AD fig'],
  [nfc, nfc],
  [nfd, `${nfd} decomposed`],
] as const

const option = (page: Page, name: string) => page.getByRole('option', { name, exact: true })
const row = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true })

// The default configuration rejects most of these names, but other tools may have written them earlier.
test.use({ settings: { disable_printable_check: true } })

test('names that look the same have marks in the tree, lists, titles, the palette and the keys of a secret @kv', async ({
  secrets: page,
  vault,
  root,
  profileId,
}) => {
  await mountKv(vault, root.rootToken)
  for (const [name] of names) await putSecret(vault, root.rootToken, `odd/${encodeURIComponent(name)}`, { a: name })
  await putSecret(vault, root.rootToken, rightToLeft.split('/').map(encodeURIComponent).join('/'), { a: 'b' })
  await putSecret(vault, root.rootToken, 'keys', { 'pass\u200Bword': 'va\u200Blue \u202Eend ', password: 'plain' })
  await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'odd/' }))
  for (const [, spoken] of names) {
    await expect(option(page, spoken)).toHaveCount(1)
    await expect(row(page, spoken)).toHaveCount(1)
  }
  // The marks contain the character itself, so that a copy of the text is the exact name.
  expect(await row(page, 'con zero-width space fig').textContent()).toBe('con\u200Bfig')
  await expectAccessible(page)

  await option(page, 'con right-to-left override fig').click()
  await expect(heading(page, 'con right-to-left override fig')).toBeVisible()
  await expect(page.getByRole('navigation').getByText('con\u202Efig')).toBeVisible()
  expect(await page.title()).toBe('secret / odd / con\\u{202e}fig — test — Strongroom')
  await expect(page).toHaveURL(/con%E2%80%AEfig/)
  await expectAccessible(page)

  await page.keyboard.press('Control+k')
  await expect(
    page.getByRole('menuitem', { name: 'secret/odd/con right-to-left override fig', exact: true }),
  ).toBeVisible()
  await page.keyboard.press('Escape')

  // Names in right-to-left scripts keep their order in a path.
  await goTo(page, routes.kv(profileId, { mount: 'secret/', path: rightToLeft }))
  const path = page.getByRole('article').locator('code', { hasText: /^secret\/odd/ })
  const [first, second] = rightToLeft.split('/').slice(1)
  const leftOf = async (name = '') => (await path.locator('bdi', { hasText: name }).last().boundingBox())?.x ?? 0
  await expect(path).toHaveText(`secret/${rightToLeft}`)
  expect(await leftOf(first)).toBeLessThan(await leftOf(second))

  await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'keys' }))
  await expect(page.getByRole('rowheader', { name: 'pass zero-width space word', exact: true })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: 'password', exact: true })).toBeVisible()
  await button(page, 'Show pass\\u{200b}word').click()
  const shown = page.getByRole('row', { name: /^pass zero/ })
  await expect(shown.getByRole('img', { name: 'zero-width space' })).toHaveCount(2)
  await expect(shown.getByRole('img', { name: 'right-to-left override' })).toHaveCount(1)
  await expect(shown.getByRole('img', { name: 'space', exact: true })).toHaveCount(1)
  await expectAccessible(page)

  // A message shows the last space of a secret's name.
  await change(page, profileId, { mount: 'secret/', path: 'odd/config ' }, 'a', 'b')
  await saveChanges(page)
  await expect(page.getByText('config\\u{20} saved as version 2').first()).toBeVisible()

  // The accessible names that Chromium gives a screen reader.
  await callFrom(page, 'app.changeSettings', { language: 'ko' })
  await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'odd/' }))
  await expect(row(page, 'config 공백')).toBeVisible()
  const session = await page.context().newCDPSession(page)
  const { root: document } = await session.send('DOM.getDocument')
  const { nodes } = await session.send('Accessibility.queryAXTree', { nodeId: document.nodeId, role: 'treeitem' })
  const read = nodes.map(({ name }) => String(name?.value))
  expect(new Set(read).size).toBe(read.length)
})
