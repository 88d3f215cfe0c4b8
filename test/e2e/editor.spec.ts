/**
 * The editor of a secret on a real server: the differences before a save, and saves that conflict with another user's.
 */
import type { Page } from '@playwright/test'
import { draftLimits } from '../../electron/storage/drafts/book.ts'
import { routes } from '../../renderer/lib/routes.ts'
import {
  createToken,
  mountKv,
  putSecret,
  type RootKeys,
  seal,
  unseal,
  vaultApi,
  writePolicy,
} from '../servers/initialized.ts'
import type { TestVault } from '../servers/vault.ts'
import { callFrom, expect, expectAccessible, goTo, signIn } from './app.ts'
import { pressOn, tabTo } from './keyboard.ts'
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
  storedConfig,
  test,
  value,
} from './secretWorld.ts'

const changes = 'Changes to save'

test.describe('before a save @kv', () => {
  test('the editor shows the differences key by key, masked, and one key press confirms them', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    const pem = (middle: string) => `-----BEGIN KEY-----\n${middle}\n-----END KEY-----\n`
    await mountConfig(vault, root, { a: 'old-a', b: 'old-b', pem: pem('old-line') })
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
    const difference = page.getByRole('region', { name: 'Differences in pem' })
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
    const answer = await storedConfig(vault, root)
    expect(answer.data.data).toEqual({ a: 'new-a', c: 'new-c', pem: pem('new-line') })
  })

  test('a value is changed, reviewed and saved by keyboard only', async ({ secrets: page, vault, root, profileId }) => {
    await mountConfig(vault, root, { password: 'before' })
    await openEditor(page, profileId)
    await pressOn(page, button(page, 'Show and edit password'))
    await expect(value(page, 'password')).toBeFocused()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('after')
    await page.keyboard.press('Enter')
    await expect(button(page, 'Save version 2')).toBeFocused()
    await tabTo(page, button(page, 'Show password'))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Differences in password' })).toContainText('after')
    await page.keyboard.press('Control+s')
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('after')
  })
})

const view = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })
const whole = (page: Page, name: string) => page.getByRole('textbox', { name: `The secret as ${name}` })

