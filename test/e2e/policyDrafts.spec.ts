/** An edited policy survives the end of the page, the token, the session at a lock, and the app. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { routes } from '../../renderer/lib/routes.ts'
import { writePolicy } from '../servers/initialized.ts'
import { keyringMissing, startKeyring } from '../servers/keyring.ts'
import { removeFolder } from '../servers/lifetime.ts'
import { createToken, vaultApi } from '../servers/initialized.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, expect, goTo, signIn, test } from './app.ts'
import { list, policyOnServer, save, text, write } from './policyWorld.ts'

const one = 'path "a" {\n  capabilities = ["read"]\n}\n'

/** Returns the time of the last change of a file with drafts in milliseconds since 1970, or 0 if there is none. */
async function lastDraftWrite(home: string): Promise<number> {
  const names = await readdir(home, { recursive: true })
  const files = names.filter((name) => /entry-draft/.test(name)).map((name) => join(home, name))
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))
  return Math.max(0, ...times)
}

test.describe('a draft of a policy @policies', () => {
  test('survives a killed app, a lock and the end of the token, and two new ones stay separate @desktop', async ({
    startApp,
  }) => {
    const missing = await keyringMissing()
    test.skip(missing !== null, missing ?? '')
    const keyring = await startKeyring()
    const vault = await startVault({ dev: true })
    await writePolicy(vault, 'root', 'webapp', one)
    const first = await startApp({ env: keyring.env })
    let page = await first.open()
    const profileId = await addConnection(page, vault.address, 'kind')
    await signIn(page, profileId, 'root')
    await page.reload()

    // Two new policies, and an existing one.
    const newOne = async (name: string, policy: string): Promise<void> => {
      await page.getByRole('button', { name: 'New policy', exact: true }).click()
      const field = page.getByRole('textbox', { name: 'Name', exact: true })
      await expect(field).toHaveValue('')
      await field.fill(name)
      await write(page, policy)
    }
    await goTo(page, routes.policies(profileId))
    await newOne('first', '# typed first\n')
    await newOne('second', '# typed second\n')
    await goTo(page, routes.policy(profileId, 'webapp'))
    await write(page, `${one}# half an edit\n`)
    await expect(page.getByText('3 drafts')).toBeVisible()
    // The window counts a draft once the core has it, so kill the app only after the draft is on the disk.
    let before = -1
    const isCalm = async (): Promise<boolean> => {
      const now = await lastDraftWrite(first.home)
      const isSame = now === before
      before = now
      return isSame
    }
    await expect.poll(isCalm, { intervals: [1500] }).toBe(true)
    await first.kill()
    const names = await readdir(first.home, { recursive: true, withFileTypes: true })
    const files = names.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
    const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')))
    expect(contents.filter((content) => /half an edit|typed (?:first|second)/.test(content))).toEqual([])

    const second = await startApp({ env: keyring.env, home: first.home })
    page = await second.open()
    const token = await createToken(vault, 'root', { policies: ['root'] })
    await signIn(page, profileId, token)
    await page.reload()
    await goTo(page, routes.policy(profileId, 'webapp'))
    await expect(page.getByText('Continuing with unsaved changes')).toBeVisible()
    await expect(text(page)).toContainText('# half an edit')
    const fresh = list(page).getByRole('option', { name: /^New policy/ })
    await expect(fresh).toHaveCount(2)
    for (const [index, what] of ['second', 'first'].entries()) {
      await fresh.nth(index).click()
      await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(what)
      await expect(text(page)).toContainText(`# typed ${what}`)
    }

    // The token ends during an edit: the text stays, and is saved after a new sign-in.
    await text(page).press('Control+End')
    await page.keyboard.type('# typed on')
    await vaultApi(vault, 'POST', 'auth/token/revoke', { token: 'root', body: { token } })
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('region', { name: 'Changes to save' })).toBeVisible()
    await page.keyboard.press('Control+s')
    const dialog = page.getByRole('dialog')
    await dialog.locator('input[type=password]').fill('root')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(text(page)).toContainText('# typed on')

    // A lock unloads the page, and the text is offered again afterwards.
    await text(page).press('Control+End')
    await page.keyboard.type(' and on')
    await page.keyboard.press('Control+l')
    await expect(page.getByRole('heading', { name: 'Strongroom is locked' })).toBeVisible()
    expect(await page.content()).not.toContain('typed on')
    await page.getByRole('button', { name: 'Unlock', exact: true }).click()
    await page.getByRole('textbox', { name: 'Token', exact: true }).fill('root')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(text(page)).toContainText('# typed on and on')
    await save(page, 'first')
    expect(await policyOnServer(vault, 'root', 'first')).toContain('# typed on and on')
    await expect(fresh).toHaveCount(1)
    await fresh.click()
    await expect(text(page)).toContainText('# typed second')
    await second.stop()
    await Promise.all([vault.stop(), keyring.stop(), removeFolder(first.home)])
  })
})
