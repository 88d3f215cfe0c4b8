/** The editor of a secret on a real server: what it shows before it saves, and what it does when somebody else saves, too. */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { mountKv, putSecret, vaultApi } from '../servers/initialised.ts'
import { expect, expectAccessible, goTo } from './app.ts'
import { pressOn, tabTo } from './keyboard.ts'
import { button, change, config, heading, key, saveChanges, stored, test, value } from './secretWorld.ts'

const changes = 'Changes to save'

test.describe('before a save @kv', () => {
  test('the difference is shown key by key, masked, and one key stroke confirms it', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    const pem = (middle: string) => `-----BEGIN KEY-----\n${middle}\n-----END KEY-----\n`
    await putSecret(vault, root.rootToken, 'webapp/config', { a: 'old-a', b: 'old-b', pem: pem('old-line') })
    await change(page, profileId, config, 'a', 'new-a')
    await button(page, 'Show and edit pem').click()
    await value(page, 'pem').fill(pem('new-line'))
    await button(page, 'Remove b').click()
    await button(page, 'Add a key').click()
    await key(page, 2).fill('c')
    await value(page, 'c').fill('new-c')

    await page.keyboard.press('Control+s')
    const list = page.getByRole('list', { name: changes })
    await expect(list.getByRole('listitem')).toHaveText([/^a.*changed/, /^pem.*changed/, /^c.*added/, /^b.*removed/])
    await expect(page.getByText('2 keys changed')).toBeVisible()
    for (const secret of ['old-a', 'new-a', 'old-b', 'new-c', 'old-line']) await expect(list).not.toContainText(secret)
    await expect(button(page, 'Save version 2')).toBeFocused()
    await expectAccessible(page)
    await button(page, 'Show pem').click()
    const difference = page.getByRole('region', { name: 'Difference of pem' })
    await expect(difference).toContainText('removed:old-line')
    await expect(difference).toContainText('added:new-line')
    await expect(list).not.toContainText('old-a')
    await expectAccessible(page)

    await page.keyboard.press('Escape')
    await expect(value(page, 'a')).toHaveValue('new-a')
    await expect(button(page, 'Review changes')).toBeFocused()
    await page.keyboard.press('Control+s')
    await expect(button(page, 'Save version 2')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    const answer = JSON.parse(String(await stored(vault, root, 'secret/data/webapp/config'))) as {
      data: { data: unknown }
    }
    expect(answer.data.data).toEqual({ a: 'new-a', c: 'new-c', pem: pem('new-line') })
  })

  test('by keyboard alone: a value is changed, looked over and saved', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', { password: 'before' })
    await goTo(page, routes.kv(profileId, { ...config, mode: 'edit' }))
    await pressOn(page, button(page, 'Show and edit password'))
    await expect(value(page, 'password')).toBeFocused()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('after')
    await page.keyboard.press('Enter')
    await expect(button(page, 'Save version 2')).toBeFocused()
    await tabTo(page, button(page, 'Show password'))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Difference of password' })).toContainText('after')
    await page.keyboard.press('Control+s')
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('after')
  })
})

const view = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })
const whole = (page: Page, name: string) => page.getByRole('textbox', { name: `The secret as ${name}` })

