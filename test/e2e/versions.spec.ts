/**
 * Versions and metadata of a secret on a real server: viewed, compared, rolled back and removed, with different
 * capabilities.
 */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { holdingProxy } from '../servers/holdingProxy.ts'
import { createToken, initializeAndUnseal, mountKv, putSecret, vaultApi, writePolicy } from '../servers/initialized.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, expect, expectAccessible, goTo, signIn, test as base } from './app.ts'
import { pressOn, tabTo } from './keyboard.ts'

interface Fixtures {
  readonly storage: 'inmem' | 'raft'
  readonly vault: TestVault
  readonly rootToken: string
  /** The window, signed in with the root token; KV 2 at `secret/`. */
  readonly secrets: Page
  readonly profileId: string
  /** Signs in a user with these rules in a separate connection. Returns the connection's ID. */
  readonly person: (rules: string) => Promise<string>
}

const test = base.extend<Fixtures>({
  storage: ['inmem', { option: true }],
  vault: async ({ storage }, use) => {
    const vault = await startVault({ storage })
    await use(vault)
    await vault.stop()
  },
  rootToken: async ({ vault }, use) => {
    const { rootToken } = await initializeAndUnseal(vault)
    await mountKv(vault, rootToken)
    await use(rootToken)
  },
  profileId: async ({ window, vault }, use) => use(await addConnection(window, vault.address)),
  secrets: async ({ window, rootToken, profileId }, use) => {
    await signIn(window, profileId, rootToken)
    await window.reload()
    await use(window)
  },
  person: async ({ window, vault, rootToken }, use) => {
    let made = 0
    await use(async (rules) => {
      const name = `person-${(made += 1)}`
      await writePolicy(vault, rootToken, name, rules)
      const id = await addConnection(window, vault.address, name)
      await signIn(window, id, await createToken(vault, rootToken, { policies: [name] }))
      await window.reload()
      return id
    })
  },
})

const config = { mount: 'secret/', path: 'webapp/config' }
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const item = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name })
const rows = (page: Page) => page.getByRole('list', { name: 'Versions', exact: true }).getByRole('listitem')
const row = (page: Page, number: number) =>
  rows(page).filter({ has: page.getByText(`Version ${number}`, { exact: true }) })
const choose = (page: Page, number: number) =>
  page.getByText(`Version ${number}`, { exact: true }).locator('xpath=ancestor::li').locator('label').first().click()

/** Checks that axe finds nothing, with the pointer away from any tooltip. */
async function expectClean(page: Page): Promise<void> {
  await page.mouse.move(1, 1)
  // Two tooltips can be fading out at the same time.
  await expect(page.getByRole('tooltip')).toHaveCount(0)
  await expectAccessible(page)
}

/** Returns the server's metadata of every version, without going through Strongroom. */
async function states(vault: TestVault, token: string, path = config.path): Promise<string[]> {
  const { data } = (await vaultApi(vault, 'GET', `secret/metadata/${path}`, { token })) as {
    data: { versions: Record<string, { deletion_time: string; destroyed: boolean }> }
  }
  return Object.entries(data.versions).map(
    ([number, { deletion_time, destroyed }]) =>
      `${number} ${destroyed ? 'destroyed' : deletion_time === '' ? 'live' : 'deleted'}`,
  )
}
const put = async (vault: TestVault, token: string, ...versions: readonly Record<string, unknown>[]) => {
  for (const data of versions) await putSecret(vault, token, config.path, data)
}