test.describe('the whole secret as text @kv', () => {
  test('table, JSON and YAML show the same secret, and an edit in one of them is saved', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken, 'old', 1)
    const secret = '{"__proto__":"kept","big":12345678901234567890,"list":[1.50,{"b":null,"a":1.0e30}],"pem":"a"}'
    // Exactly as written here: no parser of the test has changed its numbers.
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

  test('errors name their line and column, and unfinished text survives a reload', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { a: '1', b: 'a-hidden-value' })
    await openEditor(page, profileId)
    await view(page, 'JSON').click({ force: true })
    await whole(page, 'JSON').fill('{\n  "a": "1",\n  "a": 2\n}')
    const wrong = page.getByRole('region', { name: 'Errors' })
    await expect(wrong).toContainText('Line 3, column 3The key a appears twice.')
    await expectAccessible(page)
    await whole(page, 'JSON').fill('{\n  "a": "1"\n  "b": "a-hidden-value"\n}')
    await expect(wrong).toContainText('Line 3, column 3A comma is missing here.')
    await expect(page.locator('.cm-problem')).toHaveText('!')
    await expect(view(page, 'Table')).toBeDisabled()
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('list', { name: changes })).toBeHidden()
    await expect(page.getByText('1 draft')).toBeVisible()

    await page.reload()
    await resumeDraft(page).click()
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

    // By keyboard: Tab indents; Escape, then Tab leaves the field; a second Escape leaves the editor.
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
  test('changes of different keys merge automatically, and the editor says so', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { mine: '1', theirs: '1', gone: '1', same: '1' })
    await change(page, profileId, config, 'mine', 'my-value')
    await putSecret(vault, root.rootToken, 'webapp/config', { mine: '1', theirs: 'their-value', same: '1', added: '1' })

    await saveChanges(page)
    await expect(page.getByText('Someone else saved version 2.')).toBeVisible()
    await expect(page.getByText('Merged automatically:')).toContainText('gone, theirs, added')
    await expect(page.getByRole('list', { name: changes }).getByRole('listitem')).toHaveText([/^mine.*changed/])
    await expectAccessible(page)
    await expect(button(page, 'Save version 3')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    const answer = await storedConfig(vault, root)
    expect(answer.data.data).toEqual({ mine: 'my-value', theirs: 'their-value', same: '1', added: '1' })
  })

  test('keys that both sides changed are decided one by one, also after a reload', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { a: 'base-a', b: 'base-b', c: 'base-c', d: 'base-d' })
    await change(page, profileId, config, 'a', 'my-a')
    for (const name of ['b', 'c']) {
      await button(page, `Show and edit ${name}`).click()
      await value(page, name).fill(`my-${name}`)
    }
    await button(page, 'Remove d').click()
    await putSecret(vault, root.rootToken, 'webapp/config', { a: 'their-a', b: 'their-b', c: 'their-c', d: 'their-d' })

    await saveChanges(page)
    await expect(page.getByText('4 keys were changed on both sides. Choose values below.')).toBeVisible()
    const conflicts = page.getByRole('list', { name: 'Changed on both sides' })
    await expect(conflicts.getByRole('listitem')).toHaveCount(4)
    for (const hidden of ['their-a', 'base-a', 'my-a']) await expect(conflicts).not.toContainText(hidden)
    // A notice can move a button under the pointer, and its tooltip is outside of all landmarks.
    await page.mouse.move(0, 0)
    await expectAccessible(page)

    // A reload in the middle of the decision loses nothing.
    await expect(page.getByText('1 draft')).toBeVisible()
    await page.reload()
    await resumeDraft(page).click()
    await expect(conflicts.getByRole('listitem')).toHaveCount(4)
    await button(page, 'Show original a').click()
    await expect(conflicts.getByText('base-a', { exact: true })).toBeVisible()
    await button(page, 'Keep my a').click()
    await button(page, 'Use their b').click()
    await button(page, 'Show and edit c').click()
    await value(page, 'c').fill('of both')
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('list', { name: changes })).toBeHidden()
    await button(page, 'Keep my c').click()
    await button(page, 'Remove d anyway').click()
    await expect(conflicts).toBeHidden()
    await saveChanges(page)
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    const answer = await storedConfig(vault, root)
    expect(answer.data.data).toEqual({ a: 'my-a', b: 'their-b', c: 'of both' })
  })

  test('an edit survives when another user removes or deletes its secret', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { kept: 'k', changed: 'before' })
    await change(page, profileId, config, 'changed', 'after')
    await vaultApi(vault, 'DELETE', 'secret/metadata/webapp/config', { token: root.rootToken })
    await saveChanges(page)
    await expect(page.getByText('Someone else deleted this secret.')).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(heading(page, 'config')).toBeVisible()
    await expect(page.getByText('v1', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('{"changed":"after","kept":"k"}')

    await change(page, profileId, config, 'changed', 'later')
    await putSecret(vault, root.rootToken, 'webapp/config', { kept: 'k' })
    await vaultApi(vault, 'DELETE', 'secret/data/webapp/config', { token: root.rootToken })
    await saveChanges(page)
    await expect(page.getByText('The newer version is deleted and has no values')).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('{"changed":"later","kept":"k"}')
  })

  test('when both saved the same values, the editor has nothing to save @desktop', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { a: 'before', b: '1' })
    await change(page, profileId, config, 'a', 'after')
    await putSecret(vault, root.rootToken, 'webapp/config', { a: 'after', b: '2' })
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    await expect(page.getByText('1 draft')).toBeHidden()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('{"a":"after","b":"2"}')
  })
})

