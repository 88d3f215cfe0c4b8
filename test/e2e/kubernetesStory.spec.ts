/**
 * A whole setup through the window's own forms and buttons: from a missing auth method to an app that reads a changed
 * secret. The test provides the servers, a secret, a kubeconfig and a reviewer's JWT.
 */
import { mountKv, putSecret, vaultApi } from '../servers/initialized.ts'
import { issuer } from '../servers/kubernetes.ts'
import { expect, expectAccessible } from './app.ts'
import { answering } from './consent.ts'
import { chooseKubeconfig } from './files.ts'
import { addTo, button, choose, combo, field, test } from './kubernetesWorld.ts'
import { save, text } from './policyWorld.ts'
import { heading, saveChanges, value } from './secretWorld.ts'

test('a user sets up Kubernetes auth until an app reads a changed secret, without a break @kubernetes', async ({
  app,
  window: page,
  vault,
  token,
  profileId: _signedIn,
  kubernetes,
  kubeconfig,
}) => {
  test.setTimeout(120_000)
  page.setDefaultTimeout(15_000)
  await mountKv(vault, token)
  await putSecret(vault, token, 'webapp/config', { username: 'static-user', password: 'static-password' })
  await kubernetes.serviceAccount('default', 'vault')
  await kubernetes.reviewer()
  // The window was opened before the secret existed.
  await page.reload()
  const rail = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

  // The method is enabled, and configured for a Vault outside of the cluster.
  await rail('Kubernetes').click()
  await button(page, 'Enable Kubernetes auth').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Enable Kubernetes auth' }).click()
  await page.getByText('Somewhere else', { exact: true }).click()
  await button(page, 'From a kubeconfig…').click()
  const dialog = page.getByRole('dialog')
  await chooseKubeconfig(app, page, dialog, kubeconfig)
  await dialog.getByRole('button', { name: 'Use test' }).click()
  await dialog.getByRole('button', { name: 'Use this kubeconfig' }).click()
  await expect(page.getByRole('textbox', { name: 'API server address' })).toHaveValue(kubernetes.address)
  await button(page, 'Create token from kubeconfig…').click()
  await expect(dialog.getByRole('combobox', { name: 'Service account' })).toHaveValue('vault-reviewer')
  await expect(dialog.getByRole('textbox', { name: 'Valid for' })).toHaveValue('365')
  await dialog.getByRole('textbox', { name: 'Valid for' }).fill('60')
  await expectAccessible(page)
  await answering(app, page, () => dialog.getByRole('button', { name: 'Create token' }).click())
  await expect(page.getByText('Kubernetes issued this token for this form.')).toBeVisible()
  await expect(page.getByText('Service account default/vault-reviewer')).toBeVisible()
  await expect(page.getByText(/^This token expires at /)).toBeVisible()
  await expectAccessible(page)
  await button(page, 'Save configuration').click()
  await expect(page.getByText('reviewer JWT set')).toBeVisible()
  for (const name of ['token_reviewer_jwt_set', 'disable_local_ca_jwt', 'pem_keys', 'disable_iss_validation'])
    await expect(page.getByRole('tabpanel')).toContainText(name)
  await expect(page.getByRole('tabpanel')).toContainText('use_annotations_as_alias_metadata')

  // The policy, created from the secret's page.
  await rail('Secrets').click()
  await page.getByRole('link', { name: 'secret/', exact: true }).click()
  await page.getByRole('treeitem', { name: 'webapp/', exact: true }).click()
  await page.getByRole('treeitem', { name: 'config', exact: true }).click()
  await expect(heading(page, 'config')).toBeVisible()
  await button(page, 'Grant access to this secret').click()
  await page.getByRole('combobox', { name: 'Policy' }).fill('webapp')
  await expect(page.getByText('Creates a new policy webapp.')).toBeVisible()
  await button(page, 'Open in editor').click()
  await expect(text(page)).toContainText('secret/data/webapp/config')
  await save(page, 'webapp')

  // The role.
  await rail('Kubernetes').click()
  await page.getByRole('link', { name: 'kubernetes/' }).click()
  await button(page, 'New role').first().click()
  await page.getByRole('textbox', { name: 'Role name' }).fill('webapp')
  await addTo(page, 'Namespaces', 'default')
  await addTo(page, 'Service accounts', 'vault')
  await field(page, 'Audience').fill(issuer)
  await addTo(page, 'Policies', 'webapp')
  await field(page, 'TTL').fill('24h')
  await expect(page.getByText('No warnings')).toBeVisible()
  await button(page, 'Create role').first().click()
  await expect(heading(page, 'webapp')).toBeVisible()
  const { data: role } = await vaultApi(vault, 'GET', 'auth/kubernetes/role/webapp', { token })
  expect(role).toMatchObject({
    bound_service_account_names: ['vault'],
    bound_service_account_namespaces: ['default'],
    token_policies: ['webapp'],
    token_ttl: 86_400,
    audience: issuer,
  })

  // The manifests that deploy the app.
  await page.getByRole('link', { name: 'Manifests for an app' }).click()
  const manifest = page.getByRole('region', { name: 'Projected token' })
  for (const words of ['kind: Deployment', 'kind: Service\n', 'expirationSeconds: 600', `audience: ${issuer}`])
    await expect(manifest).toContainText(words)
  for (const words of ['serviceAccountName: vault', 'name: JWT_PATH', 'name: VAULT_ADDR'])
    await expect(manifest).toContainText(words)

  // What a pod would do: a token of its service account, each condition, a real sign-in and a real read.
  await page.getByRole('tab', { name: 'Doctor' }).click()
  await page.getByText('From Kubernetes', { exact: true }).click()
  await expect(combo(page, 'Namespace')).toHaveValue('default')
  await choose(page, 'Service account', 'vault')
  await answering(app, page, () => button(page, 'Create token').click())
  await expect(page.getByText('system:serviceaccount:default:vault')).toBeVisible()
  await expect(combo(page, 'Role')).toHaveValue('webapp')
  const conditions = page.getByRole('grid', { name: 'Conditions of the role' })
  for (const met of ['Audience', 'Service account', 'Namespace', 'Not expired'])
    await expect(conditions.getByRole('rowheader', { name: `${met} Met`, exact: false })).toBeVisible()
  await choose(page, 'Secret to read', 'secret/webapp/config')
  await button(page, 'Sign in with webapp').click()
  const result = page.getByRole('region', { name: 'Result of the sign-in' })
  await expect(result).toContainText('The sign-in works. The token was revoked.')
  await expect(result).toContainText('1 day, renewable')
  await expect(result).not.toContainText('static-password')
  await result.getByRole('button', { name: 'Show all values' }).click()
  await expect(result).toContainText('static-password')
  await expect(result).toContainText('static-user')

  // The secret changes in this window while the app reads it.
  await button(page, 'Watch as the app would').click()
  const events = page.getByRole('list', { name: 'What the app sees' })
  await expect(events).toContainText('Current secret')
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Change secret/webapp/config' }).click()
  for (const [name, next] of [
    ['username', 'changed-user'],
    ['password', 'changed-password'],
  ] as const) {
    await button(page, `Show and edit ${name}`).click()
    await value(page, name).fill(next)
  }
  await saveChanges(page)
  await expect(page.getByText('The app received the new value of secret/webapp/config')).toBeVisible()
  await button(page, 'Show it').click()
  await expect(events).toContainText('New secret value received')
  await events.getByRole('button', { name: 'Show all values' }).first().click()
  await expect(events).toContainText('changed-password')
  await expect(events).toContainText('changed-user')
  await button(page, 'Stop watching').click()
  await expect(page.getByText(/^Stopped after \d+ reads?\. The token was revoked\.$/)).toBeVisible()

  // The differences, and the rollback of version 1 as version 3. The same trial reads it.
  await rail('Secrets').click()
  await page.getByRole('link', { name: 'secret/webapp/config' }).click()
  const version = (number: number) => page.getByText(`Version ${number}`, { exact: true }).locator('xpath=ancestor::li')
  await version(1).locator('label').first().click()
  await version(2).locator('label').first().click()
  await button(page, 'Compare 1 ↔ 2').click()
  const differences = page.getByRole('table', { name: 'Differences by key' })
  await expect(differences.getByRole('row', { name: /^password/ })).toContainText('≠ changed')
  await button(page, 'Show password').click()
  await expect(differences).toContainText('static-password')
  await expect(differences).toContainText('changed-password')
  await button(page, 'Close comparison').click()
  await version(1).getByRole('link', { name: 'Version 1' }).click()
  await button(page, 'Roll back to version 1').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back to version 1' }).click()
  await expect(page.getByText('v3', { exact: true }).first()).toBeVisible()
  await rail('Kubernetes').click()
  await page.getByRole('link', { name: 'kubernetes/' }).click()
  await page.getByRole('tab', { name: 'Doctor' }).click()
  await button(page, 'Sign in with webapp').click()
  await expect(result).toContainText('v3')
  await result.getByRole('button', { name: 'Show all values' }).click()
  await expect(result).toContainText('static-password')
})
