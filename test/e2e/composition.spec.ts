/** Keys that end the composition of an input method, as for Hangul: they do nothing else. */
import type { Locator } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { mountKv, putSecret } from '../servers/initialized.ts'
import { expect, goTo } from './app.ts'
import { rule, text, write } from './policyWorld.ts'
import { change, config, heading, mountConfig, test, value } from './secretWorld.ts'

/** Presses a key as a browser reports it while an input method composes. */
const composed = (field: Locator, key: 'Enter' | 'Escape') =>
  field.evaluate((element, name) => {
    element.dispatchEvent(
      new KeyboardEvent('keydown', { key: name, isComposing: true, bubbles: true, cancelable: true }),
    )
  }, key)

test.describe('Escape and Enter of a composition @kv', () => {
  test('leave the editor of a secret open, and ask nothing', async ({ secrets: page, vault, root, profileId }) => {
    await mountConfig(vault, root, { password: 'before' })
    await change(page, profileId, config, 'password', '한글')
    await composed(value(page, 'password'), 'Escape')
    await expect(page.getByRole('alertdialog')).toHaveCount(0)
    await expect(value(page, 'password')).toHaveValue('한글')
    await value(page, 'password').press('Escape')
    await expect(page.getByRole('alertdialog')).toBeVisible()
  })

  test('open no secret and clear no filter', async ({ secrets: page, vault, root, profileId }) => {
    await mountKv(vault, root.rootToken)
    for (const name of ['one', 'two', 'three']) await putSecret(vault, root.rootToken, name, { a: 'b' })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    const filter = page.getByRole('searchbox', { name: 'Filter this folder' })
    await filter.fill('two')
    await composed(filter, 'Enter')
    await composed(filter, 'Escape')
    await expect(filter).toHaveValue('two')
    await filter.press('Enter')
    await expect(heading(page, 'two')).toBeVisible()
  })

  test('neither move a rule nor drop its path', async ({ secrets: page, profileId }) => {
    await goTo(page, routes.newPolicy(profileId))
    await write(page, 'path "secret/data/app" {\n  capabilities = ["read"]\n}\n')
    const path = rule(page, 'secret/data/app').getByRole('textbox', { name: 'Path' })
    await path.fill('secret/data/앱')
    await composed(path, 'Enter')
    await composed(path, 'Escape')
    await expect(path).toHaveValue('secret/data/앱')
    await expect(text(page)).toContainText('secret/data/app')
    await path.press('Enter')
    await expect(text(page)).toContainText('secret/data/앱')
  })
})
