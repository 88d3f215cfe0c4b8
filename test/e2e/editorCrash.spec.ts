/** An app that is killed during an edit: the draft was sealed on disk during typing, and is offered again. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { routes } from '../../renderer/lib/routes.ts'
import { keyringMissing, startKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, goTo, signIn, test } from './app.ts'

test.describe('a crash during an edit @kv', () => {
  test('leaves the sealed draft on disk, and the next start offers it with what has changed since @desktop', async ({
    startApp,
  }) => {
    const missing = await keyringMissing()
    test.skip(missing !== null, missing ?? '')
    const keyring = await startKeyring()
    const vault = await startVault({ dev: true })
    const first = await startApp({ env: keyring.env })
    let page = await first.open()
    const profileId = await addConnection(page, vault.address, 'kind')
    await signIn(page, profileId, 'root')
    const at = { profileId, mount: 'secret/', path: 'webapp/config' }
    const write = (password: string, base: object) =>
      callFrom(page, 'kv.write', { at, entries: [{ key: 'password', json: JSON.stringify(password) }], base })
    await write('static-password', { kind: 'new' })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config', mode: 'edit' }))
    await page.getByRole('button', { name: 'Show and edit password' }).click()
    await page.getByRole('textbox', { name: 'Value of password' }).fill('half-an-edit')
    await expect(page.getByText('1 draft')).toBeVisible()
    await first.kill()

    const names = await readdir(first.home, { recursive: true, withFileTypes: true })
    const files = names.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
    const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')))
    expect(contents.filter((text) => text.includes('half-an-edit') || text.includes('static-password'))).toEqual([])

    const second = await startApp({ env: keyring.env, home: first.home })
    page = await second.open()
    await signIn(page, profileId, 'root')
    await write('changed-since', { kind: 'version', version: 1 })
    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config', mode: 'edit' }))
    await page.getByRole('button', { name: /^Resume your draft from/ }).click()
    await expect(page.getByText('Version 2 was saved since you started editing.')).toBeVisible()
    await page.getByRole('button', { name: 'Show what changed' }).click()
    const since = page.getByRole('list', { name: 'Changed since you started editing' })
    await expect(since.getByRole('listitem')).toHaveText([/^password.*changed/])
    await expect(since).not.toContainText('changed-since')
    await page.getByRole('button', { name: 'Merge their changes' }).click()
    await expect(page.getByText('1 key was changed on both sides. Choose a value below.')).toBeVisible()
    await page.getByRole('button', { name: 'Show and edit password' }).click()
    await expect(page.getByRole('textbox', { name: 'Value of password' })).toHaveValue('half-an-edit')
    await second.stop()
    await Promise.all([vault.stop(), keyring.stop(), removeFolder(first.home)])
  })
})
