/**
 * Browsing secrets on a real server: the tree, the address bar, recent places and favorites, and mounts without the
 * list capability.
 */
import { readdir } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { createToken, mountKv, putSecret, writePolicy } from '../servers/initialized.ts'
import { keyringMissing, startKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import type { TestVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn } from './app.ts'
import { button, heading, stored, test } from './secretWorld.ts'

const address = (page: Page): Locator => page.getByRole('combobox', { name: 'Go to path' })
const tree = (page: Page): Locator => page.getByRole('tree', { name: 'Secrets' })
const row = (page: Page, name: string): Locator => page.getByRole('treeitem', { name, exact: true })
const option = (page: Page, name: string | RegExp): Locator => page.getByRole('option', { name })

/** Writes secrets by their plain paths into a KV 2 mount at `secret/`. */
async function put(vault: TestVault, token: string, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    await putSecret(vault, token, path.split('/').map(encodeURIComponent).join('/'), { password: `of ${path}` })
  }
}

async function goByAddress(page: Page, text: string): Promise<void> {
  await address(page).fill(text)
  await page.keyboard.press('Enter')
}

test.describe('the tree @kv', () => {
  test.beforeEach(async ({ vault, root }) => {
    await mountKv(vault, root.rootToken)
    await mountKv(vault, root.rootToken, 'team/kv')
  })

  test('supports the keyboard, separates a secret from a folder of its name, and follows the open place', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await put(vault, root.rootToken, 'foo', 'foo/bar', 'webapp/config', 'webapp/keys/rsa')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    await expect(row(page, 'foo')).toBeVisible()
    await expect(row(page, 'foo/')).toHaveAttribute('aria-expanded', 'false')
    await expect(row(page, 'foo')).toHaveAttribute('aria-level', '2')
    await expect(row(page, 'webapp/')).toHaveAttribute('aria-posinset', '3')
    await expect(row(page, 'webapp/')).toHaveAttribute('aria-setsize', '3')

    await tree(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.type('foo')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'foo')).toBeVisible()
    await tree(page).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect(row(page, 'bar')).toBeVisible()
    await page.keyboard.press('ArrowLeft')
    await expect(row(page, 'bar')).toBeHidden()
    await page.keyboard.press('Home')
    await page.keyboard.type('webapp')
    await page.keyboard.press('*')
    await expect(row(page, 'bar')).toBeVisible()
    await expect(row(page, 'config')).toBeVisible()
    await expectAccessible(page)

    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/keys/rsa' }))
    await expect(row(page, 'rsa')).toHaveAttribute('aria-selected', 'true')
    await expect(row(page, 'rsa')).toHaveAttribute('aria-level', '4')
  })

  test('keeps its open folders when the window restarts @desktop', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await put(vault, root.rootToken, 'webapp/config', 'ci/deploy/key')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    await row(page, 'ci/').click()
    await expect(row(page, 'deploy/')).toBeVisible()
    await row(page, 'deploy/').click()
    await expect(row(page, 'key')).toBeVisible()
    await row(page, 'secret/').click()
    await expect(heading(page, 'secret/')).toBeVisible()

    // Without a keychain this computer stores nothing, so only the window restarts.
    await page.reload()
    await expect(row(page, 'key')).toBeVisible()
    await expect(row(page, 'webapp/')).toHaveAttribute('aria-expanded', 'false')
  })

  test('keeps its open folders over a restart of Strongroom, and loses them with its connection @desktop', async ({
    startApp,
    vault,
    root,
  }) => {
    const missing = await keyringMissing()
    test.skip(missing !== null, missing ?? '')
    const keyring = await startKeyring()
    await put(vault, root.rootToken, 'webapp/config', 'ci/key')
    const first = await startApp({ env: keyring.env })
    let page = await first.open()
    const profileId = await addConnection(page, vault.address)
    await signIn(page, profileId, root.rootToken)
    await page.reload()
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'ci/' }))
    await expect(row(page, 'key')).toBeVisible()
    await button(page, 'Add ci/ to favorites').click()
    await expect(button(page, 'Remove ci/ from favorites')).toBeVisible()
    // Both writes must reach the core before the app ends.
    const ci = { mount: 'secret/', path: 'ci/' }
    await expect
      .poll(() => callFrom(page, 'places.read', { profileId }))
      .toMatchObject({ favorites: [ci], open: expect.arrayContaining([ci]) })
    await first.stop({ keepHome: true })

    const second = await startApp({ env: keyring.env, home: first.home })
    page = await second.open()
    await signIn(page, profileId, root.rootToken)
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    await expect(row(page, 'key')).toBeVisible()
    await expect(row(page, 'webapp/')).toHaveAttribute('aria-expanded', 'false')
    await button(page, 'Places').click()
    await expect(page.getByRole('menuitem', { name: 'secret/ci/' })).toBeVisible()

    const sealed = async () =>
      (await readdir(first.home, { recursive: true })).filter((name) => /entry-places/.test(name))
    expect((await sealed()).length).toBe(1)
    await callFrom(page, 'connections.remove', { profileId })
    expect(await sealed()).toEqual([])
    await second.stop()
    await Promise.all([keyring.stop(), removeFolder(first.home)])
  })

  test('marks an unsaved secret and the folders above it', async ({ secrets: page, vault, root, profileId }) => {
    await put(vault, root.rootToken, 'webapp/config')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config', mode: 'edit' }))
    await button(page, 'Show and edit password').click()
    await page.getByRole('textbox', { name: 'Value of password', exact: true }).fill('changed')
    await page.keyboard.press('Escape')
    await button(page, 'Keep draft').click()
    await expect(page.getByRole('treeitem', { name: 'config not saved' })).toBeVisible()
    await tree(page).focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByRole('treeitem', { name: 'webapp/ contains unsaved changes' })).toBeVisible()
    await expectAccessible(page)
  })

  test('offers the actions of a row by mouse and by keyboard', async ({ secrets: page, vault, root, profileId }) => {
    await put(vault, root.rootToken, 'webapp/config')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config' }))
    await row(page, 'config').click({ button: 'right' })
    await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('menuitem', { name: 'Add to favorites' }).click()
    await expect(button(page, 'Remove config from favorites')).toBeVisible()

    await tree(page).focus()
    await page.keyboard.press('ContextMenu')
    await page.keyboard.press('Escape')
    await expect(tree(page)).toBeFocused()
    await page.keyboard.press('F2')
    const path = page.getByRole('dialog').getByRole('textbox', { name: /^Path/ })
    await expect(path).toHaveValue('webapp/config')
    await expectAccessible(page)
    await path.fill('webapp/keys')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'keys')).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/keys')).toContain('of webapp/config')
    await expect(row(page, 'config')).toBeVisible()

    // An existing secret is not overwritten.
    await tree(page).focus()
    await page.keyboard.press('F2')
    await path.fill('webapp/config')
    await page.keyboard.press('Enter')
    await expect(page.getByText('A secret already exists at this path. Nothing was written.')).toBeVisible()
    expect(await stored(vault, root, 'secret/metadata/webapp/config')).toContain('"current_version":1')
    await page.keyboard.press('Escape')

    // The first deletion removes the newest version; the second removes all versions once the path is typed.
    await row(page, 'config').click()
    await expect(heading(page, 'config')).toBeVisible()
    await tree(page).focus()
    await page.keyboard.press('Delete')
    await expect(page.getByRole('alertdialog', { name: 'Delete version 1 of config?' })).toBeVisible()
    await expectAccessible(page)
    await button(page, 'Delete version 1').click()
    await expect(page.getByText('config deleted')).toBeVisible()
    expect(await stored(vault, root, 'secret/metadata/webapp/config')).not.toContain('"deletion_time":""')
    await row(page, 'config').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    await expect(button(page, 'Permanently delete')).toBeDisabled()
    await page.getByRole('alertdialog').getByRole('textbox').fill('secret/webapp/config')
    await button(page, 'Permanently delete').click()
    await expect(row(page, 'config')).toBeHidden()
    await expect(heading(page, 'webapp/')).toBeVisible()
    await expect(row(page, 'keys')).toBeVisible()

    await row(page, 'webapp/').click()
    await tree(page).focus()
    await page.keyboard.press('Delete')
    await expect(page.getByText("You can't delete a folder here")).toBeVisible()
    expect(await stored(vault, root, 'secret/data/webapp/keys')).toContain('of webapp/config')
  })
})

