/** The policies of a real server: written, mended, saved, tried; by two people; by somebody who may not list them. */
import { routes } from '../../renderer/lib/routes.ts'
import { mountKv, putSecret } from '../servers/initialised.ts'
import { expect, expectAccessible, goTo } from './app.ts'
import { list, panel, policyOnServer, rule, save, text, write, wrong } from './policyWorld.ts'
import { button, heading, test } from './secretWorld.ts'

test.describe('a policy @policies', () => {
  test('is written, broken, mended, saved and tried', async ({ secrets: page, vault, root, profileId }) => {
    const { rootToken } = root
    await mountKv(vault, rootToken)
    await putSecret(vault, rootToken, 'webapp/config', { password: 'static-value' })
    await goTo(page, routes.policies(profileId))
    await expect(list(page).getByRole('option', { name: /^root/ })).toBeVisible()
    await expectAccessible(page)
    await button(page, 'New policy').click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('WebApp')
    await expect(page.getByText('The server keeps names in small letters: webapp')).toBeVisible()

    // Broken as the server would refuse it, then as it would take it and nobody means it.
    await write(page, 'path "secret/webapp/*" {\n  capabilities = ["reed"]\n')
    await expect(wrong(page)).toContainText('There is no capability reed. Did you mean read?')
    await expect(wrong(page)).toContainText('Expected a } that closes this block; the text ends here.')
    await write(page, 'path "secret/webapp/*" {\n  capabilities = ["reed", "list"]\n}\n')
    await button(page, /^Fix in line 2: There is no capability reed/).click()
    await expect(text(page)).toContainText('["read", "list"]')
    await expect(wrong(page)).toContainText('secret/ is KV 2')
    await button(page, /^Fix in line 1: secret\/ is KV 2/).click()
    await expect(rule(page, 'secret/metadata/webapp/*')).toBeVisible()
    await expect(wrong(page)).toContainText('Nothing is wrong with this text.')
    await expectAccessible(page)

    // The rules beside the text, both ways.
    const data = rule(page, 'secret/data/webapp/*')
    await expect(data).toContainText('Values of secrets in secret/: everything below webapp/, at any depth')
    await data.getByRole('button', { name: 'update', exact: true }).click()
    await expect(text(page)).toContainText('["read", "update"]')
    await write(page, (await text(page).innerText()).replaceAll('"update"', '"create"'))
    await expect(data.getByRole('button', { name: 'create', exact: true })).toHaveAttribute('aria-pressed', 'true')
    await expect(data.getByRole('button', { name: 'update', exact: true })).toHaveAttribute('aria-pressed', 'false')

    await save(page, 'webapp')
    await expect(heading(page, 'webapp')).toBeVisible()
    expect(await policyOnServer(vault, rootToken, 'webapp')).toContain('capabilities = ["read", "create"]')
    await expect(list(page).getByRole('option', { name: 'webapp' })).toHaveAttribute('aria-selected', 'true')

    await panel(page, 'Try it').click()
    const path = page.getByRole('combobox', { name: 'this path' })
    await path.fill('secret/data/webapp/config')
    await page.keyboard.press('Escape')
    await expect(page.getByText('This text gives read on secret/data/webapp/config.')).toBeVisible()
    const trial = page.getByRole('region', { name: 'On the server' })
    await trial.getByRole('button', { name: 'Try with a real token' }).click()
    await expect(trial).toContainText('allowed The server answered the request with 200.')
    await expect(page.locator('body')).not.toContainText('static-value')
    await expectAccessible(page)
    await page.getByRole('button', { name: /May it/ }).click()
    await page.getByRole('option', { name: 'update', exact: true }).click()
    await expect(page.getByText('The rule that decides does not give update.')).toBeVisible()
    await trial.getByRole('button', { name: 'Try with a real token' }).click()
    await expect(trial).toContainText('refused The server answered the request with 403.')
  })
})
