/** A new secret whose path is taken, an edit whose mount changed its version, and saves without an effect. */
import { routes } from '../../renderer/lib/routes.ts'
import { mountKv, putSecret, vaultApi } from '../servers/initialized.ts'
import { expect, expectAccessible, goTo } from './app.ts'
import { pressOn } from './keyboard.ts'
import {
  button,
  change,
  config,
  heading,
  key,
  mountConfig,
  openEditor,
  saveChanges,
  stored,
  storedConfig,
  test,
  value,
} from './secretWorld.ts'

test.describe('a new secret at a path that is taken @kv', () => {
  test('is not merged: the user opens it, renames theirs, or adds to it with an acknowledged override', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'theirs', user: 'kept' })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/', mode: 'new' }))
    const path = page.getByRole('textbox', { name: 'Path' })
    await path.fill('webapp/config')
    await key(page).fill('password')
    await value(page, 'password').fill('mine')
    await button(page, 'Add a key').click()
    await key(page, 1).fill('port')
    await value(page, 'port').fill('5432')
    await page.keyboard.press('Control+s')
    await expect(page.getByText('A secret already exists at webapp/config.')).toBeVisible()
    await expect(page.getByText(/Someone else saved/)).toBeHidden()
    expect(await stored(vault, root, 'secret/data/webapp/config')).not.toContain('mine')
    await expectAccessible(page)

    await button(page, 'Choose another path').click()
    await expect(path).toBeFocused()
    await path.fill('webapp/other')
    await expect(page.getByText(/A secret already exists/)).toBeHidden()
    await path.fill('webapp/config')
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Both secrets have these keys, with different values: password')).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('theirs')
    await pressOn(page, button(page, 'Review changes'))
    await expect(page.getByText('Select the check box first').first()).toBeVisible()
    await pressOn(page, page.getByRole('checkbox', { name: 'Add my keys to this secret and overwrite 1 key' }), 'Space')
    await pressOn(page, button(page, 'Review changes'))
    const list = page.getByRole('list', { name: 'Changes to save' })
    await expect(list.getByRole('listitem')).toHaveText([/^password.*changed/, /^port.*added/])
    await expect(button(page, 'Save version 2')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    const answer = await storedConfig(vault, root)
    expect(answer.data.data).toEqual({ password: 'mine', port: '5432', user: 'kept' })
  })
})

test.describe('an edit of a mount that changed its version @kv', () => {
  test('that began on KV 1 is saved after the upgrade to KV 2', async ({ secrets: page, vault, root, profileId }) => {
    await mountKv(vault, root.rootToken, 'secret', 1)
    await putSecret(vault, root.rootToken, 'webapp/config', { password: 'before' }, 'secret', 1)
    await change(page, profileId, config, 'password', 'after')
    await vaultApi(vault, 'POST', 'sys/mounts/secret/tune', {
      token: root.rootToken,
      body: { options: { version: '2' } },
    })
    await expect
      .poll(() => stored(vault, root, 'secret/data/webapp/config'), { timeout: 30_000 })
      .toContain('"password":"before"')
    await saveChanges(page)
    await expect(heading(page, 'config')).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('after')
  })

  test('that began on KV 2 is merged with what KV 1 contains now', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'before', user: 'u' })
    await change(page, profileId, config, 'password', 'after')
    await vaultApi(vault, 'DELETE', 'sys/mounts/secret', { token: root.rootToken })
    await mountKv(vault, root.rootToken, 'secret', 1)
    await putSecret(vault, root.rootToken, 'webapp/config', { password: 'before', user: 'theirs' }, 'secret', 1)
    await saveChanges(page)
    await expect(page.getByText('Merged automatically:')).toContainText('user')
    await page.keyboard.press('Control+s')
    await expect(heading(page, 'config')).toBeVisible()
    const answer = JSON.parse(await stored(vault, root, 'secret/webapp/config')) as { data: unknown }
    expect(answer.data).toEqual({ password: 'after', user: 'theirs' })
  })
})

test.describe('a save with a problem @kv', () => {
  test('works for a secret with an empty key @desktop', async ({ secrets: page, vault, root, profileId }) => {
    await mountConfig(vault, root, { '': 'nameless', other: 'x' })
    await goTo(page, routes.kv(profileId, config))
    await expect(page.getByRole('rowheader', { name: '""' })).toBeVisible()
    await change(page, profileId, config, '""', 'changed')
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('"":"changed"')
  })

  test('says why: nothing is changed, or a masked value is invalid', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'before', other: 'x' })
    await openEditor(page, profileId)
    await button(page, 'Show and edit password').click()
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('region', { name: 'Notifications' }).getByText('No changes yet')).toBeVisible()
    // The value stays masked, so no field can be marked.
    await button(page, 'Text Type of other').click()
    await page.getByRole('option', { name: 'Number' }).click()
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Nothing was saved. Fix the highlighted fields.')).toBeVisible()
    await expect(page.getByText('Not a valid JSON number').first()).toBeVisible()
    await expectAccessible(page)
  })
})