test.describe('the address bar @kv', () => {
  test.beforeEach(async ({ vault, root }) => {
    await mountKv(vault, root.rootToken)
    await mountKv(vault, root.rootToken, 'team/kv')
    await mountKv(vault, root.rootToken, 'old', 1)
  })

  test('opens the exact place for each of its names', async ({ secrets: page, vault, root, profileId }) => {
    const odd = 'a b/100% %2F#1?+&/한글 😀 '
    await put(vault, root.rootToken, 'webapp/config', odd)
    await putSecret(vault, root.rootToken, 'old-one', { a: 'b' }, 'old', 1)
    const encoded = odd.split('/').map(encodeURIComponent).join('/')
    await goTo(page, routes.kv(profileId, { mount: 'team/kv/', path: '' }))
    for (const text of [
      'secret/webapp/config',
      'secret/data/webapp/config',
      '/v1/secret/data/webapp/config',
      `${vault.address}/v1/secret/metadata/webapp/config`,
      'vault kv get -mount=secret webapp/config',
      'bao kv get secret/webapp/config',
      `${vault.address}/ui/vault/secrets/secret/kv/webapp%2Fconfig/details?version=1`,
      `${vault.address}/ui/vault/secrets/secret/show/webapp/config`,
    ]) {
      await goByAddress(page, text)
      await expect(heading(page, 'config'), text).toBeVisible()
      await goByAddress(page, 'team/kv/')
      await expect(heading(page, 'team/kv/')).toBeVisible()
    }
    for (const text of [`secret/${odd}`, `/v1/secret/data/${encoded}`, `vault kv get -mount=secret '${odd}'`]) {
      await goByAddress(page, text)
      await expect(page.getByRole('article').getByText(`secret/data/${odd}`, { exact: true }), text).toBeVisible()
      await goByAddress(page, 'team/kv')
      await expect(heading(page, 'team/kv/')).toBeVisible()
    }
    await goByAddress(page, 'old/old-one')
    await expect(heading(page, 'old-one')).toBeVisible()
    // A folder without its trailing slash is still the folder.
    await goByAddress(page, 'secret/webapp')
    await expect(heading(page, 'webapp/')).toBeVisible()
    await goByAddress(page, 'secret//x')
    await expect(page.getByText("This isn't a valid path.")).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(address(page)).toHaveValue('secret/webapp/')
  })

  test('asks when a text can mean two places, and opens the place directly when only one exists', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await put(vault, root.rootToken, 'webapp/config', 'data/webapp/config', 'data/only')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    await goByAddress(page, 'secret/data/only')
    await expect(page.getByText('secret/data/data/only', { exact: true })).toBeVisible()
    await goByAddress(page, 'secret/data/webapp/config')
    await expect(page.getByText('This matches more than one place. Choose one.')).toBeVisible()
    await expect(option(page, 'secret/webapp/config API path')).toHaveAttribute('aria-selected', 'true')
    await expectAccessible(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByText('secret/data/data/webapp/config', { exact: true })).toBeVisible()
    await goByAddress(page, 'team/kv')
    await expect(heading(page, 'team/kv/')).toBeVisible()
    await goByAddress(page, 'secret/data/webapp/config')
    await option(page, 'secret/webapp/config API path').click()
    await expect(page.getByText('secret/data/webapp/config', { exact: true })).toBeVisible()
  })

  test('does not open an address of another server on this one @desktop', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await put(vault, root.rootToken, 'webapp/config')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    await goByAddress(page, 'https://other.example:8200/ui/vault/secrets/secret/kv/webapp%2Fconfig/details')
    await expect(
      page.getByText('This address belongs to another server or namespace: https://other.example:8200'),
    ).toBeVisible()
    await option(page, 'secret/webapp/config on this server').click()
    await expect(heading(page, 'config')).toBeVisible()
  })

  test('completes mounts, folders and secrets, with favorites and recent places first', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await put(vault, root.rootToken, 'webapp/config', 'webapp/keys', 'webhooks/a')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/keys' }))
    await button(page, 'Add keys to favorites').click()
    await expect(button(page, 'Remove keys from favorites')).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('Control+p')
    await expect(address(page)).toBeFocused()
    await page.keyboard.type('te')
    await expect(option(page, 'team/kv/')).toBeVisible()
    await address(page).fill('secret/we')
    await expect(page.getByRole('option').first()).toHaveText('secret/webapp/keys')
    await expect(option(page, 'secret/webhooks/')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.type('bh')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect(address(page)).toHaveValue('secret/webhooks/')
    await expect(option(page, 'secret/webhooks/a')).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'a')).toBeVisible()

    await button(page, 'Places').click()
    await expect(page.getByRole('menuitem', { name: 'secret/webapp/keys' }).first()).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('menuitem', { name: 'secret/webapp/keys' }).first().click()
    await expect(heading(page, 'keys')).toBeVisible()
  })
})