test.describe('the whole as one text @kv', () => {
  test('table, JSON and YAML hold the same, and what is edited in one is saved', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken, 'old', 1)
    const secret = '{"__proto__":"kept","big":12345678901234567890,"list":[1.50,{"b":null,"a":1.0e30}],"pem":"a"}'
    // As it is written here: no parser of ours has touched its numbers.
    const { status } = await fetch(`${vault.address}/v1/old/app`, {
      method: 'POST',
      headers: { 'X-Vault-Token': root.rootToken },
      body: secret,
    })
    expect(status).toBe(204)
    await goTo(page, routes.kv(profileId, { mount: 'old/', path: 'app', mode: 'edit' }))
    await view(page, 'JSON').click({ force: true })
    await expect(whole(page, 'JSON')).toContainText('"big": 12345678901234567890')
    await expect(whole(page, 'JSON')).toContainText('"a": 1.0e30')
    await expectAccessible(page)
    await view(page, 'YAML').click({ force: true })
    await expect(whole(page, 'YAML')).toContainText('big: 12345678901234567890')
    await expectAccessible(page)
    await view(page, 'Table').click({ force: true })
    await expect(key(page, 3)).toHaveValue('pem')
    await expect(button(page, 'Review changes')).toHaveAttribute('aria-disabled', 'true')

    await view(page, 'YAML').click({ force: true })
    await whole(page, 'YAML').fill(
      'big: 12345678901234567891\n__proto__: kept\nlist: [1.50, {a: 1.0e30, b: null}]\nnew: "0042"\n',
    )
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('list', { name: changes }).getByRole('listitem')).toHaveText([
      /^big.*changed/,
      /^new.*added/,
      /^pem.*removed/,
    ])
    await page.keyboard.press('Enter')
    await expect(heading(page, 'app')).toBeVisible()
    expect(await stored(vault, root, 'old/app')).toContain(
      '"data":{"__proto__":"kept","big":12345678901234567891,"list":[1.50,{"a":1.0e30,"b":null}],"new":"0042"}',
    )
  })

  test('what is wrong is said by line and column, and a text that is not finished survives a reload', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', { a: '1', b: 'a-hidden-value' })
    await goTo(page, routes.kv(profileId, { ...config, mode: 'edit' }))
    await view(page, 'JSON').click({ force: true })
    await whole(page, 'JSON').fill('{\n  "a": "1",\n  "a": 2\n}')
    const wrong = page.getByRole('region', { name: 'What is wrong' })
    await expect(wrong).toContainText('Line 3, column 3The key a stands twice.')
    await expectAccessible(page)
    await whole(page, 'JSON').fill('{\n  "a": "1"\n  "b": "a-hidden-value"\n}')
    await expect(wrong).toContainText('Line 3, column 3A comma is missing here.')
    await expect(page.locator('.cm-problem')).toHaveText('!')
    await expect(view(page, 'Table')).toBeDisabled()
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('list', { name: changes })).toBeHidden()
    await expect(page.getByText('1 draft')).toBeVisible()

    await page.reload()
    await button(page, /^Go on with your draft from/).click()
    await expect(page.getByRole('main')).not.toContainText('a-hidden-value')
    await button(page, 'Show the JSON with all values').click()
    await expect(whole(page, 'JSON').locator('.cm-line')).toHaveText([
      '{',
      '  "a": "1"',
      '  "b": "a-hidden-value"',
      '}',
    ])
    await button(page, 'Line 3, column 3').click()
    await expect(whole(page, 'JSON')).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('End')
    await page.keyboard.type(',')
    await expect(wrong).toBeHidden()
    await expect(button(page, 'Review changes')).toHaveAttribute('aria-disabled', 'true')

    // By keyboard: Tab indents, Escape and Tab leaves; a second Escape leaves the editor.
    await page.keyboard.press('Tab')
    await expect(whole(page, 'JSON')).toBeFocused()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await expect(whole(page, 'JSON')).not.toBeFocused()
    await expect(heading(page, 'Edit config')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(heading(page, 'config')).toBeVisible()
  })
})

