/** The doctor on a real server with a real API server: diagnoses of failed sign-ins, and invalid input. */
import { access, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { createAuthority } from '../servers/certificates.ts'
import { mountKv, putSecret, vaultApi, writePolicy } from '../servers/initialized.ts'
import { issuer, type TestKubernetes } from '../servers/kubernetes.ts'
import { configureKubernetes, enableKubernetes, writeRole } from '../servers/kubernetesAuth.ts'
import { callFrom, expect, expectAccessible, goTo } from './app.ts'
import { holdAnswer } from './calls.ts'
import { answering } from './consent.ts'
import { questionsOf } from './desktop.ts'
import { chooseKubeconfig } from './files.ts'
import { pressOn, tabTo } from './keyboard.ts'
import { button, choose, combo, field, mount, test } from './kubernetesWorld.ts'

async function giveToken(page: Page, jwt: string): Promise<void> {
  await field(page, 'Service account JWT').fill(jwt)
  await button(page, 'Read token').click()
}

/** A kubeconfig whose credentials come from a program, which leaves a file when it runs. */
async function withProgram(cluster: TestKubernetes): Promise<string> {
  const { folder, adminToken } = cluster
  await rm(join(folder, 'ran'), { force: true })
  const answer = JSON.stringify({ kind: 'ExecCredential', status: { token: adminToken } })
  await writeFile(join(folder, 'credentials.sh'), `#!/bin/sh\ntouch ${folder}/ran\necho '${answer}'\n`, { mode: 0o700 })
  const exec = '{ apiVersion: client.authentication.k8s.io/v1, command: ./credentials.sh, args: [now] }'
  const file = join(folder, 'with-program')
  await writeFile(file, cluster.kubeconfig().replace(/user: \{ token: \S+ \}/, `user: { exec: ${exec} }`), {
    mode: 0o600,
  })
  return file
}

test('a kubeconfig fills in the forms, and the doctor explains a failed sign-in @kubernetes @boundary', async ({
  app,
  window: page,
  vault,
  token,
  profileId,
  kubernetes,
}) => {
  test.setTimeout(120_000)
  await enableKubernetes(vault, token)
  await configureKubernetes(vault, token, kubernetes)
  await kubernetes.serviceAccount('default', 'vault')
  await writeRole(vault, token, 'webapp', {
    bound_service_account_names: 'vault',
    bound_service_account_namespaces: 'default',
    audience: issuer,
  })

  // The forms know the cluster once the user has allowed its program to run; the program does not run before.
  await goTo(page, routes.kubernetesRole(profileId, mount, 'webapp'))
  await button(page, 'Suggest names from a kubeconfig…').click()
  const dialog = page.getByRole('dialog')
  await chooseKubeconfig(app, page, dialog, await withProgram(kubernetes))
  await expect(dialog.getByRole('region', { name: 'Kubeconfig program' })).toContainText('credentials.sh now')
  await expectAccessible(page)
  await expect(access(join(kubernetes.folder, 'ran'))).rejects.toThrow('ENOENT')
  const allow = () => dialog.getByRole('button', { name: 'Allow program…' }).click()
  const program = join(kubernetes.folder, 'credentials.sh')
  await rename(program, `${program}.away`)
  await allow()
  await expect(dialog.getByText('The program of the kubeconfig was not found')).toBeVisible()
  await dialog.getByText(/^Error details$/).click()
  await expect(dialog.getByText(`There is no program at ${program}`)).toBeVisible()
  await rename(`${program}.away`, program)
  await answering(app, page, allow, false)
  await expect(dialog.getByText('Not confirmed')).toBeVisible()
  await expect(access(join(kubernetes.folder, 'ran'))).rejects.toThrow('ENOENT')
  const printed = await answering(app, page, allow)
  const question = app.desktop === undefined ? printed : ((await questionsOf(app)).at(-1)?.detail ?? '')
  for (const shown of [join(kubernetes.folder, 'credentials.sh'), 'now', kubernetes.folder, kubernetes.address])
    expect(question).toContain(shown)
  await expect(dialog.getByText('Uses cluster')).toBeVisible()
  await dialog.getByRole('button', { name: 'Use this kubeconfig' }).click()
  await expect(page.getByText('Names are suggested from test.')).toBeVisible()
  await page.getByRole('combobox', { name: /^Service accounts/ }).click()
  await expect(page.getByRole('option', { name: 'vault-reviewer' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Manifests for an app' }).click()

  // The app's side, with names that Kubernetes does not accept.
  await expect(page.getByRole('region', { name: 'Projected token' })).toContainText('serviceAccountName: vault')
  await expectAccessible(page)
  await button(page, 'Dry run on test').click()
  const dry = page.getByRole('list', { name: 'Result of the dry run' })
  await expect(dry.getByRole('listitem')).toHaveText([
    'ServiceAccount default/vault: valid: would update the existing object',
    'Deployment default/webapp: valid: would create the object',
    'Service default/webapp: valid: would create the object',
  ])
  await expectAccessible(page)
  await page.getByRole('tab', { name: 'External Secrets' }).click()
  await button(page, 'Dry run on test').click()
  await expect(dry).toContainText("the cluster doesn't know this kind")
  await page.getByRole('tab', { name: 'Shell in pod' }).click()
  await expect(page.getByRole('region', { name: 'Shell in pod' })).toContainText('auth/kubernetes/login')
  await field(page, 'App').fill('Not A Name')
  await expect(page.getByText('Fix the highlighted names to generate the manifest.')).toBeVisible()

  // A pod of another namespace with a token for another audience: the causes are listed first, before any sign-in.
  await page.getByRole('tab', { name: 'Doctor' }).click()
  await expectAccessible(page)
  await kubernetes.serviceAccount('shop', 'vault')
  await giveToken(page, await kubernetes.token('shop', 'vault', { audiences: ['shop'] }))
  await choose(page, 'Role', 'webapp')
  const result = page.getByRole('region', { name: 'Result of the sign-in' })
  const why = page.getByRole('region', { name: 'Cause' }).first()
  await expect(why).toContainText('The token is for another audience')
  await expect(why).toContainText("The role doesn't allow this namespace")
  await button(page, 'Sign in with webapp').click()
  await expect(result).toContainText("The server's response (403): invalid audience (aud) claim")

  // The reviewer loses its right: Vault gives no reason, so the doctor asks Kubernetes.
  await kubernetes.api('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/default-vault-reviewer')
  await button(page, 'Use another token').click()
  await giveToken(page, `"${await kubernetes.token('default', 'vault')}"`)
  await expect(page.getByText('Removed: quotes.')).toBeVisible()
  await button(page, 'Sign in with webapp').click()
  await expect(result).toContainText("The reviewer can't review tokens")
  await expect(page.getByText('sign-in with role webapp was refused')).toBeVisible()
  await expect(result).toContainText("The server's response (403): permission denied")
  await expect(result).toContainText('Kubernetes accepts the token.')

  await callFrom(page, 'app.changeSettings', { language: 'ko' })
  await expect(page.getByRole('region', { name: '로그인 결과' })).toContainText('Reviewer가 Token을 검토할 수 없습니다')
  await expectAccessible(page)
  await callFrom(page, 'app.changeSettings', { language: 'en' })

  // Invalid input, by keyboard only.
  await pressOn(page, button(page, 'Use another token'))
  for (const [text, words] of [
    ['hello', "This isn't a JWT. A JWT has three parts, separated by two dots."],
    ['hvs.CAESIBs0mEt0kenThatIsNoJwt', 'This is a Vault token, not a Kubernetes token.'],
    ['x'.repeat(1024 * 1024), 'This text is too long for a token.'],
  ] as const) {
    await tabTo(page, field(page, 'Service account JWT'))
    await page.keyboard.insertText(text)
    await page.keyboard.press('Enter')
    await expect(page.getByText(words)).toBeVisible()
    await expect(field(page, 'Service account JWT')).toHaveValue('')
  }
})

test('the doctor reports an address without an API server, and a CA that no longer fits @kubernetes', async ({
  window: page,
  vault,
  token,
  profileId,
  kubernetes,
}) => {
  test.setTimeout(120_000)
  await enableKubernetes(vault, token)
  await kubernetes.serviceAccount('default', 'vault')
  const configure = (more: Readonly<Record<string, unknown>> = {}) =>
    configureKubernetes(vault, token, kubernetes, 'kubernetes', more)
  await configure({ kubernetes_host: vault.address })
  await writeRole(vault, token, 'webapp', {
    bound_service_account_names: 'vault',
    bound_service_account_namespaces: 'default',
    audience: issuer,
  })
  await goTo(page, routes.kubernetesMount(profileId, mount))
  await page.getByRole('tab', { name: 'Doctor' }).click()
  await giveToken(page, await kubernetes.token('default', 'vault'))
  await choose(page, 'Role', 'webapp')
  const result = page.getByRole('region', { name: 'Result of the sign-in' })
  const signIn = () => button(page, 'Sign in with webapp').click()
  await signIn()
  await expect(result).toContainText("The address in the configuration isn't that of an API server")
  await expect(result).toContainText('Vault or OpenBao runs at this address, not an API server.')
  await expect(result).not.toContainText("the mount's CA issued its certificate")
  await expectAccessible(page)

  await configure()
  await signIn()
  await expect(result).toContainText("An API server answers, and the mount's CA issued its certificate.")
  // The server keeps its connection open, so the sign-in still works with a CA that doesn't fit.
  await configure({ kubernetes_ca_cert: (await createAuthority()).certPem })
  await signIn()
  await expect(result).toContainText('The sign-in works, but the certificate check from this computer fails.')
  await expect(result).toContainText("The mount's CA didn't issue the certificate.")
  await expectAccessible(page)
})

test('a role that is typed while the doctor reads a token stays in its field @kubernetes @browser', async ({
  window: page,
  vault,
  token,
  profileId,
  kubernetes,
}) => {
  await enableKubernetes(vault, token)
  const release = await holdAnswer(page, 'kubernetesDoctor.takeToken')
  await page.reload()
  await goTo(page, routes.kubernetesMount(profileId, mount))
  await page.getByRole('tab', { name: 'Doctor' }).click()
  await kubernetes.serviceAccount('default', 'vault')
  await giveToken(page, await kubernetes.token('default', 'vault'))
  await choose(page, 'Role', 'webapp')
  await release()
  await expect(button(page, 'Use another token')).toBeVisible()
  await expect(combo(page, 'Role')).toHaveValue('webapp')
})

test('the role form and the doctor work by keyboard only @kubernetes', async ({
  window: page,
  vault,
  token,
  profileId,
  kubernetes,
}) => {
  test.setTimeout(120_000)
  page.setDefaultTimeout(15_000)
  await enableKubernetes(vault, token)
  await configureKubernetes(vault, token, kubernetes)
  await kubernetes.serviceAccount('default', 'vault')
  await mountKv(vault, token)
  await putSecret(vault, token, 'webapp/config', { username: 'static-user' })
  await writePolicy(vault, token, 'webapp', 'path "secret/data/webapp/config" { capabilities = ["read"] }')
  const many = (name: string) => page.getByRole('combobox', { name })
  const { keyboard } = page

  // The list, the form, its fields from the first to the last, and the save.
  await goTo(page, routes.kubernetesMount(profileId, mount))
  await pressOn(page, button(page, 'New role').first())
  await expect(page.getByRole('textbox', { name: 'Role name' })).toBeFocused()
  await keyboard.type('webapp')
  for (const [name, text] of [
    ['Service accounts', 'vault'],
    ['Namespaces', 'default'],
  ] as const) {
    await tabTo(page, many(name))
    await keyboard.type(text)
    await keyboard.press('Enter')
    await expect(many(name)).toHaveValue('')
  }
  await tabTo(page, field(page, 'Audience'))
  await keyboard.type(issuer)
  // Selected from the list of the server's policies.
  await tabTo(page, many('Policies'))
  await keyboard.type('weba')
  await expect(page.getByRole('option', { name: 'webapp' })).toBeVisible()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(many('Policies')).toHaveValue('')
  await tabTo(page, field(page, 'TTL'))
  await keyboard.type('2h')
  await keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'webapp', exact: true })).toBeVisible()
  const { data } = await vaultApi(vault, 'GET', 'auth/kubernetes/role/webapp', { token })
  expect(data).toMatchObject({ token_policies: ['webapp'], token_ttl: 7200, bound_service_account_names: ['vault'] })

  // The doctor: a token, a sign-in, a watch and its end.
  await pressOn(page, page.getByRole('link', { name: 'Test a token with this role' }))
  await tabTo(page, field(page, 'Service account JWT'))
  await keyboard.insertText(await kubernetes.token('default', 'vault'))
  await keyboard.press('Enter')
  await expect(page.getByText('system:serviceaccount:default:vault')).toBeVisible()
  await tabTo(page, combo(page, 'Secret to read'))
  await keyboard.type('secret/webapp/config')
  await keyboard.press('Escape')
  await pressOn(page, button(page, 'Sign in with webapp'))
  const result = page.getByRole('region', { name: 'Result of the sign-in' })
  await expect(result).toContainText('The sign-in works.')
  await pressOn(page, result.getByRole('button', { name: 'Show all values' }))
  await expect(result).toContainText('static-user')
  // Scrolling inside the page must not scroll the document.
  expect(await page.evaluate(() => document.documentElement.scrollTop)).toBe(0)
  await pressOn(page, button(page, 'Watch as the app would'))
  await expect(page.getByRole('list', { name: 'What the app sees' })).toContainText('Current secret')
  await pressOn(page, button(page, 'Stop watching'))
  await expect(page.getByText(/^Stopped after \d+ reads?\. The token was revoked\.$/)).toBeVisible()
})