test.describe('recent places and favorites @kv', () => {
  test.beforeEach(async ({ vault, root }) => {
    await mountKv(vault, root.rootToken)
    await put(vault, root.rootToken, 'webapp/config', 'webapp/keys')
  })

  test('lead from the sign-in to a value in two presses @desktop', async ({ secrets: page, profileId }) => {
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config' }))
    await expect(button(page, 'Show password')).toBeVisible()
    await goTo(page, routes.engines(profileId))
    await page.getByRole('navigation', { name: 'Favorites and recent places' }).getByRole('link').first().click()
    await button(page, 'Show password').click()
    await expect(page.getByText('of webapp/config')).toBeVisible()
  })

  test('appear in the palette, which also takes any address', async ({ secrets: page, profileId }) => {
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config' }))
    await expect(button(page, 'Show password')).toBeVisible()
    await goTo(page, routes.access(profileId))
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('menuitem', { name: 'secret/webapp/config' })).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'config')).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('vault kv get -mount=secret webapp/keys')
    await expect(page.getByRole('menuitem', { name: 'secret/webapp/keys' })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(heading(page, 'keys')).toBeVisible()
  })

  test('are reached with Back and Forward by buttons, by keys and by the side buttons of a mouse', async ({
    secrets: page,
    profileId,
  }) => {
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/' }))
    await option(page, 'config').click()
    await expect(heading(page, 'config')).toBeVisible()
    await row(page, 'keys').click()
    await expect(heading(page, 'keys')).toBeVisible()
    await expect(button(page, 'Forward')).toBeDisabled()
    await button(page, 'Back').click()
    await expect(heading(page, 'config')).toBeVisible()
    await page.keyboard.press('Alt+ArrowLeft')
    await expect(heading(page, 'webapp/')).toBeVisible()
    await page.keyboard.press('Alt+ArrowRight')
    await expect(heading(page, 'config')).toBeVisible()
    await button(page, 'Forward').click()
    await expect(heading(page, 'keys')).toBeVisible()
    const mouse = await page.context().newCDPSession(page)
    const press = async (side: 'back' | 'forward') => {
      const at = { x: 700, y: 500, button: side, clickCount: 1 } as const
      await mouse.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
      await mouse.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
    }
    await press('back')
    await expect(heading(page, 'config')).toBeVisible()
    await press('back')
    await expect(heading(page, 'webapp/')).toBeVisible()
    await press('forward')
    await expect(heading(page, 'config')).toBeVisible()
  })
})

