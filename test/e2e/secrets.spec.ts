/**
 * Engines and secrets on a real server: from an empty server to a secret that is written, shown, changed and edited by
 * two users.
 */
import { routes } from '../../renderer/lib/routes.ts'
import { createToken, mountKv, putSecret, unseal, vaultApi, writePolicy } from '../servers/initialized.ts'
import { expect, expectAccessible, goTo, signIn } from './app.ts'
import { holdClock, passTime } from './clock.ts'
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

test.describe('secrets @foundation', () => {
  test('a user enables an engine, stores a secret, shows it and saves it again', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await goTo(page, routes.engines(profileId))
    await expect(page.getByText('No KV engine yet')).toBeVisible()
    await expectAccessible(page)

    await button(page, 'Enable KV').click()
    await expect(page.getByRole('dialog').getByRole('textbox', { name: /^Path/ })).toBeFocused()
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await expect(page.getByText('This folder is empty')).toBeVisible()
    await expectAccessible(page)

    await button(page, 'New secret').first().click()
    await expect(page.getByRole('textbox', { name: /^Path/ })).toBeFocused()
    await page.keyboard.type('webapp/config')
    await key(page).fill('username')
    await value(page, 'username').fill('static-user')
    await button(page, 'Add a key').click()
    await key(page, 1).fill('password')
    await value(page, 'password').fill('static-password')
    await expectAccessible(page)
    await button(page, 'Save secret').click()

    await expect(heading(page, 'config')).toBeVisible()
    await expect(page.getByText('v1', { exact: true })).toBeVisible()
    const article = page.getByRole('article')
    await expect(article.getByText('secret/webapp/config', { exact: true })).toBeVisible()
    await expect(article.getByText('secret/data/webapp/config', { exact: true })).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('static-password')
    await expectAccessible(page)

    const command = page.getByRole('region', { name: 'vault command' })
    await expect(command).toContainText(`export VAULT_ADDR=${vault.address}`)
    await expect(command).toContainText('vault kv get -mount=secret webapp/config')
    await page.getByRole('tab', { name: 'curl' }).click()
    await expect(page.getByRole('region', { name: 'curl' })).toContainText(
      'curl -H "X-Vault-Token: $VAULT_TOKEN" "$VAULT_ADDR/v1/secret/data/webapp/config"',
    )
    await page.getByRole('tab', { name: 'policy' }).click()
    await expect(page.getByRole('region', { name: 'policy' })).toContainText('path "secret/data/webapp/config"')

    await button(page, 'Show password').click()
    await expect(page.getByText('static-password')).toBeVisible()
    await expect(page.getByText('static-user')).toBeHidden()
    await button(page, 'Show all values').click()
    await expect(page.getByText('static-user')).toBeVisible()

    await change(page, profileId, config, 'password', 'changed-password')
    await expectAccessible(page)
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('changed-password')
    await goTo(page, routes.kv(profileId, { ...config, version: 1 }))
    await expect(page.getByText('This is version 1.')).toBeVisible()
    await button(page, 'Show password').click()
    await expect(page.getByText('static-password')).toBeVisible()
    await expectAccessible(page)
  })

  test('unusual names and values of every type are returned exactly', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    const path = 'a b/100% #1?/한글 😀 '
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '', mode: 'new' }))
    const field = page.getByRole('textbox', { name: /^Path/ })
    for (const [bad, why] of [
      ['/a', "A path can't start with a slash"],
      ['a//b', 'Two slashes in a row'],
      ['a/../b', "can't be names"],
      ['a/', 'Add the name of the secret'],
    ] as const) {
      await field.fill(bad)
      await expect(page.getByText(why)).toBeVisible()
    }
    await field.fill(path)
    await expect(page.getByText('is part of the name')).toBeVisible()

    await key(page).fill('__proto__')
    await value(page, '__proto__').fill('kept')
    await button(page, 'Add a key').click()
    await key(page, 1).fill('__proto__')
    await expect(page.getByText('Duplicate key')).toBeVisible()
    await key(page, 1).fill('big')
    await button(page, 'Text Type of big').click()
    await page.getByRole('option', { name: 'JSON' }).click()
    await value(page, 'big').fill('{"n": 1')
    await expect(page.getByText('Not valid JSON')).toBeVisible()
    await value(page, 'big').fill('{"n": 9007199254740991, "list": [true, null]}')
    await page.keyboard.press('Control+s')
    await expect(page.getByText('v1', { exact: true })).toBeVisible()

    const url = `secret/data/${path.split('/').map(encodeURIComponent).join('/')}`
    const before = await stored(vault, root, url)
    expect(before).toContain('"big":{"list":[true,null],"n":9007199254740991}')
    expect(before).toContain('"__proto__":"kept"')
    await expect(page.getByText(`secret/data/${path}`, { exact: true })).toBeVisible()
    await button(page, 'Show all values').click()
    await expect(page.getByText('"n": 9007199254740991')).toBeVisible()

    await change(page, profileId, { mount: 'secret/', path }, '__proto__', 'changed')
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, url)).toContain('"big":{"list":[true,null],"n":9007199254740991}')
  })

  test('line breaks of a pasted value are kept', async ({ secrets: page, vault, root, profileId }) => {
    await mountKv(vault, root.rootToken)
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'pem', mode: 'new' }))
    await key(page).fill('key.pem')
    await value(page, 'key.pem').evaluate((field) => {
      const data = new DataTransfer()
      data.setData('text/plain', '-----BEGIN-----\nabc\n-----END-----\n')
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await expect(value(page, 'key.pem').locator('.cm-line')).toHaveText(['-----BEGIN-----', 'abc', '-----END-----', ''])
    await page.keyboard.press('Control+s')
    await expect(page.getByText('4 lines')).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('BEGIN')
  })

  test('a value is copied while masked, and cleared from the clipboard unless the clipboard has changed', async ({
    secrets: page,
    vault,
    root,
    profileId,
    app,
  }) => {
    await mountConfig(vault, root, { password: 'static-password' })
    // The desktop window grants the permission itself; a browser needs to be granted it.
    if (app.desktop === undefined) await app.context.grantPermissions(['clipboard-write'])
    await holdClock(app, page)
    await goTo(page, routes.kv(profileId, config))
    const field = page.getByRole('combobox', { name: 'Go to path' })
    const pasted = async () => {
      await field.fill('')
      await field.press('Control+v')
      return field.inputValue()
    }
    await button(page, 'Copy password').click()
    await expect(page.getByText('Value of password copied.')).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('static-password')
    expect(await pasted()).toBe('static-password')
    await field.fill('')
    await passTime(app, page, 31_000)
    await expect.poll(pasted).toBe('')

    await button(page, 'Copy password').click()
    await expect.poll(pasted).toBe('static-password')
    await button(page, 'Copy CLI path').click()
    await expect.poll(pasted).toBe('secret/webapp/config')
    await passTime(app, page, 31_000)
    expect(await pasted()).toBe('secret/webapp/config')
  })

  test('two users edit one secret: nothing is overwritten and nothing is lost', async ({
    secrets: page,
    vault,
    root,
    profileId,
    app,
  }) => {
    await mountConfig(vault, root, { username: 'u', password: 'p' })
    const other = await app.openAnother()
    await change(page, profileId, config, 'password', 'mine')
    await change(other, profileId, config, 'password', 'their-value')
    await saveChanges(other)
    await expect(other.getByText('v2', { exact: true })).toBeVisible()

    await button(page, 'Review changes').click()
    await button(page, 'Save version 2').click()
    await expect(page.getByText('Someone else saved version 2.')).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('their-value')
    await button(page, 'Show their password').click()
    await expect(page.getByText('their-value', { exact: true })).toBeVisible()
    await expectAccessible(page)
    await button(page, 'Show and edit password').click()
    await expect(value(page, 'password')).toHaveValue('mine')
    await button(page, 'Keep my password').click()
    await expect(page.getByText('All keys are resolved.')).toBeVisible()
    await saveChanges(page)
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('mine')
    expect(await stored(vault, root, 'secret/data/webapp/config?version=2')).toContain('their-value')
  })

  test('KV 1 keeps every digit of a number, and the editor notices a change by another user', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken, 'old', 1)
    await putSecret(vault, root.rootToken, 'app', { password: 'p' }, 'old', 1)
    const place = { mount: 'old/', path: 'app' }
    await goTo(page, routes.kv(profileId, place))
    await expect(page.getByText('KV 1: no versions')).toBeVisible()
    await expect(page.getByRole('article').getByText('old/app', { exact: true })).toHaveCount(2)
    await change(page, profileId, place, 'password', 'mine')
    await button(page, 'Add a key').click()
    await key(page, 1).fill('big')
    await button(page, 'Text Type of big').click()
    await page.getByRole('option', { name: 'Number' }).click()
    await value(page, 'big').fill('12e')
    await expect(page.getByText('Not a valid JSON number')).toBeVisible()
    await value(page, 'big').fill('123456789012345678901234567890')
    await putSecret(vault, root.rootToken, 'app', { password: 'their-value' }, 'old', 1)
    await saveChanges(page)
    await expect(page.getByText('Someone else saved a newer version of this secret.')).toBeVisible()
    expect(await stored(vault, root, 'old/app')).toContain('their-value')
    await button(page, 'Keep my password').click()
    await saveChanges(page)
    await expect(heading(page, 'app')).toBeVisible()
    const kept = await stored(vault, root, 'old/app')
    expect(kept).toContain('mine')
    expect(kept).toContain('"big":123456789012345678901234567890')
    await button(page, 'Show big').click()
    await expect(page.getByText('123456789012345678901234567890', { exact: true })).toBeVisible()
  })

  test.describe('on a server that stops', () => {
    test.use({ storage: 'raft' })
    test('a server that dies during a save loses nothing', async ({ secrets: page, vault, root, profileId }) => {
      await mountConfig(vault, root, { password: 'before' })
      await change(page, profileId, config, 'password', 'after')
      await button(page, 'Review changes').click()
      await Promise.all([button(page, 'Save version 2').click(), vault.kill()])
      await vault.restart()
      await unseal(vault, root)
      await page.reload()
      // The server may have stored the save before it died: in either case the new version exists exactly once.
      const goOn = resumeDraft(page)
      await expect(goOn.or(heading(page, 'config'))).toBeVisible()
      if (await goOn.isVisible()) {
        await goOn.click()
        await expect(button(page, 'Undo changes to password')).toBeVisible()
        await saveChanges(page)
      }
      await expect(heading(page, 'config')).toBeVisible()
      await expect(page.getByText('v2', { exact: true })).toBeVisible()
      expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('after')
    })
  })

  test('an edit continues after a reload and after the end of the token', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'before' })
    await writePolicy(
      vault,
      root.rootToken,
      'all',
      'path "*" { capabilities = ["create","read","update","list","sudo"] }',
    )
    const token = await createToken(vault, root.rootToken, { policies: ['all'], ttl: '1h' })
    await signIn(page, profileId, token)
    await change(page, profileId, config, 'password', 'after')
    await expect(page.getByText('1 draft')).toBeVisible()
    await page.reload()
    await resumeDraft(page).click()
    await button(page, 'Show all values').click()
    await expect(value(page, 'password')).toHaveValue('after')

    await vaultApi(vault, 'POST', 'auth/token/revoke', { token: root.rootToken, body: { token } })
    await saveChanges(page)
    const dialog = page.getByRole('dialog')
    await dialog.locator('input[type=password]').fill(root.rootToken)
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(value(page, 'password')).toHaveValue('after')
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('after')
  })

  test('a mount and a path can be typed without the list capability', async ({
    window: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken, 'team/kv')
    await putSecret(vault, root.rootToken, 'webapp/config', { password: 'p' }, 'team/kv')
    await writePolicy(vault, root.rootToken, 'one', 'path "team/kv/data/webapp/config" { capabilities = ["read"] }')
    await signIn(page, profileId, await createToken(vault, root.rootToken, { policies: ['one'] }))
    await page.reload()
    await goTo(page, routes.engines(profileId))
    await expect(page.getByText('You need permission to list secrets engines.')).toBeVisible()
    await expectAccessible(page)
    await button(page, 'Open by path…').click()
    await page.keyboard.type('team/kv')
    await page.keyboard.press('Enter')
    await expect(page.getByText("Your policies don't allow this")).toBeVisible()
    await expect(page.getByText('You need list on team/kv/metadata/')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('combobox', { name: 'Go to path' }).fill('team/kv/data/webapp/config')
    await page.keyboard.press('Enter')
    // The token may not list, so it is unknown whether a folder `data` exists: the likelier place is preselected.
    await expect(page.getByText('This matches more than one place. Choose one.')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(heading(page, 'config')).toBeVisible()
    await button(page, 'Show password').click()
    await expect(page.getByText('p', { exact: true })).toBeVisible()
    await page.getByRole('combobox', { name: 'Go to path' }).fill('team/kv/other')
    await page.keyboard.press('Enter')
    await expect(page.getByText('You need read on team/kv/data/other')).toBeVisible()

    // A mount that the server does not list for this token is remembered, and can be removed again.
    await goTo(page, routes.engines(profileId))
    await button(page, 'Open by path…').click()
    await page.keyboard.type('hidden/')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'hidden/')).toBeVisible()
    await page.reload()
    await goTo(page, routes.engines(profileId))
    await expect(page.getByRole('link', { name: 'hidden/' })).toBeVisible()
    await button(page, 'Actions for hidden/').click()
    await page.getByRole('menuitem', { name: 'Remove from this list' }).click()
    await expect(page.getByRole('link', { name: 'hidden/' })).toBeHidden()
    await expect(page.getByRole('link', { name: 'team/kv/', exact: true })).toBeVisible()
  })

  test('deleted and destroyed versions say so, and a new version can follow', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountConfig(vault, root, { password: 'p' })
    await vaultApi(vault, 'DELETE', 'secret/data/webapp/config', { token: root.rootToken })
    await goTo(page, routes.kv(profileId, config))
    await expect(page.getByText(/^This version was deleted on/)).toBeVisible()
    await vaultApi(vault, 'POST', 'secret/destroy/webapp/config', { token: root.rootToken, body: { versions: [1] } })
    await page.reload()
    await expect(page.getByText('This version is destroyed.')).toBeVisible()
    await expectAccessible(page)
    await button(page, 'Edit').click()
    await key(page).fill('password')
    await value(page, 'password').fill('again')
    await saveChanges(page)
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
  })

  test('an engine is tuned, and disabled only when its path is typed', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await goTo(page, routes.engines(profileId))
    await button(page, 'Actions for secret/').click()
    await page.getByRole('menuitem', { name: 'Tune…' }).click()
    await page.getByRole('textbox', { name: 'Description' }).fill('of the web shop')
    await page.getByRole('textbox', { name: 'Versions to keep' }).fill('3')
    await page.getByRole('textbox', { name: 'Delete versions after' }).fill('72')
    await expectAccessible(page)
    await button(page, 'Save settings').click()
    await expect(page.getByRole('rowheader', { name: 'secret/' })).toBeVisible()
    await expect(page.getByRole('gridcell', { name: 'of the web shop' })).toBeVisible()
    const settings = await vaultApi(vault, 'GET', 'secret/config', { token: root.rootToken })
    expect(settings['data']).toMatchObject({ max_versions: 3, delete_version_after: '72h0m0s', cas_required: false })

    await button(page, 'Actions for secret/').click()
    await page.getByRole('menuitem', { name: 'Disable…' }).click()
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toContainText('The server destroys every secret below')
    await expectAccessible(page)
    await page.keyboard.type('secre')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
    await page.keyboard.type('t')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByText('No KV engine yet')).toBeVisible()
  })

  test('ten thousand names in one folder, one of them also a folder, are used by keyboard only', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken, 'kv', 1)
    const names = Array.from({ length: 10_000 }, (_, index) => `name-${String(index).padStart(5, '0')}`)
    for (let at = 0; at < names.length; at += 250) {
      const some = names.slice(at, at + 250)
      await Promise.all(some.map((name) => putSecret(vault, root.rootToken, name, { a: name }, 'kv', 1)))
    }
    await putSecret(vault, root.rootToken, 'foo', { a: 'secret' }, 'kv', 1)
    await putSecret(vault, root.rootToken, 'foo/bar', { a: 'in the folder' }, 'kv', 1)

    await goTo(page, routes.kv(profileId, { mount: 'kv/', path: '' }))
    await expect(page.getByText('10,002 names')).toBeVisible()
    await expect(page.getByRole('searchbox', { name: 'Filter this folder' })).toBeFocused()
    expect(await page.getByRole('option').count()).toBeLessThan(100)
    await page.keyboard.type('09999')
    await expect(page.getByText('1 of 10,002')).toBeVisible()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'name-09999')).toBeVisible()
    await expect(button(page, 'Edit')).toBeFocused()

    const tree = page.getByRole('tree', { name: 'Secrets' })
    await tree.focus()
    await page.keyboard.press('Home')
    await page.keyboard.type('foo')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'foo')).toBeVisible()
    await tree.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('treeitem', { name: 'bar' })).toBeVisible()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'bar')).toBeVisible()
  })

  test('Escape asks only when something was changed', async ({ secrets: page, vault, root, profileId }) => {
    await mountConfig(vault, root, { password: 'p' })
    await openEditor(page, profileId)
    await expect(heading(page, 'Edit config')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(heading(page, 'config')).toBeVisible()
    await change(page, profileId, config, 'password', 'changed')
    await page.keyboard.press('Escape')
    await expectAccessible(page)
    await button(page, 'Keep draft').click()
    await expect(page.getByText('You have unsaved changes.')).toBeVisible()
    await expectAccessible(page)
    await putSecret(vault, root.rootToken, 'webapp/config', { password: 'newer' })
    await resumeDraft(page).click()
    await expect(page.getByText('Version 2 was saved since you started editing.')).toBeVisible()
    await page.keyboard.press('Escape')
    await button(page, 'Discard changes').click()
    await expect(page.getByText('v2', { exact: true })).toBeVisible()
    await expect(page.getByText('You have unsaved changes.')).toBeHidden()
    expect(await stored(vault, root, 'secret/data/webapp/config')).toContain('newer')
  })

  test('at 200 % zoom the tree folds away, and a name of 1,000 characters leaves its page usable', async ({
    secrets: page,
    vault,
    root: { rootToken },
    profileId,
  }) => {
    const name = 'long-name-'.repeat(100)
    await mountKv(vault, rootToken)
    await putSecret(vault, rootToken, `team/${name}`, { user: 'shop' })
    await page.setViewportSize({ width: 640, height: 400 })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: `team/${name}` }))
    await expect(button(page, 'Edit')).toBeInViewport()
    await expect(page.getByRole('tree')).toBeHidden()
    await button(page, 'Show the tree').click()
    await expect(button(page, 'Hide the tree')).toHaveAttribute('aria-expanded', 'true')
    await expect(button(page, 'Edit')).toBeHidden()
    await expectAccessible(page)
    await page.getByRole('treeitem', { name: 'team' }).click()
    await expect(heading(page, 'team/')).toBeVisible()
    await expect(page.getByRole('tree')).toBeHidden()
    await goTo(page, routes.engines(profileId))
    await expect(page.getByText('secret/', { exact: true }).first()).toBeVisible()
    const widest = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(widest).toBeLessThanOrEqual(640)
    await page.setViewportSize({ width: 1280, height: 800 })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'team/' }))
    await expect(page.getByRole('tree')).toBeVisible()
    await expect(button(page, 'Show the tree')).toBeHidden()
  })
})