test.describe('entering a value @kv', () => {
  test('the app and a password policy of the server generate passwords, and the editor rates their strength', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await vaultApi(vault, 'PUT', 'sys/policies/password/pin', {
      token: root.rootToken,
      body: { policy: 'length = 11\nrule "charset" { charset = "xyz" }' },
    })
    await putSecret(vault, root.rootToken, 'webapp/config', { password: 'before' })
    await openEditor(page, profileId)
    const generate = async () => {
      await button(page, 'More actions for password').click()
      await page.getByRole('menuitem', { name: 'Generate value…' }).click()
    }
    await generate()
    const made = page.getByRole('textbox', { name: 'Generated value' })
    await expect(made).toHaveValue(/^[!-~]{24}$/)
    await expect(page.getByText(/^Very strong, 15\d bits/)).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('checkbox', { name: /^Symbols such as/ }).click({ force: true })
    await expect(made).toHaveValue(/^[A-Za-z\d]{24}$/)
    await page.getByRole('textbox', { name: 'Length' }).fill('8')
    await page.keyboard.press('Tab')
    await expect(page.getByText(/^Weak, 47 bits/)).toBeVisible()
    await page.getByRole('tab', { name: 'Passphrase' }).click()
    await expect(made).toHaveValue(/^([a-z]+-){6}[a-z]+$/)
    await expect(page.getByText(/^Strong, 77 bits/)).toBeVisible()
    const phrase = await made.inputValue()
    await button(page, 'Generate another').click()
    await expect(made).not.toHaveValue(phrase)
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Server password policy' }).click()
    await page.getByRole('button', { name: /Password policy/ }).click()
    await page.getByRole('option', { name: 'pin' }).click()
    await expect(made).toHaveValue(/^[xyz]{11}$/)
    const password = await made.inputValue()
    await button(page, 'Use this value').click()
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain(`"password":"${password}"`)
  })

  test('a .env file, pasted into the field of a key or read from disk, shows its changes first', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { DB_USER: 'u', DB_PASSWORD: 'old-password' })
    await openEditor(page, profileId)
    await button(page, 'Add a key').click()
    await key(page, 2).evaluate((field) => {
      const data = new DataTransfer()
      data.setData('text/plain', "# of the shop\nDB_PASSWORD='new $ecret'\nexport DB_USER=u\nPORT=8080\n")
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    const dialog = page.getByRole('dialog', { name: 'Import keys and values' })
    const list = dialog.getByRole('list', { name: 'Import changes' })
    await expect(list.getByRole('listitem')).toHaveText([/^DB_PASSWORD.*changed/, /^PORT.*added/])
    await expect(list).not.toContainText('ecret')
    await expectAccessible(page)
    await button(page, 'Apply changes').click()
    await expect(dialog).toBeHidden()
    await expect(key(page, 2)).toHaveValue('PORT')

    await button(page, 'Import…').click()
    const choosing = page.waitForEvent('filechooser')
    await dialog.getByText('Choose a file', { exact: true }).click()
    await (
      await choosing
    ).setFiles({
      name: 'values.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"port": 8080, "big": 12345678901234567890, "port": 1}'),
    })
    await expect(dialog).toContainText('Line 1, column 45: The key port appears twice.')
    const text = dialog.getByRole('textbox', { name: 'Text to import' })
    await text.fill('{"nested": {"port": "\u{1b}[33m8080\u{1b}[0m"}}')
    await expect(dialog.getByText('Removed: terminal codes.')).toBeVisible()
    await expectAccessible(page)
    // An answer of the server: only the secret in it.
    await text.fill(
      '{"request_id": "r", "lease_duration": 0, "data": {"data": {"user": "shop"}, "metadata": {"version": 7}}}',
    )
    await expect(list.getByRole('listitem')).toHaveText([/^user.*added/])
    await dialog.getByText('Import only the data inside').click()
    await expect(list.getByRole('listitem')).toHaveText([/^request_id/, /^lease_duration/, /^data/])
    await dialog.getByText('Import only the data inside').click()
    await text.fill('{"nested": {"port": 8080}}')
    await expect(dialog.getByText('Removed:')).toHaveCount(0)
    await expect(list.getByRole('listitem')).toHaveText([/^nested.*added/])
    await button(page, 'Apply changes').click()
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain(
      '"data":{"DB_PASSWORD":"new $ecret","DB_USER":"u","PORT":"8080","nested":{"port":8080}}',
    )
  })

  test('a file is stored as base64, and a file that is too large is rejected before it is read', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { cert: 'before' })
    await openEditor(page, profileId)
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256))
    const choose = async (item: string, buffer: Buffer) => {
      await button(page, 'More actions for cert').click()
      const choosing = page.waitForEvent('filechooser')
      await page.getByRole('menuitem', { name: item }).click()
      await (await choosing).setFiles({ name: 'a.p12', mimeType: 'application/octet-stream', buffer })
    }
    await choose('Read any file as base64…', Buffer.alloc(800 * 1024))
    await expect(page.getByText('a.p12 has 800 KiB. A file for a value can have at most 768 KiB.')).toBeVisible()
    await choose('Read a text file…', bytes)
    await expect(page.getByText("a.p12 isn't a text file. Read it as base64 instead.")).toBeVisible()
    await choose('Read any file as base64…', bytes)
    // Wait until the file has been read: before that there is nothing to save.
    await expect(page.getByText('changed', { exact: true })).toBeVisible()
    // A closing menu still handles the keys.
    await expect(page.locator('[role=menu], [role=dialog], [role=listbox]')).toHaveCount(0)
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain(`"cert":"${bytes.toString('base64')}"`)
  })
})