test.describe('without the list capability @kv', () => {
  test('typed places open, are remembered, and appear in the tree', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken, 'team/kv')
    await putSecret(vault, root.rootToken, 'webapp/config', { password: 'p' }, 'team/kv')
    await putSecret(vault, root.rootToken, 'webapp/keys', { password: 'p' }, 'team/kv')
    await writePolicy(vault, root.rootToken, 'some', 'path "team/kv/data/webapp/*" { capabilities = ["read"] }')
    await signIn(page, profileId, await createToken(vault, root.rootToken, { policies: ['some'] }))
    await page.reload()
    await goTo(page, routes.kv(profileId, { mount: 'team/kv/', path: '' }))
    await expect(page.getByText('You need list on team/kv/metadata/')).toBeVisible()
    await expect(button(page, 'New secret')).toHaveAttribute('aria-disabled', 'true')
    await expect(button(page, 'New secret')).toHaveAccessibleDescription(/^You need create on team\/kv\/data\/\./)
    await goByAddress(page, 'vault kv get -mount=team/kv webapp/config')
    await expect(heading(page, 'config')).toBeVisible()
    // A place is remembered once it has been read.
    await expect(page.getByText('1 key')).toBeVisible()
    await goByAddress(page, 'team/kv/webapp/nothing')
    await expect(page.getByText('Not found')).toBeVisible()
    await goByAddress(page, 'team/kv/webapp/keys')
    await expect(heading(page, 'keys')).toBeVisible()
    await expect(row(page, 'keys')).toBeVisible()
    await expect(row(page, 'config')).toBeVisible()
    await expect(row(page, 'nothing')).toBeHidden()
    // Moves the pointer away from Edit, whose tooltip says why it is disabled.
    await tree(page).focus()
    await expect(page.getByRole('tooltip')).toHaveCount(0)
    await expectAccessible(page)

    await page.reload()
    await goTo(page, routes.kv(profileId, { mount: 'team/kv/', path: 'webapp/' }))
    await expect(page.getByText('You need list on team/kv/metadata/webapp/')).toBeVisible()
    await expect(option(page, 'config')).toBeVisible()
    await expectAccessible(page)
    await option(page, 'keys').click()
    await expect(heading(page, 'keys')).toBeVisible()
  })
})