test.describe('versions @kv', () => {
  test('two are compared, an old one is restored, and others are deleted, undeleted and destroyed', async ({
    secrets: page,
    vault,
    rootToken,
    profileId,
  }) => {
    await put(
      vault,
      rootToken,
      { username: 'first-user', password: 'first-password', legacy: 'old-value' },
      { username: 'first-user', password: 'second-password', key: 'line one\nline two' },
      { username: 'third-user', password: 'third-password', key: 'line one\nline 2' },
    )
    await goTo(page, routes.kv(profileId, config))
    await expect(rows(page)).toHaveCount(3)
    await expect(rows(page).first()).toContainText('Version 3')
    await expect(row(page, 3)).toContainText('current')
    await expect(row(page, 1)).toContainText('by root')
    await expect(row(page, 1)).toContainText(/\d{2}:\d{2}:\d{2} \S+/)
    await expectClean(page)

    // Any two versions are shown next to each other, and no value before the user asks for it.
    await choose(page, 1)
    await choose(page, 2)
    await button(page, 'Compare 1 ↔ 2').click()
    const table = page.getByRole('table', { name: 'Differences by key' })
    await expect(table.getByRole('row')).toHaveCount(4)
    await expect(table.getByRole('row', { name: /^key/ })).toContainText('+ added')
    await expect(table.getByRole('row', { name: /^legacy/ })).toContainText('− removed')
    await expect(table.getByRole('row', { name: /^password/ })).toContainText('≠ changed')
    await expect(page.getByRole('main')).not.toContainText(/first-password|second-password|old-value/)
    await expectClean(page)
    await button(page, 'Show password').click()
    await expect(table).toContainText('first-password')
    await expect(table).toContainText('second-password')
    await expect(page.getByRole('main')).not.toContainText('old-value')
    await page.getByText('Differences only').click()
    await expect(table.getByRole('row', { name: /^username/ })).toContainText('= the same')
    await page.getByRole('tab', { name: 'Text' }).click()
    await expect(page.getByRole('main')).not.toContainText('line two')
    await button(page, 'Show both versions as text').click()
    await expect(page.getByRole('region', { name: /Differences in/ })).toContainText('line two')
    await expectClean(page)
    await button(page, 'Close comparison').click()

    // An old version opens, and becomes a new one.
    await row(page, 1).getByRole('link', { name: 'Version 1' }).click()
    await expect(page.getByText('This is version 1.')).toBeVisible()
    await button(page, 'Roll back to version 1').click()
    await expect(page.getByRole('alertdialog')).toContainText('Version 4 will have the values of version 1')
    await expectClean(page)
    await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back to version 1' }).click()
    await expect(page.getByText('v4', { exact: true })).toBeVisible()
    await expect(rows(page)).toHaveCount(4)
    await button(page, 'Show password').click()
    await expect(page.getByText('first-password')).toBeVisible()

    // The newest version is deleted and undeleted.
    await button(page, 'More actions').click()
    await item(page, 'Delete version 4…').click()
    await button(page, 'Delete version 4').click()
    await expect(page.getByText(/^This version was deleted on/)).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('first-password')
    expect(await states(vault, rootToken)).toEqual(['1 live', '2 live', '3 live', '4 deleted'])
    await expectClean(page)
    await button(page, 'Undelete version 4').click()
    await expect(page.getByText('Versions undeleted: 4')).toBeVisible()
    await expect(button(page, 'Edit')).toBeVisible()

    // Selected versions are deleted, and destroyed once their numbers are typed.
    await choose(page, 2)
    await choose(page, 3)
    await button(page, 'Delete').click()
    await button(page, 'Delete versions 2, 3').click()
    await expect(row(page, 2)).toContainText('deleted')
    await expect(row(page, 3)).toContainText(/deleted .* by root/)
    await button(page, 'Destroy').click()
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toContainText("You can't undo this.")
    await dialog.getByRole('textbox').fill('destroy 2')
    await page.keyboard.press('Enter')
    expect((await states(vault, rootToken)).slice(1, 3)).toEqual(['2 deleted', '3 deleted'])
    await expectClean(page)
    await dialog.getByRole('textbox').fill('destroy 2, 3')
    await page.keyboard.press('Enter')
    await expect(row(page, 2)).toContainText('destroyed')
    expect(await states(vault, rootToken)).toEqual(['1 live', '2 destroyed', '3 destroyed', '4 live'])

    // The whole secret is deleted once its path is typed.
    await button(page, 'More actions').click()
    await item(page, 'Permanently delete secret…').click()
    await dialog.getByRole('textbox').fill('secret/webapp/confi')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
    await dialog.getByRole('textbox').fill('secret/webapp/config')
    await page.keyboard.press('Enter')
    await expect(page.getByText('config permanently deleted')).toBeVisible()
    await expect(page.getByText('This folder is empty')).toBeVisible()
    await expect(states(vault, rootToken)).rejects.toThrow('404')
  })

  test('keys can have the names of the table’s columns', async ({ secrets: page, vault, rootToken, profileId }) => {
    await put(vault, rootToken, { key: 'a', value: 'b', type: 'c', 'react-aria-1': 'd' })
    await goTo(page, routes.kv(profileId, config))
    await button(page, 'Show all values').click()
    await expect(button(page, 'Hide type')).toBeVisible()
    await expect(page.getByRole('grid').getByRole('row')).toHaveCount(5)
  })

  test('two versions are chosen, compared, shown and rolled back by keyboard only @desktop', async ({
    secrets: page,
    vault,
    rootToken,
    profileId,
  }) => {
    await put(vault, rootToken, { password: 'first-password' }, { password: 'second-password' })
    await goTo(page, routes.kv(profileId, config))
    for (const number of [2, 1])
      await pressOn(page, page.getByRole('checkbox', { name: `Select version ${number}` }), 'Space')
    await pressOn(page, button(page, 'Compare 1 ↔ 2'))
    await pressOn(page, button(page, 'Show password'))
    await expect(page.getByRole('table')).toContainText('first-password')
    await pressOn(page, button(page, 'Actions for version 1'))
    await expect(item(page, 'Compare with the current version')).toBeFocused()
    await page.keyboard.type('roll')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alertdialog')).toBeVisible()
    await tabTo(page, page.getByRole('alertdialog').getByRole('button', { name: 'Roll back to version 1' }))
    await page.keyboard.press('Enter')
    await expect(page.getByText('v3', { exact: true })).toBeVisible()
    expect(await states(vault, rootToken)).toHaveLength(3)
  })

  test('a rollback does not overwrite what another user has saved', async ({
    secrets: page,
    vault,
    rootToken,
    profileId,
  }) => {
    await put(vault, rootToken, { password: 'first' }, { password: 'second' })
    await goTo(page, routes.kv(profileId, { ...config, version: 1 }))
    await button(page, 'Roll back to version 1').click()
    await expect(page.getByRole('alertdialog')).toContainText('Version 3 will have')
    await put(vault, rootToken, { password: 'theirs' })
    const confirm = page.getByRole('alertdialog').getByRole('button', { name: 'Roll back to version 1' })
    await confirm.click()
    await expect(page.getByRole('alertdialog')).toContainText('Someone else saved a newer version')
    await expect(page.getByRole('alertdialog')).toContainText('Version 4 will have')
    expect(await states(vault, rootToken)).toHaveLength(3)
    await confirm.click()
    await expect(page.getByText('v4', { exact: true })).toBeVisible()
  })

  test('a narrow window shows them in tabs, and a scheduled deletion does not count as deleted', async ({
    secrets: page,
    vault,
    rootToken,
    profileId,
  }) => {
    await vaultApi(vault, 'POST', 'secret/metadata/webapp/config', {
      token: rootToken,
      body: { delete_version_after: '48h' },
    })
    await put(vault, rootToken, ...Array.from({ length: 12 }, (_, index) => ({ a: index })))
    await page.setViewportSize({ width: 900, height: 600 })
    await goTo(page, routes.kv(profileId, config))
    await expect(page.getByText(/^This version will be deleted on/)).toBeVisible()
    await page.getByRole('tab', { name: 'Versions' }).click()
    await expect(rows(page)).toHaveCount(10)
    await expect(row(page, 12)).toContainText('will be deleted')
    await expect(row(page, 12)).not.toContainText(/^deleted/)
    await expectClean(page)
    await page.getByRole('tab', { name: 'Metadata' }).click()
    await expect(page.getByRole('region', { name: 'Metadata' })).toContainText('2 days')
    await expectClean(page)
  })

  test('a secret is shown before the server has answered anything else about it @desktop', async ({
    window: page,
    vault,
    rootToken,
  }) => {
    await put(vault, rootToken, { password: 'x' })
    const proxy = await holdingProxy(vault.port)
    try {
      const profileId = await addConnection(page, proxy.address)
      await signIn(page, profileId, rootToken)
      await page.reload()
      await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/' }))
      await page.getByRole('listbox').getByText('config', { exact: true }).waitFor()
      const held = [
        proxy.hold('GET', '/v1/secret/metadata/webapp/config'),
        proxy.hold('GET', '/v1/secret/config'),
        proxy.hold('POST', '/v1/sys/capabilities-self'),
      ]
      await page.getByRole('listbox').getByText('config', { exact: true }).click()
      await expect(button(page, 'Show password')).toBeVisible()
      await expect(button(page, 'Edit')).toBeEnabled()
      await Promise.all(held.map(({ arrived }) => arrived))
      expect(proxy.seen.filter(({ path }) => path === '/v1/secret/data/webapp/config')).toHaveLength(1)
      for (const answer of held) answer.release()
      await expect(rows(page)).toHaveCount(1)
    } finally {
      await proxy.stop()
    }
  })
})

