/** Kubernetes auth through the window: a mount, its configuration, its roles. */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { addAppRole, createToken, initializeAndUnseal, vaultApi, writePolicy } from '../servers/initialized.ts'
import { enableKubernetes, kubernetesLogin, writeRole } from '../servers/kubernetesAuth.ts'
import { startVault } from '../servers/vault.ts'
import { addConnection, callFrom, expect, expectAccessible, goTo, signIn } from './app.ts'
import { addTo, button, mount, test } from './kubernetesWorld.ts'

const row = (page: Page, name: RegExp) => page.getByRole('option', { name })
const box = (page: Page, name: string | RegExp) => page.getByRole('textbox', { name })

test('a mount is enabled, configured three times, and pods log in after each save @kubernetes', async ({
  window: page,
  vault,
  token,
  profileId,
  kubernetes,
}) => {
  test.setTimeout(120_000)
  await kubernetes.serviceAccount('shop', 'web')
  const reviewer = await kubernetes.reviewer()
  const login = async () => kubernetesLogin(vault, 'web', await kubernetes.token('shop', 'web'))
  const reviewerSet = async () => {
    const { data } = await vaultApi(vault, 'GET', 'auth/kubernetes/config', { token })
    return (data as Record<string, unknown>)['token_reviewer_jwt_set']
  }

  // By keyboard only: the button has the focus.
  await goTo(page, routes.kubernetes(profileId))
  await expect(page.getByText('No Kubernetes auth yet')).toBeVisible()
  await expect(button(page, 'Enable Kubernetes auth')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(box(page, 'Path')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('radiogroup', { name: 'Where does this Vault run?' })).toBeVisible()

  // *In a cluster* is preselected; this Vault has no pod, and the server's refusal says so.
  await expect(box(page, 'API server address')).toHaveValue('https://kubernetes.default.svc')
  await button(page, 'Save configuration').click()
  await expect(page.getByText("This Vault doesn't run in a pod")).toBeVisible()

  await page.getByText('Somewhere else', { exact: true }).click()
  await box(page, 'API server address').fill(kubernetes.address)
  await box(page, 'CA of the API server').fill(kubernetes.caPem)
  await button(page, 'Save configuration').click()
  await expect(page.getByText('Paste the JWT, or choose another option.')).toBeVisible()
  await box(page, 'Reviewer JWT').fill(reviewer)
  await expectAccessible(page)

  // Typed values survive a reload, but the JWT is in no draft.
  await page.reload()
  await expect(page.getByText('Continues with your earlier draft.')).toBeVisible()
  await expect(page.getByText("Drafts don't store JWTs. Enter the JWT again.")).toBeVisible()
  await expect(box(page, 'API server address')).toHaveValue(kubernetes.address)
  await expect(box(page, 'CA of the API server')).toHaveValue(kubernetes.caPem)
  await expect(box(page, 'Reviewer JWT')).toHaveValue('')
  await expectAccessible(page)
  await box(page, 'Reviewer JWT').fill(reviewer)
  await expect(page.getByText("Drafts don't store JWTs. Enter the JWT again.")).toBeHidden()
  await button(page, 'Save configuration').click()
  await expect(page.getByText('reviewer JWT set')).toBeVisible()
  expect(await reviewerSet()).toBe(true)

  await vaultApi(vault, 'POST', 'auth/kubernetes/role/web', {
    token,
    body: { bound_service_account_names: 'web', bound_service_account_namespaces: 'shop' },
  })
  expect(await login()).toHaveProperty('client_token')

  // After a change of another field the form asks for the JWT again, and sends nothing without it.
  await box(page, 'Issuer (deprecated)').fill('https://issuer.example')
  await button(page, 'Replace configuration').click()
  await expect(page.getByText('Paste the JWT, or choose another option.')).toBeVisible()
  await box(page, 'Reviewer JWT').fill(reviewer)
  await page.getByText('Store on this computer').click()
  await button(page, 'Replace configuration').click()
  await expect(button(page, 'Delete stored JWT')).toBeVisible()
  expect(await reviewerSet()).toBe(true)
  expect(await login()).toHaveProperty('client_token')

  // The JWT is now kept on this computer: the third save sends it automatically.
  await expect(page.getByRole('radio', { name: 'Send the JWT stored on this computer' })).toBeChecked()
  await box(page, 'Issuer (deprecated)').fill('https://another.example')
  await button(page, 'Replace configuration').click()
  await expect(button(page, 'Discard changes')).toBeHidden()
  expect(await reviewerSet()).toBe(true)
  expect(await login()).toHaveProperty('client_token')

  // The stored credentials list the JWT. Once it is removed there, the form asks for it again.
  await goTo(page, routes.keychain())
  const kept = page.getByRole('row', { name: /Reviewer JWT of kubernetes\// })
  await expect(kept).toContainText(kubernetes.address)
  await expect(kept).not.toContainText('never')
  await kept.getByRole('button', { name: /^Remove/ }).click()
  await button(page, 'Remove credential').click()
  await expect(kept).toBeHidden()
  await goTo(page, routes.kubernetesMount(profileId, mount, 'config'))
  await expect(page.getByRole('radio', { name: 'Enter again' })).toBeChecked()

  // A save that would erase the JWT needs a confirmation.
  await page.getByText('None', { exact: true }).click()
  await box(page, 'Issuer (deprecated)').fill('')
  await button(page, 'Replace configuration').click()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('The reviewer JWT. Servers never return it')
  await expect(question).toContainText('https://another.example')
  await expectAccessible(page)
  await button(page, 'Cancel').click()
  expect(await reviewerSet()).toBe(true)
  await button(page, 'Replace configuration').click()
  await button(page, 'Save and erase').click()
  await expect(page.getByText("each pod's token reviews itself")).toBeVisible()
  expect(await reviewerSet()).toBe(false)
  await expect(login()).rejects.toThrow('answered 403')
  expect(await page.content()).not.toContain(reviewer)
})

test('roles are created, searched, edited by two users, renamed, copied, exported and deleted @kubernetes', async ({
  window: page,
  vault,
  token,
  profileId,
}) => {
  test.setTimeout(150_000)
  const stored = async (name: string, at = 'kubernetes') => {
    const { data } = await vaultApi(vault, 'GET', `auth/${at}/role/${name}`, { token })
    return data as Record<string, unknown>
  }
  const put = (name: string, body: Record<string, unknown>) =>
    vaultApi(vault, 'POST', `auth/kubernetes/role/${name}`, { token, body })
  await enableKubernetes(vault, token)
  await enableKubernetes(vault, token, 'team/staging')

  // A new role, by keyboard. Missing values are reported before a request is sent.
  await goTo(page, routes.kubernetesMount(profileId, mount))
  await expect(page.getByText('No roles yet')).toBeVisible()
  await button(page, 'New role').first().click()
  await expect(box(page, 'Role name')).toBeFocused()
  await page.keyboard.type('WebApp')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Enter at least one service account')).toBeVisible()
  await expect(page.getByText('The server stores names in lowercase.')).toBeVisible()
  await addTo(page, 'Service accounts', 'vault')
  await addTo(page, 'Namespaces', 'default')
  await addTo(page, 'Policies', 'webapp')
  await box(page, /^TTL$/).fill('24h')
  await expect(page.getByText('Tokens issued for another purpose work here too.')).toBeVisible()
  await box(page, 'Audience').fill('https://kubernetes.default.svc.cluster.local')
  await expect(page.getByText('Tokens issued for another purpose work here too.')).toBeHidden()
  await expectAccessible(page)
  await button(page, 'Create role').first().click()
  await expect(page.getByRole('heading', { name: 'webapp', exact: true })).toBeVisible()
  expect(await stored('webapp')).toMatchObject({
    bound_service_account_names: ['vault'],
    token_policies: ['webapp'],
    token_ttl: 86_400,
  })

  // Typed values survive a reload; a role's selector survives an edit of its TTL.
  const selector = '{"matchLabels":{"team":"shop"}}'
  await put('selected', { bound_service_account_names: 'web', bound_service_account_namespace_selector: selector })
  await goTo(page, routes.kubernetesRole(profileId, mount, 'selected'))
  await box(page, /^TTL$/).fill('1h30m')
  await expect(page.getByText('not saved', { exact: true })).toBeVisible()
  await box(page, /^TTL$/).blur()
  await expect(button(page, '1 draft')).toBeVisible()
  await page.reload()
  await expect(box(page, /^TTL$/)).toHaveValue('1h30m')

  // Another user saves first: neither side loses a change.
  await put('selected', { token_max_ttl: 7200, bound_service_account_namespace_selector: selector })
  await button(page, 'Save role').first().click()
  await expect(page.getByText('Someone else saved a newer version of this role.')).toBeVisible()
  await button(page, 'Reapply my changes').click()
  await button(page, 'Save role').first().click()
  await expect(page.getByText('not saved', { exact: true })).toBeHidden()
  expect(await stored('selected')).toMatchObject({
    token_ttl: 5400,
    token_max_ttl: 7200,
    bound_service_account_namespace_selector: selector,
  })

  // Renamed through a plan.
  await button(page, 'Actions for selected').click()
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await box(page, 'New name').fill('chosen')
  await expect(page.getByText('From then on, pods that sign in with selected are refused.')).toBeVisible()
  await button(page, 'Rename role').click()
  await expect(page.getByRole('heading', { name: 'chosen', exact: true })).toBeVisible()
  await expect(stored('selected')).rejects.toThrow('answered 404')

  // Several roles at once: copied to another mount, where one differs.
  await vaultApi(vault, 'POST', 'auth/team/staging/role/webapp', {
    token,
    body: { bound_service_account_names: 'other', bound_service_account_namespaces: 'default' },
  })
  await goTo(page, routes.kubernetesMount(profileId, mount))
  await expect(row(page, /chosen/)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search roles' }).fill('shop')
  await expect(row(page, /webapp/)).toBeHidden()
  await page.getByRole('searchbox', { name: 'Search roles' }).fill('')
  await button(page, 'Select multiple').click()
  await button(page, 'Select all shown').click()
  await expect(button(page, 'Delete 2 roles…')).toBeVisible()
  await expectAccessible(page)
  await button(page, 'Copy to…').click()
  await button(page, /Mount/).click()
  await page.getByRole('option', { name: 'team/staging/' }).click()
  const plan = page.getByRole('list', { name: 'Planned changes' })
  await expect(plan.getByRole('listitem')).toHaveText([/new\s*chosen/, /different, kept\s*webapp/])
  await page.getByText('Replace the existing role that differs').click()
  await button(page, 'Write 2 roles').click()
  await expect(plan).toBeHidden()
  expect(await stored('webapp', 'team/staging')).toEqual(await stored('webapp'))
  expect(await stored('chosen', 'team/staging')).toEqual(await stored('chosen'))

  // Exported as commands, deleted, imported again: the roles are the same.
  const before = [await stored('webapp'), await stored('chosen')]
  await button(page, 'Select multiple').click()
  await button(page, 'Select all shown').click()
  await button(page, 'Export…').click()
  await page.getByText('vault write', { exact: true }).click()
  const exported = page.getByRole('region', { name: 'Exported roles' })
  await expect(exported).toContainText('vault write auth/kubernetes/role/webapp')
  const text = (await exported.textContent()) ?? ''
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click()
  await button(page, 'Delete 2 roles…').click()
  await button(page, 'Delete 2 roles').click()
  await expect(page.getByText('No roles yet')).toBeVisible()
  await button(page, 'More role actions').click()
  await page.getByRole('menuitem', { name: 'Import…' }).click()
  await box(page, 'Roles').fill(text)
  await button(page, 'Write 2 roles').click()
  await expect(row(page, /webapp/)).toBeVisible()
  expect([await stored('webapp'), await stored('chosen')]).toEqual(before)
})

test('roles are copied to another server, and missing capabilities are reported where they matter @kubernetes', async ({
  window: page,
  vault,
  token,
  profileId,
}) => {
  test.setTimeout(150_000)
  page.setDefaultTimeout(15_000)
  const other = await startVault({ plugins: ['kubernetes'] })
  try {
    const { rootToken } = await initializeAndUnseal(other)
    await enableKubernetes(vault, token)
    await enableKubernetes(other, rootToken, 'cluster-b')
    const body = { bound_service_account_names: 'web', bound_service_account_namespaces: 'shop', audience: 'vault' }
    for (const name of ['webapp', 'batch', 'same'])
      await writeRole(vault, token, name, { ...body, token_policies: 'only-here,default' })
    await writeRole(other, rootToken, 'batch', { ...body, token_ttl: 77 }, 'cluster-b')
    await writeRole(other, rootToken, 'same', { ...body, token_policies: 'only-here,default' }, 'cluster-b')
    const stored = async (name: string) => {
      const { data } = await vaultApi(other, 'GET', `auth/cluster-b/role/${name}`, { token: rootToken })
      return data as Record<string, unknown>
    }
    const otherId = await addConnection(page, other.address, 'stage')
    const choose = async (what: RegExp, option: string) => {
      await button(page, what).click()
      await page.getByRole('option', { name: option }).click()
    }
    const dialog = page.getByRole('dialog')
    const copyAll = async () => {
      await goTo(page, routes.kubernetesMount(profileId, mount))
      await button(page, 'Select multiple').click()
      await button(page, 'Select all shown').click()
      await button(page, 'Copy to…').click()
      await choose(/Connection/, 'stage')
    }
    await page.reload()
    await copyAll()
    await expect(dialog).toContainText("You aren't signed in to that connection. Open it and sign in first.")

    // With a sign-in: a role that exists and differs is kept unless the user chooses otherwise; a missing policy is
    // named.
    await signIn(page, otherId, rootToken)
    await page.reload()
    await copyAll()
    await choose(/Mount/, 'cluster-b/')
    const plan = page.getByRole('list', { name: 'Planned changes' })
    await expect(plan.getByRole('listitem')).toHaveText([/different, kept\s*batch/, /the same\s*same/, /new\s*webapp/])
    await expect(plan).toContainText('token_ttl')
    await expect(dialog).toContainText("These policies don't exist on this server: only-here.")
    await expectAccessible(page)
    await button(page, 'Write 1 role').click()
    await expect(plan).toBeHidden()
    expect(await stored('webapp')).toMatchObject({ token_policies: ['only-here', 'default'], audience: 'vault' })
    expect(await stored('batch')).toMatchObject({ token_ttl: 77 })

    // With few capabilities, neither mounts nor policies can be listed: the path is typed, and each role's refusal is
    // named.
    const rules = 'path "auth/cluster-b/role" { capabilities = ["list"] }\n'
    const read = 'path "auth/cluster-b/role/*" { capabilities = ["read"] }\n'
    const config = 'path "auth/cluster-b/config" { capabilities = ["read"] }\n'
    await writePolicy(other, rootToken, 'few', rules + read + config)
    await signIn(page, otherId, await createToken(other, rootToken, { policies: ['few'] }))
    await page.reload()
    await copyAll()
    await box(page, 'Mount path').fill('cluster-b')
    await button(page, 'Check').click()
    await page.getByText('Replace the existing role that differs').click()
    await expect(dialog).toContainText("Strongroom can't check whether the roles' policies exist")
    await button(page, 'Write 1 role').click()
    await expect(dialog).toContainText('These roles failed')
    await expect(dialog).toContainText('permission denied')
    expect(await stored('batch')).toMatchObject({ token_ttl: 77 })

    // A mount in no list is remembered once it is opened by its path, until the user removes it.
    await writePolicy(other, rootToken, 'few', 'path "auth/elsewhere/role" { capabilities = ["list"] }')
    await page.reload()
    await goTo(page, routes.kubernetes(otherId))
    await expect(page.getByText('No visible mounts')).toBeVisible()
    await button(page, 'Open by path…').click()
    await box(page, 'Path').fill('cluster-b')
    await button(page, 'Open mount').click()
    await expect(page.getByRole('heading', { name: 'cluster-b/' })).toBeVisible()
    await expect(page.getByRole('tabpanel')).toContainText('auth/cluster-b/role')
    // The page stores the mount after the server's answers, and shows no sign of it here.
    const places = async () => (await callFrom(page, 'places.read', { profileId: otherId })) as { authMounts: string[] }
    await expect.poll(async () => (await places()).authMounts).toEqual(['cluster-b/'])
    await page.reload()
    await goTo(page, routes.kubernetes(otherId))
    const kept = page.getByRole('region', { name: 'Opened by path' })
    await expect(kept.getByRole('link', { name: 'cluster-b/' })).toBeVisible()
    await expectAccessible(page)
    await kept.getByRole('button', { name: 'Remove cluster-b/ from this list' }).click()
    await expect(kept).toBeHidden()

    // Roles that can't be read say so, and are excluded from bulk actions.
    const one = 'path "auth/cluster-b/role/webapp" { capabilities = ["read"] }\n'
    await writePolicy(other, rootToken, 'few', rules + one)
    await page.reload()
    await goTo(page, routes.kubernetesMount(otherId, 'cluster-b/'))
    await expect(row(page, /batch/)).toContainText('not readable')
    await button(page, 'Select multiple').click()
    await expect(page.getByText("2 roles couldn't be read. Bulk actions skip them.")).toBeVisible()
    await button(page, 'Select all shown').click()
    await row(page, /batch/).click()
    await expect(button(page, 'Delete 1 role…')).toBeVisible()
    await expectAccessible(page)

    // Without the list capability, a role opens by its name, and its link to the doctor works.
    await writePolicy(other, rootToken, 'few', one)
    await page.reload()
    await goTo(page, routes.kubernetesMount(otherId, 'cluster-b/'))
    await button(page, 'Open by name…').click()
    await box(page, 'Role name').fill('webapp')
    await button(page, 'Open role').click()
    await page.getByRole('link', { name: 'Test a token with this role' }).click()
    await expect(page.getByText('You need permission to list the roles. Enter a role name.')).toBeVisible()

    // A missing mount and one of another type say so.
    await addAppRole(vault, token, { name: 'web' })
    await goTo(page, routes.kubernetesMount(profileId, 'approle/'))
    await expect(page.getByText("This auth method isn't Kubernetes.")).toBeVisible()
    await goTo(page, routes.kubernetesMount(profileId, 'nowhere/'))
    await expect(page.getByText('No auth method at this path')).toBeVisible()
    await expectAccessible(page)

    // A sealed server is reported in the dialog, and nothing is written.
    await vaultApi(other, 'PUT', 'sys/seal', { token: rootToken })
    await copyAll()
    await expect(dialog).toContainText('sealed')
    await expect(dialog.getByRole('button', { name: /^Write/ })).toBeHidden()
    await page.keyboard.press('Escape')

    // A role that is deleted during an edit can be created again.
    await goTo(page, routes.kubernetesRole(profileId, mount, 'webapp'))
    await box(page, /^TTL$/).fill('2h')
    await vaultApi(vault, 'DELETE', 'auth/kubernetes/role/webapp', { token })
    await button(page, 'Save role').first().click()
    await expect(page.getByText('Someone else deleted this role.')).toBeVisible()
    await expect(box(page, /^TTL$/)).toHaveValue('2h')
    await button(page, 'Create role again').click()
    await button(page, 'Save role').first().click()
    await expect(page.getByText('Someone else deleted this role.')).toBeHidden()
    const { data } = await vaultApi(vault, 'GET', 'auth/kubernetes/role/webapp', { token })
    expect(data).toMatchObject({ token_ttl: 7200, audience: 'vault' })
  } finally {
    await other.stop()
  }
})