test.describe('a folder @kv', () => {
  test.use({ storage: 'raft' })

  test('can be filtered and browsed by keyboard, and keeps its filter on return', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await put(vault, root.rootToken, 'alpha', 'beta', 'Beta-2', 'beta/x', 'gamma', '한글')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    const filter = page.getByRole('searchbox', { name: 'Filter this folder' })
    await expect(filter).toBeFocused()
    await page.keyboard.type('beta')
    await expect(page.getByText('3 of 6')).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('listbox')).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await expect(filter).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByText('6 names')).toBeVisible()
    await filter.fill('한글'.normalize('NFD'))
    await expect(page.getByText('1 of 6')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(heading(page, '한글')).toBeVisible()
    await page.goBack()
    await expect(filter).toHaveValue('한글'.normalize('NFD'))
    await filter.fill('')
    await button(page, /Order/).click()
    await option(page, 'Folders first').click()
    await expect(page.getByRole('listbox').getByRole('option').first()).toHaveText('beta/')
    await expectAccessible(page)
  })

  test('shows its last known names with their age when the server is unavailable', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    await mountKv(vault, root.rootToken)
    await put(vault, root.rootToken, 'webapp/config', 'webapp/keys')
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/' }))
    await expect(option(page, 'config')).toBeVisible()
    await option(page, 'keys').click()
    await expect(heading(page, 'keys')).toBeVisible()
    await page.clock.install()
    await vault.kill()
    await page.clock.fastForward('01:00')
    await page.goBack()
    await expect(page.getByText('Showing cached results')).toBeVisible()
    await expect(option(page, 'config')).toBeVisible()
    await expectAccessible(page)
    await vault.restart()
  })
})
