/**
 * The cubbyhole of a token on a real server: opened from the list of engines, edited like KV 1, and deleted with the
 * token.
 */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { createToken, mountKv, seal, unseal, vaultApi, writePolicy } from '../servers/initialized.ts'
import { callFrom, expect, expectAccessible, goTo, signIn } from './app.ts'
import { button, change, heading, key, saveChanges, test, value } from './secretWorld.ts'

const root = { mount: 'cubbyhole/', path: '' }
const odd = 'a b/b%2F한글 '
const encoded = odd.split('/').map(encodeURIComponent).join('/')

/** Opens the cubbyhole from the list of engines by keyboard. */
async function openFromList(page: Page, profileId: string): Promise<void> {
  await goTo(page, routes.engines(profileId))
  await page.getByRole('link', { name: 'cubbyhole/', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(heading(page, 'cubbyhole/')).toBeVisible()
}

test.describe('the cubbyhole @boundary', () => {
  test('is opened from the list of engines, and its secrets are written, changed and deleted by keyboard', async ({
    secrets: page,
    vault,
    root: { rootToken },
    profileId,
  }) => {
    await goTo(page, routes.engines(profileId))
    const engine = page.getByRole('row', { name: /^cubbyhole\// })
    await expect(engine).toContainText('for your token only')
    await expect(page.getByRole('row', { name: /^sys\// })).toContainText("can't be opened here")
    // The cubbyhole also opens when its path is typed as a mount, and is not stored as one.
    await button(page, 'Open by path…').click()
    await page.getByRole('dialog').getByRole('textbox').fill('cubbyhole')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'cubbyhole/')).toBeVisible()
    const { mounts } = (await callFrom(page, 'mounts.list', { profileId })) as { mounts: { source: string }[] }
    expect(mounts.filter(({ source }) => source === 'typed')).toEqual([])

    await openFromList(page, profileId)
    await expect(page.getByText('This folder is empty')).toBeVisible()
    await expect(page.getByText('Only your current token can read this cubbyhole.')).toBeVisible()
    // The page offers no access for others and stores no place, because the cubbyhole ends with the token.
    await expect(button(page, 'Grant access to this folder')).toBeHidden()
    await expect(button(page, /favorites/)).toBeHidden()
    await expectAccessible(page)

    await button(page, 'New secret').first().press('Enter')
    const path = page.getByRole('textbox', { name: /^Path/ })
    await expect(path).toBeFocused()
    await page.keyboard.insertText('a/../b%2F한글 ')
    await expect(page.getByText("can't be names")).toBeVisible()
    await path.fill(odd)
    await key(page).fill('password')
    await value(page, 'password').fill('static-password')
    await page.keyboard.press('Control+s')
    await expect(heading(page, 'b%2F한글 space')).toBeVisible()
    await expect(page.getByText('Cubbyhole: no versions')).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('static-password')
    await expect(page.getByRole('region', { name: 'vault command' })).toContainText(
      `vault kv get -mount=cubbyhole '${odd}'`,
    )
    const holds = async () =>
      JSON.stringify(await vaultApi(vault, 'GET', `cubbyhole/${encoded}`, { token: rootToken }).catch(() => null))
    expect(await holds()).toContain('static-password')
    await expectAccessible(page)

    await button(page, 'Show all values').press('Enter')
    await expect(page.getByText('static-password')).toBeVisible()
    const place = { mount: 'cubbyhole/', path: odd }
    await change(page, profileId, place, 'password', 'changed-password')
    await saveChanges(page)
    await expect(heading(page, 'b%2F한글 space')).toBeVisible()
    expect(await holds()).toContain('changed-password')

    await button(page, 'More actions').press('Enter')
    await page.getByRole('menuitem', { name: 'Delete secret…' }).press('Enter')
    await expect(page.getByText('This permanently deletes the secret.')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('alertdialog').getByRole('textbox').fill(`cubbyhole/${odd}`)
    await page.keyboard.press('Enter')
    await expect(heading(page, 'a b/')).toBeVisible()
    expect(await holds()).toBe('null')
  })

  test('never overwrites a newer value, and keeps a draft over a reload', async ({
    secrets: page,
    vault,
    root: { rootToken },
    profileId,
  }) => {
    const write = (body: object) => vaultApi(vault, 'POST', 'cubbyhole/app', { token: rootToken, body: { ...body } })
    await write({ user: 'ann', password: 'old' })
    await change(page, profileId, { mount: 'cubbyhole/', path: 'app' }, 'password', 'typed-password')
    await expect(button(page, '1 draft')).toBeVisible()
    await page.reload()
    await button(page, '1 draft').click()
    // The menu opens the draft directly.
    await page.getByRole('menuitem', { name: /^cubbyhole\/app/ }).click()
    await expect(page.getByRole('heading', { name: 'Keys and values' })).toBeVisible()
    await write({ user: 'theirs', password: 'old' })
    await saveChanges(page)
    // Keys that only one side changed are merged; nothing is lost.
    await expect(page.getByText('Merged automatically')).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(heading(page, 'app')).toBeVisible()
    await button(page, 'Show all values').click()
    await expect(page.getByText('typed-password')).toBeVisible()
    await expect(page.getByText('theirs')).toBeVisible()
    await expect(button(page, '1 draft')).toBeHidden()
  })

  test('belongs to one token: the next token sees nothing of it', async ({
    secrets: page,
    vault,
    root: { rootToken },
    profileId,
  }) => {
    await vaultApi(vault, 'POST', 'cubbyhole/private', { token: rootToken, body: { a: '1' } })
    await openFromList(page, profileId)
    await expect(page.getByRole('option', { name: 'private' }).or(page.getByText('private')).first()).toBeVisible()
    const other = await createToken(vault, rootToken, { policies: ['default'] })
    await callFrom(page, 'session.signOut', { profileId, revoke: false })
    await signIn(page, profileId, other)
    await goTo(page, routes.kv(profileId, root))
    await expect(page.getByText('This folder is empty')).toBeVisible()
    await expect(page.getByText('private')).toBeHidden()
  })

  test('says what a policy denies, and that a batch token has no cubbyhole', async ({
    secrets: page,
    vault,
    root: { rootToken },
    profileId,
  }) => {
    await writePolicy(vault, rootToken, 'none', 'path "cubbyhole/*" { capabilities = ["deny"] }')
    const denied = await createToken(vault, rootToken, { policies: ['none'] })
    await callFrom(page, 'session.signOut', { profileId, revoke: false })
    await signIn(page, profileId, denied)
    await goTo(page, routes.kv(profileId, root))
    await expect(page.getByText('You need list on cubbyhole/.')).toBeVisible()
    await expectAccessible(page)

    const batch = await createToken(vault, rootToken, { policies: ['default'], type: 'batch' })
    await callFrom(page, 'session.signOut', { profileId, revoke: false })
    await signIn(page, profileId, batch)
    await expect(page.getByText('Batch tokens have no cubbyhole.')).toBeVisible()
    await expectAccessible(page)
  })

  test('is available again after a seal, and the address field leads into it', async ({
    secrets: page,
    vault,
    root: keys,
    profileId,
  }) => {
    await mountKv(vault, keys.rootToken)
    await vaultApi(vault, 'POST', 'cubbyhole/folder/one', { token: keys.rootToken, body: { a: '1' } })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: '' }))
    await page.getByRole('combobox', { name: 'Go to path' }).fill('cubbyhole/folder/one')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'one')).toBeVisible()
    // Neither recent places nor the tree keep its paths, because they end with the token.
    const places = (await callFrom(page, 'places.read', { profileId })) as { recent: unknown[]; open: unknown[] }
    expect(JSON.stringify(places)).not.toContain('cubbyhole')
    await seal(vault, keys.rootToken)
    await expect(page.getByText('sealed').first()).toBeVisible()
    await unseal(vault, keys)
    await goTo(page, routes.kv(profileId, { mount: 'cubbyhole/', path: 'folder/' }))
    await expect(page.getByRole('listbox').or(page.getByRole('grid')).getByText('one').first()).toBeVisible()
  })
})
