/** Policies on a real server: written, fixed, saved and tried, by two users, and by a user who cannot list them. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { routes } from '../../renderer/lib/routes.ts'
import { createToken, mountKv, putSecret, vaultApi, writePolicy } from '../servers/initialized.ts'
import { expect, expectAccessible, goTo, signIn } from './app.ts'
import { choosesFile } from './files.ts'
import { pressOn, tabTo } from './keyboard.ts'
import { accessDialog, list, panel, policyOnServer, rule, save, text, write, wrong } from './policyWorld.ts'
import { button, heading, test } from './secretWorld.ts'

const exporting = test.extend<{ exported: string }>({
  /** The folder for exported policies; in a browser, the folder of the start. */
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  exported: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'exported-'))
    await use(folder)
    await rm(folder, { recursive: true })
  },
  appOptions: async ({ exported }, use) => {
    await use({ files: exported })
  },
})

test.describe('a policy @policies', () => {
  test('is written, broken, fixed, saved and tried @foundation', async ({ secrets: page, vault, root, profileId }) => {
    const { rootToken } = root
    await mountKv(vault, rootToken)
    await putSecret(vault, rootToken, 'webapp/config', { password: 'static-value' })
    await goTo(page, routes.policies(profileId))
    await expect(list(page).getByRole('option', { name: /^root/ })).toBeVisible()
    await expectAccessible(page)
    await button(page, 'New policy').click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('WebApp')
    await expect(page.getByText('The server stores names in lowercase: webapp')).toBeVisible()

    // Suggested paths: mounts, then folders and secrets that the token may list.
    // Not while the suggestions are dimmed: they belong to an earlier text, and Enter does not accept them.
    const choice = (name: string) =>
      page
        .locator('.cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)')
        .getByRole('option', { name, exact: true })
    await text(page).press('Control+End')
    await page.keyboard.type('path "secret/da')
    await expect(choice('secret/data/')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(text(page)).toHaveText('path "secret/data/"')
    await page.keyboard.press('Control+Space')
    await expect(choice('secret/data/webapp/')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(text(page)).toHaveText('path "secret/data/webapp/"')
    await page.keyboard.press('Control+Space')
    await expect(choice('secret/data/webapp/config')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(text(page)).toHaveText('path "secret/data/webapp/config"')
    // Enter after a brace indents, and an empty list of capabilities is ready to be filled.
    await page.keyboard.press('End')
    await page.keyboard.type(' {')
    await page.keyboard.press('Enter')
    await page.keyboard.type('cap')
    await page.keyboard.press('Control+Space')
    await expect(choice('capabilities = [""]')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(choice('create')).toBeVisible()
    await page.keyboard.type('rea')
    await expect(choice('read')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(text(page).locator('.cm-line')).toHaveText([
      'path "secret/data/webapp/config" {',
      /^ {2}capabilities = \["read"\]$/,
      '}',
    ])

    // First text that the server would reject, then valid text with an unintended meaning.
    await write(page, 'path "secret/webapp/*" {\n  capabilities = ["reed"]\n')
    await expect(wrong(page)).toContainText('Unknown capability reed. Did you mean read?')
    await expect(wrong(page)).toContainText('Expected a } that closes this block; the text ends here.')
    await write(page, 'path "secret/webapp/*" {\n  capabilities = ["reed", "list"]\n}\n')
    await button(page, /^Fix in line 2: Unknown capability reed/).click()
    await expect(text(page)).toContainText('["read", "list"]')
    await expect(wrong(page)).toContainText('secret/ is KV 2')
    await button(page, /^Review fix in line 1: secret\/ is KV 2/).click()
    // The fix allows more than the text, so the added capabilities are listed and need a confirmation.
    await expect(accessDialog(page)).toContainText('secret/data/webapp/* read')
    await expect(accessDialog(page)).toContainText('secret/metadata/webapp/* list')
    await expectAccessible(page)
    await button(page, 'Cancel').click()
    await expect(text(page)).toContainText('"secret/webapp/*"')
    await button(page, /^Review fix in line 1: secret\/ is KV 2/).click()
    await button(page, 'Apply fix').click()
    await expect(rule(page, 'secret/metadata/webapp/*')).toBeVisible()
    await expect(wrong(page)).toContainText('No errors or warnings.')
    await expectAccessible(page)

    await text(page).getByText('"secret/metadata/webapp/*"').hover()
    await expect(page.locator('.cm-words')).toContainText('Names, versions and metadata of secrets in secret/')

    // The rules next to the text, in both directions.
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
    const path = page.getByRole('combobox', { name: 'Path' })
    await path.fill('secret/data/webapp/config')
    await page.keyboard.press('Escape')
    await expect(page.getByText('This text grants read on secret/data/webapp/config.')).toBeVisible()
    const trial = page.getByRole('region', { name: 'On the server' })
    await trial.getByRole('button', { name: 'Test with a real token' }).click()
    await expect(trial).toContainText('allowed The server responded with 200.')
    await expect(page.locator('body')).not.toContainText('static-value')
    await expectAccessible(page)
    await page.getByRole('button', { name: /Operation/ }).click()
    await page.getByRole('option', { name: 'update', exact: true }).click()
    await expect(page.getByText("The deciding rule doesn't grant update.")).toBeVisible()
    await trial.getByRole('button', { name: 'Test with a real token' }).click()
    await expect(trial).toContainText('refused The server responded with 403.')
  })

  test('is completed and checked by the paths that the server describes', async ({
    secrets: page,
    vault,
    root: { rootToken },
    profileId,
  }) => {
    await vaultApi(vault, 'POST', 'sys/mounts/team-keys', { token: rootToken, body: { type: 'transit' } })
    await goTo(page, routes.newPolicy(profileId))
    await text(page).press('Control+End')
    // Only the description of the server has this path.
    await page.keyboard.type('path "sys/activation-f')
    const choice = page.getByRole('option', { name: 'sys/activation-flags', exact: true })
    await expect(choice).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(text(page)).toHaveText('path "sys/activation-flags"')
    await write(page, 'path "team-keys/export/signing-key/app/1" {\n  capabilities = ["read", "update"]\n}\n')
    await expect(wrong(page)).toContainText('update has no effect on team-keys/export/signing-key/app/1 (transit).')
    await write(page, 'path "team-keys/export/signing-key/app/1" {\n  capabilities = ["read"]\n}\n')
    await expect(wrong(page)).toContainText('No errors or warnings.')
  })

  test('is created from a secret for its readers, saved by two users, and deleted', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    const { rootToken } = root
    await mountKv(vault, rootToken)
    await putSecret(vault, rootToken, 'webapp/config', { password: 'static-value' })
    await vaultApi(vault, 'POST', 'sys/auth/userpass', { token: rootToken, body: { type: 'userpass' } })
    const ann = { password: 'long-enough', token_policies: 'webapp' }
    await vaultApi(vault, 'POST', 'auth/userpass/users/ann', { token: rootToken, body: ann })

    await goTo(page, routes.kv(profileId, { mount: 'secret/', path: 'webapp/config' }))
    await button(page, 'Grant access to this secret').click()
    await expect(heading(page, 'Grant access to the secret secret/webapp/config')).toBeVisible()
    await expectAccessible(page)
    const rules = page.getByRole('region', { name: 'Rules' })
    await expect(rules).toContainText('path "secret/data/webapp/config" { capabilities = ["read"] }')
    await page.getByRole('radio', { name: /^Manage/ }).click({ force: true })
    await expect(rules).toContainText('path "secret/destroy/webapp/config"')
    await page.getByRole('radio', { name: 'Read', exact: true }).click({ force: true })
    await page.getByRole('combobox', { name: 'Policy' }).fill('WebApp')
    await expect(page.getByText('Creates a new policy webapp.')).toBeVisible()
    await button(page, 'Open in editor').click()
    await expect(text(page)).toContainText('secret/data/webapp/config')
    await save(page, 'webapp')

    // A token with only this policy has what was granted.
    const token = await createToken(vault, rootToken, { policies: ['webapp'] })
    const read = await vaultApi(vault, 'GET', 'secret/data/webapp/config', { token })
    expect(JSON.stringify(read)).toContain('static-value')
    const writing = vaultApi(vault, 'POST', 'secret/data/webapp/config', { token, body: { data: {} } })
    await expect(writing).rejects.toThrow('403')

    // Another user saves during this edit; the page is reloaded in between.
    const mine = '# mine\npath "secret/data/webapp/config" {\n  capabilities = ["read"]\n}\n'
    const theirs = '# theirs\npath "secret/data/webapp/config" {\n  capabilities = ["read"]\n}\n'
    await write(page, mine)
    await expect(page.getByText('1 draft')).toBeVisible()
    await writePolicy(vault, rootToken, 'webapp', theirs)
    await page.reload()
    await expect(page.getByText('Continuing with unsaved changes')).toBeVisible()
    await expect(page.getByText('Someone else saved a newer version of this policy.')).toBeVisible()
    await expect(text(page)).toContainText('# mine')
    await button(page, 'Show what changed').click()
    const difference = page.getByRole('region', { name: 'Differences in their changes' })
    await expect(difference).toContainText('added:# theirs')
    await expectAccessible(page)
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('region', { name: 'Changes to save' })).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Someone else saved a newer version', { exact: true })).toBeVisible()
    expect(await policyOnServer(vault, rootToken, 'webapp')).toBe(theirs.trimEnd())
    await button(page, 'Keep my text').click()
    await save(page, 'webapp')
    expect(await policyOnServer(vault, rootToken, 'webapp')).toBe(mine.trimEnd())

    // The other user's text is kept here, and can be restored.
    await panel(page, 'History').click()
    await page
      .getByRole('button', { name: /^Show the text of/ })
      .first()
      .click()
    await page.getByRole('button', { name: /^Restore the text of/ }).click()
    await expect(text(page)).toContainText('# theirs')
    await save(page, 'webapp')
    expect(await policyOnServer(vault, rootToken, 'webapp')).toBe(theirs.trimEnd())

    await panel(page, 'Used by').click()
    await expect(page.getByRole('region', { name: 'auth/userpass/users/' })).toContainText('ann')
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Delete policy…' }).click()
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toContainText('auth/userpass/users/ann')
    await expectAccessible(page)
    await dialog.getByRole('textbox').fill('webapp')
    await dialog.getByRole('button', { name: 'Delete webapp' }).click()
    await expect(list(page).getByRole('option', { name: 'webapp' })).toHaveCount(0)
    await expect(policyOnServer(vault, rootToken, 'webapp')).rejects.toThrow('404')
    await goTo(page, routes.policy(profileId, 'webapp'))
    await expect(page.getByText('Policy webapp not found')).toBeVisible()
    await page
      .getByRole('button', { name: /^Show the text of/ })
      .first()
      .click()
    await page.getByRole('button', { name: /^Restore the text of/ }).click()
    await expect(text(page)).toContainText('# theirs')
    await save(page, 'webapp')
    expect(await policyOnServer(vault, rootToken, 'webapp')).toBe(theirs.trimEnd())
  })

  test('keeps every typed letter while the page renders earlier ones', async ({
    secrets: page,
    vault,
    root: { rootToken },
    profileId,
  }) => {
    await writePolicy(vault, rootToken, 'typed', 'path "a" {\n  capabilities = ["read"]\n}\n')
    await goTo(page, routes.policy(profileId, 'typed'))
    await expect(text(page)).toContainText('path "a"')
    await text(page).press('Control+End')
    // Each letter in its own task, so that some arrive between a render of the page and its effects.
    const letters = 'abcdefghij'.repeat(20)
    await page.evaluate(async (typed) => {
      const channel = new MessageChannel()
      channel.port1.start()
      for (const letter of typed) {
        document.execCommand('insertText', false, letter)
        await new Promise((resolve) => {
          channel.port1.addEventListener('message', resolve, { once: true })
          channel.port2.postMessage(null)
        })
      }
    }, `# ${letters}`)
    await expect(text(page)).toContainText(letters)
  })

  test('that can’t be listed opens by its name, and an edit of the token’s own policy has a warning', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    const { rootToken } = root
    await writePolicy(
      vault,
      rootToken,
      'team/own',
      'path "sys/policies/acl/team/own" {\n  capabilities = ["read", "update"]\n}\n',
    )
    await goTo(page, routes.policy(profileId, 'root'))
    await expect(page.getByText("root can't be read or changed")).toBeVisible()
    await goTo(page, routes.policy(profileId, 'default'))
    await button(page, 'More actions').click()
    await expect(page.getByRole('menuitem', { name: /^Delete policy/ })).toHaveAttribute('aria-disabled', 'true')
    await page.keyboard.press('Escape')

    await signIn(page, profileId, await createToken(vault, rootToken, { policies: ['team/own'] }))
    await page.reload()
    await goTo(page, routes.policies(profileId))
    await expect(page.getByText('You need list on sys/policies/acl.')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('textbox', { name: 'Policy name' }).fill('Team/Own')
    await page.keyboard.press('Enter')
    await expect(heading(page, 'team/own')).toBeVisible()
    // HTML in a comment is shown as text, here and in the difference.
    const policy = '# <img src=x onerror=alert(1)>\npath "sys/policies/acl/team/own" {\n  capabilities = ["read"]\n}\n'
    await write(page, policy)
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Your own token has this policy.')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Changes to save' })).toContainText('<img src=x onerror=alert(1)>')
    await expectAccessible(page)
    await page.keyboard.press('Control+s')
    await expect(page.getByText('team/own saved').first()).toBeVisible()
    await expect(page.getByText('No changes yet')).toBeVisible()
    // The same user loses the capability that the policy removed, and no typed text is lost.
    await write(page, `${policy}# more\n`)
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('region', { name: 'Changes to save' })).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(page.getByText('You need update on sys/policies/acl/team/own.')).toBeVisible()
    await expect(text(page)).toContainText('# more')
  })

  exporting(
    'comes from a folder of files, after a dry run, and goes into one @boundary',
    async ({ app, exported, secrets: page, vault, root, profileId }) => {
      const { rootToken } = root
      const one = 'path "a" {\n  capabilities = ["read"]\n}\n'
      await writePolicy(vault, rootToken, 'same', one)
      await writePolicy(vault, rootToken, 'other', one)
      const folder = await mkdtemp(join(tmpdir(), 'policies-'))
      const files = {
        'same.hcl': one,
        'Other.hcl': one.replace('read', 'list'),
        'new.json': '{"path":{"a":{"capabilities":["read"]}}}',
        'broken.hcl': one.replace('read', 'reed'),
        'root.hcl': one,
      }
      const asPeopleHaveThem = {
        ...files,
        'Other.hcl': Buffer.from(`\u{feff}${files['Other.hcl']}`, 'utf16le'),
        'new.json': JSON.stringify({ name: 'new', policy: files['new.json'] }),
      }
      for (const [name, content] of Object.entries(asPeopleHaveThem)) await writeFile(join(folder, name), content)

      await goTo(page, routes.importPolicies(profileId))
      const choosing = page.waitForEvent('filechooser')
      await button(page, 'Choose a folder').click()
      await (await choosing).setFiles(folder)
      const entries = page.getByRole('list', { name: 'Files' }).getByRole('listitem')
      await expect(entries).toHaveCount(5)
      const entry = (name: string) => entries.filter({ has: page.getByText(name, { exact: true }) })
      await expect(entry('same')).toContainText('the same')
      await expect(entry("root can't be changed")).toContainText("root can't be changed")
      await expect(entry('broken')).toContainText('1 error: the server will refuse it')
      await expect(entries.filter({ hasText: 'new.json' })).toContainText('the policy in API JSON')
      await expect(entry('other')).toContainText('Read as UTF-16.')
      await button(page, 'Difference of other').click()
      await expect(page.getByRole('region', { name: 'Differences in other' })).toContainText('list')
      await expectAccessible(page)
      expect(await policyOnServer(vault, rootToken, 'other')).toContain('read')
      await button(page, 'Write 2 policies').click()
      await expect(entry('other')).toContainText('written')
      await expect(entry('new').filter({ hasText: 'new.json' })).toContainText('written')
      expect(await policyOnServer(vault, rootToken, 'other')).toContain('list')
      expect(await policyOnServer(vault, rootToken, 'new')).toBe(files['new.json'])
      await expect(policyOnServer(vault, rootToken, 'broken')).rejects.toThrow('404')
      await expect(list(page).getByRole('option', { name: 'new' })).toBeVisible()

      // All policies are exported into a folder of files, some are removed, and the import restores them.
      const odd = ['team/app one', '100%', '한국/앱']
      for (const name of odd) await writePolicy(vault, rootToken, encodeURIComponent(name), `# ${name}\r\n${one}`)
      await goTo(page, routes.exportPolicies(profileId))
      await expect(page.getByRole('list', { name: 'Policies to export' })).toContainText('team%2Fapp%20one.hcl')
      await expectAccessible(page)
      if (app.desktop !== undefined) {
        await choosesFile(app, null)
        await button(page, 'Export 7 policies').click()
        await choosesFile(app, join(exported, 'missing'))
        await button(page, 'Export 7 policies').click()
        await expect(page.getByText("This folder can't be created")).toBeVisible()
        await choosesFile(app, exported)
      }
      await button(page, 'Export 7 policies').click()
      await expect(page.getByText('7 policies were written')).toBeVisible()
      const [first = ''] = await readdir(exported)
      expect(first).toMatch(/-policies-\d{4}-\d\d-\d\d$/)
      const out = join(exported, first)
      await expect(page.getByText(out)).toBeVisible()
      expect((await readdir(out)).length).toBe(7)
      const removed = [...odd, 'other']
      for (const name of removed) {
        await vaultApi(vault, 'DELETE', `sys/policies/acl/${encodeURIComponent(name)}`, { token: rootToken })
      }
      await goTo(page, routes.importPolicies(profileId))
      const choosingAgain = page.waitForEvent('filechooser')
      await button(page, 'Choose a folder').click()
      await (await choosingAgain).setFiles(out)
      await expect(entries).toHaveCount(7)
      await expect(entry('default')).toContainText('the same')
      await expect(entry('new').filter({ hasText: 'new.json' })).toContainText('the same')
      await button(page, 'Write 4 policies').click()
      await expect(entries.filter({ hasText: 'written' })).toHaveCount(4)
      for (const name of odd) expect(await policyOnServer(vault, rootToken, name)).toBe(`# ${name}\r\n${one}`.trimEnd())
      expect(await policyOnServer(vault, rootToken, 'other')).toBe(files['Other.hcl'].trimEnd())
      // A token that may read only a few: the others are named, and the few are exported.
      const few =
        'path "sys/policies/acl" {\n  capabilities = ["list"]\n}\npath "sys/policies/acl/few" {\n  capabilities = ["read"]\n}\n'
      await writePolicy(vault, rootToken, 'few', few)
      await signIn(page, profileId, await createToken(vault, rootToken, { policies: ['few'] }))
      await page.reload()
      await goTo(page, routes.exportPolicies(profileId))
      await expect(page.getByText('You need read on sys/policies/acl/team/app one.')).toBeVisible()
      await button(page, 'Export 1 policy').click()
      await expect(page.getByText('1 policy was written')).toBeVisible()
      await expect(page.getByText("7 policies weren't written.")).toBeVisible()
      expect(await readdir(join(exported, `${first}-2`))).toEqual(['few.hcl'])
      await rm(folder, { recursive: true })
      await signIn(page, profileId, rootToken)
      await page.reload()

      // Rules in JSON can be edited like rules in HCL, and become HCL.
      await goTo(page, routes.policy(profileId, 'new'))
      await rule(page, 'a').getByRole('button', { name: 'list', exact: true }).click()
      await expect(text(page)).toHaveText('{"path":{"a":{"capabilities":["read", "list"]}}}')
      await button(page, 'Convert to HCL').click()
      await expect(text(page)).toContainText('capabilities = ["read", "list"]')
      await rule(page, 'a').getByRole('button', { name: 'read', exact: true }).click()
      await expect(text(page)).toContainText('capabilities = ["list"]')
      await save(page, 'new')
      expect(await policyOnServer(vault, rootToken, 'new')).toBe('path "a" {\n  capabilities = ["list"]\n}')

      await goTo(page, routes.policies(profileId))
      await expect(page.getByText('No policy is open')).toBeVisible()

      // One policy as a file, and by keyboard only from the list into the text and back.
      await pressOn(page, list(page), 'Enter')
      await expect(heading(page, '100%')).toBeVisible()
      await goTo(page, routes.policy(profileId, 'other'))
      await expect(text(page)).toBeFocused()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('# typed')
      await page.keyboard.press('Escape')
      await pressOn(page, page.getByRole('button', { name: 'Review changes' }))
      await expect(button(page, 'Save policy')).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(page.getByText('other saved').first()).toBeVisible()
      expect(await policyOnServer(vault, rootToken, 'other')).toContain('# typed')
      const saved = await app.saved(page, async () => {
        await button(page, 'More actions').click()
        await page.getByRole('menuitem', { name: 'Save text as file…' }).click()
      })
      expect(saved.name).toBe('other.hcl')
    },
  )

  test('is written, fixed, saved and tried by keyboard only @desktop', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    const { rootToken } = root
    await mountKv(vault, rootToken)
    await putSecret(vault, rootToken, 'webapp/config', { password: 'static-value' })
    await goTo(page, routes.policies(profileId))
    await pressOn(page, button(page, 'New policy'), 'Enter')
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
    await page.keyboard.type('keys')
    await tabTo(page, text(page))
    await page.keyboard.insertText('path "secret/webapp/config" {\n  capabilities = ["raed"]\n}\n')
    await expect(wrong(page)).toContainText('Did you mean read?')
    // If choices have opened, they use the first Escape.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await pressOn(page, button(page, /^Fix in line 2: Unknown capability raed/), 'Enter')
    await expect(text(page)).toContainText('["read"]')
    await pressOn(page, button(page, /^Review fix in line 1: secret\/ is KV 2/), 'Enter')
    await pressOn(page, button(page, 'Apply fix'), 'Enter')
    await expect(text(page)).toContainText('secret/data/webapp/config')
    await expect(wrong(page)).toContainText('No errors or warnings.')
    await save(page, 'keys')
    expect(await policyOnServer(vault, rootToken, 'keys')).toContain('secret/data/webapp/config')
    await expect(text(page)).toBeFocused()
    await page.keyboard.press('Escape')
    await tabTo(page, panel(page, 'Rules'))
    await page.keyboard.press('ArrowRight')
    await tabTo(page, page.getByRole('combobox', { name: 'Path' }))
    await page.keyboard.insertText('secret/data/webapp/config')
    await page.keyboard.press('Escape')
    await expect(page.getByText('This text grants read on secret/data/webapp/config.')).toBeVisible()
    await pressOn(page, button(page, 'Test with a real token'), 'Enter')
    const trial = page.getByRole('region', { name: 'On the server' })
    await expect(trial).toContainText('allowed The server responded with 200.')
  })
})