test.describe('without the read capability @kv', () => {
  const limited = async (page: Page, vault: TestVault, root: RootKeys, profileId: string, capabilities: string[]) => {
    await mountConfig(vault, root, { kept: 'hidden-k', old: 'hidden-o', set: 'hidden-s' })
    const list = capabilities.map((each) => `"${each}"`).join(', ')
    await writePolicy(vault, root.rootToken, 'part', `path "secret/data/*" { capabilities = [${list}] }`)
    await signIn(page, profileId, await createToken(vault, root.rootToken, { policies: ['part'] }))
    await page.reload()
    await openEditor(page, profileId)
    await expect(page.getByText('You need read on secret/data/webapp/config.')).toBeVisible()
  }

  test('with patch, single keys are set and removed, and the others stay', async ({
    window: page,
    vault,
    root,
    profileId,
  }) => {
    await limited(page, vault, root, profileId, ['patch'])
    await expect(button(page, 'Overwrite without reading')).toBeHidden()
    await expectAccessible(page)
    await button(page, 'Set or remove keys').click()
    await expect(page.getByText('You are editing this secret without reading it.')).toBeVisible()
    await key(page).fill('set')
    await value(page, 'set').fill('new')
    await page.getByRole('textbox', { name: 'Keys to remove, one per line' }).fill('old\n')
    await expectAccessible(page)
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Removed without reading: old')).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(page.getByText('config saved as version 2')).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('"data":{"kept":"hidden-k","set":"new"}')
  })

  test('with write only, the editor lists what would be lost, and overwrites after a confirmation', async ({
    window: page,
    vault,
    root,
    profileId,
  }) => {
    await limited(page, vault, root, profileId, ['update'])
    await expect(button(page, 'Set or remove keys')).toBeHidden()
    await button(page, 'Overwrite without reading').click()
    await expect(page.getByText('You are overwriting this secret without reading it.')).toBeVisible()
    await key(page).fill('only')
    await value(page, 'only').fill('new')
    await page.keyboard.press('Control+s')
    await expect(page.getByText('The secret will have only these keys.')).toBeVisible()
    await expect(button(page, 'Keep editing')).toBeFocused()
    await expectAccessible(page)
    await page.keyboard.press('Control+s')
    await expect(page.getByText('The secret will have only these keys.')).toBeVisible()
    await button(page, 'Overwrite without reading').click()
    await expect(page.getByText('config saved as version 2')).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('"data":{"only":"new"}')
  })

  test('a mount that requires check-and-set says so, and the draft is kept', async ({
    window: page,
    vault,
    root,
    profileId,
  }) => {
    await limited(page, vault, root, profileId, ['update'])
    await vaultApi(vault, 'POST', 'secret/config', { token: root.rootToken, body: { cas_required: true } })
    await button(page, 'Overwrite without reading').click()
    await key(page).fill('only')
    await value(page, 'only').fill('new')
    await page.keyboard.press('Control+s')
    await button(page, 'Overwrite without reading').click()
    await expect(page.getByText('What you typed is kept as a draft.')).toBeVisible()
    await expect(value(page, 'only')).toHaveValue('new')
    await expect(page.getByText('1 draft')).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('hidden-k')
  })
})

test.describe('failures during an edit @kv', () => {
  test.use({ storage: 'raft' })

  test('a seal during a save keeps the edit, which is saved after the unseal', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'before' })
    await change(page, profileId, config, 'password', 'after')
    await button(page, 'Review changes').click()
    await seal(vault, root.rootToken)
    await page.keyboard.press('Enter')
    await expect(page.getByText('What you typed is kept as a draft.')).toBeVisible()
    await expect(value(page, 'password')).toHaveValue('after')
    await unseal(vault, root)
    await expect(page.getByText('unsealed', { exact: true })).toBeVisible()
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('after')
  })

  test('an edit without room among the drafts says so, and is stored as soon as there is room', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'before' })
    const others = Array.from({ length: draftLimits.count }, (_, index) => `secret:secret/other-${index}`)
    // Concurrently: one after the other, each would wait for the pause between two writes.
    await Promise.all(others.map((place) => callFrom(page, 'drafts.keep', { profileId, place, content: '{}' })))
    await change(page, profileId, config, 'password', 'after')
    await expect(page.getByText('This edit is not kept as a draft.')).toBeVisible()
    await expect(page.getByText('The drafts of this connection are too many')).toBeVisible()
    await expectAccessible(page)
    await callFrom(page, 'drafts.discard', { profileId, place: others[0] })
    await value(page, 'password').fill('after all')
    await expect(page.getByText('This edit is not kept as a draft.')).toBeHidden()
    await page.reload()
    await expect(resumeDraft(page)).toBeVisible()
  })

  test('a rate-limited server says so, and the save can be retried', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'before' })
    await change(page, profileId, config, 'password', 'after')
    await button(page, 'Review changes').click()
    const quota = { path: 'secret/', rate: 0.001, interval: '1s', block_interval: '0s' }
    await vaultApi(vault, 'POST', 'sys/quotas/rate-limit/few', { token: root.rootToken, body: quota })
    // The quota allows one request, which is spent here.
    await stored(vault, root, 'secret/data/webapp/config')
    await page.keyboard.press('Enter')
    await expect(page.getByText('What you typed is kept as a draft.')).toBeVisible({ timeout: 60_000 })
    await expect(value(page, 'password')).toHaveValue('after')
    await vaultApi(vault, 'DELETE', 'sys/quotas/rate-limit/few', { token: root.rootToken })
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
  })
})
