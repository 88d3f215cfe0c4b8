/** Two windows or tabs at one place: each has its own draft, and the stored drafts can be compared. */
import type { Locator, Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { vaultApi } from '../servers/initialized.ts'
import { expect, expectAccessible, goTo } from './app.ts'
import { pressOn } from './keyboard.ts'
import { text, write } from './policyWorld.ts'
import {
  button,
  change,
  config,
  heading,
  key,
  mountConfig,
  openEditor,
  resumeDraft,
  saveChanges,
  stored,
  test,
  value,
} from './secretWorld.ts'

const drafts = (page: Page) => page.getByRole('listitem', { name: /^Draft / })

/** Opens a draft by its button and shows its values. */
async function showDraft(resume: Locator): Promise<void> {
  await resume.click()
  await button(resume.page(), 'Show all values').click()
}

test.describe('two windows on one secret @kv @boundary', () => {
  test('each keep their own text over a reload, and a save of one keeps the draft of the other', async ({
    app,
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { a: 'old-a', b: 'old-b' })
    const other = await app.openAnother()
    await change(page, profileId, config, 'a', 'mine')
    await expect(page.getByText('1 draft')).toBeVisible()
    await change(other, profileId, config, 'b', 'theirs')
    await expect(other.getByText('Another window is also editing this.')).toBeVisible()
    await expect(other.getByText('2 drafts')).toBeVisible()

    await Promise.all([page.reload(), other.reload()])
    await expect(drafts(page)).toHaveCount(2)
    await expect(drafts(page).nth(0)).toContainText('from this window')
    await showDraft(resumeDraft(page).first())
    await expect(value(page, 'a')).toHaveValue('mine')
    await expect(value(page, 'b')).toHaveValue('old-b')
    await expect(drafts(other)).toHaveCount(2)
    await expect(drafts(other).nth(0)).toContainText('from this window')
    await expect(drafts(other).nth(1)).toContainText('open in another window')
    await showDraft(resumeDraft(other).first())
    await expect(value(other, 'a')).toHaveValue('old-a')
    await expect(value(other, 'b')).toHaveValue('theirs')

    await saveChanges(page)
    await expect(heading(page, 'config')).toBeVisible()
    await expect(value(other, 'b')).toHaveValue('theirs')
    await expect(other.getByText('1 draft')).toBeVisible()
    await other.reload()
    await resumeDraft(other).click()
    await expect(button(other, 'Show all values')).toBeVisible()
    await saveChanges(other)
    await expect(other.getByText(/Merged automatically: a/)).toBeVisible()
    await other.keyboard.press('Control+s')
    await expect(heading(other, 'config')).toBeVisible()
    const answer = await stored(vault, root, 'secret/data/webapp/config')
    expect(answer).toContain('mine')
    expect(answer).toContain('theirs')
    await expect(other.getByText(/^\d+ drafts?$/)).toBeHidden()
  })

  test('compare the drafts that other windows have left, and discard them one by one, by keyboard', async ({
    app,
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { a: 'old-a', b: 'old-b' })
    const [first, second] = [await app.openAnother(), await app.openAnother()]
    await change(first, profileId, config, 'a', 'first-text')
    await expect(first.getByText('1 draft')).toBeVisible()
    await change(second, profileId, config, 'b', 'second-text')
    await expect(second.getByText('2 drafts')).toBeVisible()
    for (const each of [first, second]) await goTo(each, routes.engines(profileId))
    await openEditor(page, profileId)
    await expect(button(page, 'Compare drafts')).toBeVisible()
    // Once in the editor, right after the other windows left theirs, and once in the list of drafts.
    await button(page, 'Compare drafts').click()
    await expect(heading(page, '2 drafts are kept here')).toBeVisible()
    await expect(page.getByText('open in another window')).toHaveCount(0)
    await page.reload()
    await expect(resumeDraft(page).first()).toBeFocused()
    await expectAccessible(page)
    await pressOn(page, button(page, 'Compare drafts'))
    const lists = page.getByRole('list', { name: /^Changes of draft/ })
    await expect(lists).toHaveCount(2)
    await expect(lists.nth(0)).toContainText(/b.*changed/)
    await expect(lists.nth(1)).toContainText(/a.*changed/)
    await expect(lists.nth(0)).not.toContainText('second-text')
    await expectAccessible(page)
    await pressOn(page, drafts(page).nth(0).getByRole('button', { name: 'Discard', exact: true }))
    await expect(resumeDraft(page)).toHaveCount(1)
    await pressOn(page, resumeDraft(page))
    await button(page, 'Show all values').click()
    await expect(value(page, 'a')).toHaveValue('first-text')
    await expect(value(page, 'b')).toHaveValue('old-b')
  })

  test('each restore their own text after a lock', async ({ app, secrets: page, vault, root, profileId }) => {
    await mountConfig(vault, root, { a: 'old-a', b: 'old-b' })
    const other = await app.openAnother()
    await change(page, profileId, config, 'a', 'mine')
    await change(other, profileId, config, 'b', 'theirs')
    await other.keyboard.press('Control+l')
    for (const each of [page, other]) await expect(heading(each, 'Strongroom is locked')).toBeVisible()
    await other.keyboard.press('Enter')
    await other.getByRole('textbox', { name: 'Token', exact: true }).fill(root.rootToken)
    await button(other, 'Sign in').click()
    for (const [each, name, typed] of [
      [page, 'a', 'mine'],
      [other, 'b', 'theirs'],
    ] as const) {
      await expect(drafts(each).nth(0)).toContainText('from this window')
      await showDraft(resumeDraft(each).first())
      await expect(value(each, name)).toHaveValue(typed)
    }
  })
})

test.describe('two windows on one policy @policies @boundary', () => {
  test('keep two drafts, each continues after a reload, and both are compared', async ({
    app,
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await vaultApi(vault, 'PUT', 'sys/policies/acl/ops', { token: root.rootToken, body: { policy: 'path "a" {}' } })
    const other = await app.openAnother()
    for (const each of [page, other]) {
      await goTo(each, routes.policy(profileId, 'ops'))
      await expect(text(each)).toContainText('path "a"')
    }
    await write(page, 'path "mine" {}')
    await expect(page.getByText('1 draft')).toBeVisible()
    await write(other, 'path "theirs" {}')
    await expect(other.getByText('2 drafts')).toBeVisible()
    await Promise.all([page.reload(), other.reload()])
    await expect(text(page)).toContainText('mine')
    await expect(text(other)).toContainText('theirs')
    await expect(page.getByText('Another window is also editing this.')).toBeVisible()
    await button(page, 'Compare drafts').first().click()
    await expect(drafts(page)).toHaveCount(2)
    await button(page, 'Compare drafts').click()
    await expect(page.getByRole('region', { name: /^Differences in Changes of draft/ })).toHaveCount(2)
    await expect(page.getByText('path "theirs" {}')).toBeVisible()
    await expectAccessible(page)
    await resumeDraft(page).click()
    await expect(text(page)).toContainText('mine')
  })
})

test.describe('new secrets @kv @boundary', () => {
  test('of one folder have several drafts, each named by its path', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { a: 'x' })
    for (const name of ['one', 'two']) {
      await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/', mode: 'new' }))
      if (name === 'two') await button(page, 'Start another secret').click()
      const path = page.getByRole('textbox', { name: 'Path' })
      await path.fill(`webapp/${name}`)
      await key(page).fill('k')
      await value(page, 'k').fill(`value-${name}`)
      await page.keyboard.press('Escape')
      await button(page, 'Keep draft').click()
    }
    await expect(page.getByText('You have 2 unsaved secrets here.')).toBeVisible()
    await expect(page.getByText('webapp/one', { exact: true })).toBeVisible()
    await expectAccessible(page)
    await button(page, /^Resume webapp\/one from/).click()
    await expect(page.getByRole('textbox', { name: 'Path' })).toHaveValue('webapp/one')
    await page.reload()
    await expect(page.getByRole('textbox', { name: 'Path' })).toHaveValue('webapp/one')
    await expect(value(page, 'k')).toHaveValue('value-one')
    await page.keyboard.press('Control+s')
    await expect(heading(page, 'one')).toBeVisible()
    await button(page, '1 draft').click()
    await page.getByRole('menuitem', { name: /New: webapp\/two/ }).click()
    await expect(page.getByRole('textbox', { name: 'Path' })).toHaveValue('webapp/two')
  })
})

test.describe('a duplicated tab @kv @browser', () => {
  test('continues with the draft of the tab that it takes over', async ({
    app,
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { a: 'old-a' })
    await change(page, profileId, config, 'a', 'mine')
    await expect(page.getByText('1 draft')).toBeVisible()
    // The browser copies the tab's session storage.
    const stores = await page.evaluate(() => Object.entries(sessionStorage) as [string, string][])
    const copy = await app.context.newPage()
    await copy.addInitScript((entries) => {
      if (sessionStorage.length === 0) for (const [name, text] of entries) sessionStorage.setItem(name, text)
    }, stores)
    await copy.goto(page.url())
    await button(copy, 'Use here').click()
    await showDraft(resumeDraft(copy))
    await expect(value(copy, 'a')).toHaveValue('mine')
    await value(copy, 'a').fill('mine, typed on')
    await value(copy, 'a').blur()
    await expect(copy.getByText('1 draft')).toBeVisible()
    await expect(button(page, 'Use here')).toBeVisible()
    await copy.close()
    await button(page, 'Use here').click()
    await showDraft(resumeDraft(page))
    await expect(value(page, 'a')).toHaveValue('mine, typed on')
  })
})