test.describe('two windows on one secret @kv', () => {
  test('changes of different keys merge by themselves, and it says so', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', { mine: '1', theirs: '1', gone: '1', same: '1' })
    await change(page, profileId, config, 'mine', 'my-value')
    await putSecret(vault, root.rootToken, 'webapp/config', { mine: '1', theirs: 'their-value', same: '1', added: '1' })

    await saveChanges(page)
    await expect(page.getByText('Somebody saved version 2 meanwhile.')).toBeVisible()
    await expect(page.getByText('Their changes came in by themselves:')).toContainText('gone, theirs, added')
    await expect(page.getByRole('list', { name: changes }).getByRole('listitem')).toHaveText([/^mine.*changed/])
    await expectAccessible(page)
    await expect(button(page, 'Save version 3')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    const answer = JSON.parse(String(await stored(vault, root, 'secret/data/webapp/config'))) as {
      data: { data: unknown }
    }
    expect(answer.data.data).toEqual({ mine: 'my-value', theirs: 'their-value', same: '1', added: '1' })
  })

  test('keys that both changed are decided one by one: mine, theirs, or edited; also after a reload', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', { a: 'base-a', b: 'base-b', c: 'base-c', d: 'base-d' })
    await change(page, profileId, config, 'a', 'my-a')
    for (const name of ['b', 'c']) {
      await button(page, `Show and edit ${name}`).click()
      await value(page, name).fill(`my-${name}`)
    }
    await button(page, 'Remove d').click()
    await putSecret(vault, root.rootToken, 'webapp/config', { a: 'their-a', b: 'their-b', c: 'their-c', d: 'their-d' })

    await saveChanges(page)
    await expect(page.getByText('4 keys were changed on both sides: choose below.')).toBeVisible()
    const conflicts = page.getByRole('list', { name: 'Changed on both sides' })
    await expect(conflicts.getByRole('listitem')).toHaveCount(4)
    for (const hidden of ['their-a', 'base-a', 'my-a']) await expect(conflicts).not.toContainText(hidden)
    await expectAccessible(page)

    // Nothing is lost when the window goes away in the middle of it.
    await expect(page.getByText('1 draft')).toBeVisible()
    await page.reload()
    await button(page, /^Go on with your draft from/).click()
    await expect(conflicts.getByRole('listitem')).toHaveCount(4)
    await button(page, 'Show a as it was before').click()
    await expect(conflicts.getByText('base-a', { exact: true })).toBeVisible()
    await button(page, 'Keep my a').click()
    await button(page, 'Take their b').click()
    await button(page, 'Show and edit c').click()
    await value(page, 'c').fill('of both')
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('list', { name: changes })).toBeHidden()
    await button(page, 'Keep my c').click()
    await button(page, 'Remove d all the same').click()
    await expect(conflicts).toBeHidden()
    await saveChanges(page)
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    const answer = JSON.parse(String(await stored(vault, root, 'secret/data/webapp/config'))) as {
      data: { data: unknown }
    }
    expect(answer.data.data).toEqual({ a: 'my-a', b: 'their-b', c: 'of both' })
  })

  test('a secret that was removed or deleted meanwhile takes nothing of the edit along', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', { kept: 'k', changed: 'before' })
    await change(page, profileId, config, 'changed', 'after')
    await vaultApi(vault, 'DELETE', 'secret/metadata/webapp/config', { token: root.rootToken })
    await saveChanges(page)
    await expect(page.getByText('Somebody removed this secret meanwhile.')).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(heading(page, 'config')).toBeVisible()
    await expect(page.getByText('v1', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('{"changed":"after","kept":"k"}')

    await change(page, profileId, config, 'changed', 'later')
    await putSecret(vault, root.rootToken, 'webapp/config', { kept: 'k' })
    await vaultApi(vault, 'DELETE', 'secret/data/webapp/config', { token: root.rootToken })
    await saveChanges(page)
    await expect(page.getByText('That version is deleted and holds no values')).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('{"changed":"later","kept":"k"}')
  })

  test('when both saved the same, there is nothing left to save', async ({ secrets: page, vault, root, profileId }) => {
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', { a: 'before', b: '1' })
    await change(page, profileId, config, 'a', 'after')
    await putSecret(vault, root.rootToken, 'webapp/config', { a: 'after', b: '2' })
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    await expect(page.getByText('1 draft')).toBeHidden()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('{"a":"after","b":"2"}')
  })
})