test.describe('capabilities of a token @kv', () => {
  test('with data only: the page shows what is allowed and names what is missing', async ({
    window: page,
    vault,
    rootToken,
    person,
  }) => {
    await put(vault, rootToken, { password: 'first-password' }, { password: 'second-password' })
    await vaultApi(vault, 'POST', 'secret/metadata/webapp/config', {
      token: rootToken,
      body: { custom_metadata: { owner: 'ann' } },
    })
    const profileId = await person('path "secret/data/*" { capabilities = ["read"] }')
    await goTo(page, routes.kv(profileId, config))
    const versions = page.getByRole('region', { name: 'Versions' })
    await expect(versions).toContainText('You need read on secret/metadata/webapp/config')
    await expect(page.getByRole('region', { name: 'Metadata' })).toContainText('ann')
    const edit = button(page, 'Edit')
    await expect(edit).toHaveAttribute('aria-disabled', 'true')
    await expect(edit).toHaveAccessibleDescription('You need update on secret/data/webapp/config.')
    await edit.click({ force: true })
    await expect(button(page, 'Show password')).toBeVisible()
    await button(page, 'More actions').click()
    await expect(item(page, 'Delete version 2…')).toHaveAttribute('aria-disabled', 'true')
    await expect(item(page, 'Delete version 2…')).toContainText('You need delete on secret/data/webapp/config.')
    await expect(item(page, 'Permanently delete secret…')).toContainText(
      'You need delete on secret/metadata/webapp/config.',
    )
    await page.keyboard.press('Escape')
    // The focus is on the button again, whose tooltip shows while it has the focus.
    await expect(item(page, 'Permanently delete secret…')).toBeHidden()
    await expect(button(page, 'More actions')).toBeFocused()
    await page.getByRole('main').focus()
    await expectClean(page)
    await button(page, 'Version 1').click()
    await button(page, 'Show password').click()
    await expect(page.getByText('first-password')).toBeVisible()
  })

  test('with metadata only: the history is shown, the values are not', async ({
    window: page,
    vault,
    rootToken,
    person,
  }) => {
    await put(vault, rootToken, { password: 'first' }, { password: 'second' })
    const profileId = await person('path "secret/metadata/*" { capabilities = ["read", "list"] }')
    await goTo(page, routes.kv(profileId, config))
    await expect(page.getByText('You need read on secret/data/webapp/config')).toBeVisible()
    await expect(rows(page)).toHaveCount(2)
    await choose(page, 1)
    await choose(page, 2)
    await expect(button(page, 'Compare 1 ↔ 2')).toHaveAccessibleDescription(
      'You need read on secret/data/webapp/config.',
    )
    await expect(button(page, 'Undelete')).toHaveAccessibleDescription(
      'You need update on secret/undelete/webapp/config.',
    )
    await expect(button(page, 'Destroy')).toHaveAccessibleDescription(
      'You need update on secret/destroy/webapp/config.',
    )
    await expect(button(page, 'Change metadata')).toHaveAccessibleDescription(
      'You need update on secret/metadata/webapp/config.',
    )
    await expectClean(page)
  })

  test('deletion uses the capability that the token has, also without read', async ({
    window: page,
    vault,
    rootToken,
    person,
  }) => {
    await put(vault, rootToken, { password: 'first' }, { password: 'second' })
    const one = await person('path "secret/data/*" { capabilities = ["delete"] }')
    await goTo(page, routes.kv(one, config))
    await expect(page.getByText('You need read on secret/data/webapp/config')).toBeVisible()
    await button(page, 'More actions').click()
    await item(page, 'Delete newest version…').click()
    await button(page, 'Delete newest version').click()
    await expect(page.getByText('config deleted')).toBeVisible()
    expect(await states(vault, rootToken)).toEqual(['1 live', '2 deleted'])

    await put(vault, rootToken, { password: 'third' })
    const other = await person(`path "secret/delete/*" { capabilities = ["update"] }
      path "secret/metadata/*" { capabilities = ["read"] }`)
    await goTo(page, routes.kv(other, config))
    await button(page, 'Actions for version 3').click()
    await item(page, 'Delete version 3…').click()
    await button(page, 'Delete version 3').click()
    await expect(row(page, 3)).toContainText('deleted')
    expect(await states(vault, rootToken)).toEqual(['1 live', '2 deleted', '3 deleted'])
  })

  test('with unknown capabilities nothing is disabled, and a refusal names what is missing', async ({
    window: page,
    vault,
    rootToken,
  }) => {
    await put(vault, rootToken, { password: 'first' }, { password: 'second' })
    await writePolicy(
      vault,
      rootToken,
      'bare',
      'path "secret/data/*" { capabilities = ["read"] }\npath "secret/metadata/*" { capabilities = ["read"] }',
    )
    const profileId = await addConnection(page, vault.address)
    await signIn(page, profileId, await createToken(vault, rootToken, { policies: ['bare'], no_default_policy: true }))
    await page.reload()
    await goTo(page, routes.kv(profileId, { ...config, version: 1 }))
    await button(page, 'Roll back to version 1').click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back to version 1' }).click()
    await expect(page.getByRole('alertdialog')).toContainText('You need update on secret/data/webapp/config')
    expect(await states(vault, rootToken)).toHaveLength(2)
    await expectClean(page)
  })

  test('KV 1 has no versions, and a secret is deleted permanently once its path is typed', async ({
    secrets: page,
    vault,
    rootToken,
    profileId,
  }) => {
    await mountKv(vault, rootToken, 'old', 1)
    await putSecret(vault, rootToken, 'app', { password: 'p' }, 'old', 1)
    await goTo(page, routes.kv(profileId, { mount: 'old/', path: 'app' }))
    await expect(page.getByText('KV 1: no versions')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Versions' })).toBeHidden()
    await button(page, 'More actions').click()
    await item(page, 'Delete secret…').click()
    await page.getByRole('alertdialog').getByRole('textbox').fill('old/app')
    await page.keyboard.press('Enter')
    await expect(page.getByText('app deleted')).toBeVisible()
    await expect(vaultApi(vault, 'GET', 'old/app', { token: rootToken })).rejects.toThrow('404')
  })
})

test.describe('metadata @kv', () => {
  test('is changed with limits that are checked during typing, and shows which setting applies and why', async ({
    secrets: page,
    vault,
    rootToken,
    profileId,
  }) => {
    await put(vault, rootToken, { password: 'x' })
    await vaultApi(vault, 'POST', 'secret/config', { token: rootToken, body: { max_versions: 4, cas_required: true } })
    await vaultApi(vault, 'POST', 'secret/metadata/webapp/config', {
      token: rootToken,
      body: { custom_metadata: { owner: 'ann', zone: 'a' } },
    })
    await goTo(page, routes.kv(profileId, config))
    const panel = page.getByRole('region', { name: 'Metadata' })
    await expect(panel).toContainText('4set by the engine')
    await expect(panel).toContainText('requiredset by the engine')
    await button(page, 'Change metadata').click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('The engine requires check-and-set regardless of this setting.')
    await expect(dialog.getByRole('button', { name: 'Save metadata' })).toHaveAttribute('aria-disabled', 'true')
    await dialog.getByRole('textbox', { name: 'Versions to keep' }).fill('7')
    await button(page, 'Add a field').click()
    await page.keyboard.type('한'.repeat(43))
    await expect(dialog).toContainText('129 of 128 bytes')
    await dialog.getByRole('textbox', { name: 'Name' }).last().fill('owner')
    await expect(dialog).toContainText('Duplicate name.')
    await dialog.getByRole('textbox', { name: 'Name' }).last().fill('team')
    await dialog.getByRole('textbox', { name: 'Value of team' }).fill('zero\u200bwidth')
    await expect(dialog).toContainText("a character that can't be printed")
    await expectClean(page)
    await dialog.getByRole('textbox', { name: 'Value of team' }).fill('payments')
    await button(page, 'Remove zone').click()

    // An entry that another user adds during the edit stays.
    await vaultApi(vault, 'POST', 'secret/metadata/webapp/config', {
      token: rootToken,
      body: { custom_metadata: { owner: 'ann', zone: 'a', theirs: 'kept' } },
    })
    await dialog.getByRole('button', { name: 'Save metadata' }).click()
    await expect(dialog).toBeHidden()
    await expect(panel).toContainText('7set here')
    await expect(panel).toContainText('payments')
    const { data } = (await vaultApi(vault, 'GET', 'secret/metadata/webapp/config', { token: rootToken })) as {
      data: Record<string, unknown>
    }
    expect(data).toMatchObject({
      max_versions: 7,
      cas_required: false,
      custom_metadata: { owner: 'ann', team: 'payments', theirs: 'kept' },
    })
    await expectClean(page)
  })
})
