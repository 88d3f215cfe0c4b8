/**
 * The doctor on a real server over a real API server: the story from an enabled mount to an app that reads a changed
 * secret, what is shown when a sign-in fails, and input that is none.
 */
import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { mountKv, putSecret, vaultApi } from '../servers/initialised.ts'
import { issuer, startKubernetes, type TestKubernetes } from '../servers/kubernetes.ts'
import { registerKubernetes } from '../servers/kubernetesAuth.ts'
import { startVault } from '../servers/vault.ts'
import { callFrom, expect, expectAccessible, goTo } from './app.ts'
import { pressOn, tabTo } from './keyboard.ts'
import { button, config, test as base } from './secretWorld.ts'

const test = base.extend({
  vault: async ({ storage }, use) => {
    const vault = await startVault({ storage, plugins: ['kubernetes'] })
    await use(vault)
    await vault.stop()
  },
})

let kubernetes: TestKubernetes
let kubeconfig: string
test.beforeAll(async () => {
  kubernetes = await startKubernetes()
  kubeconfig = join(kubernetes.folder, 'kubeconfig')
  await writeFile(kubeconfig, kubernetes.kubeconfig(), { mode: 0o600 })
})
test.afterAll(() => kubernetes.stop())

const mount = 'kubernetes/'
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const combo = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true })

/** A text into a field with suggestions, whose list is closed again. */
async function choose(page: Page, name: string, text: string): Promise<void> {
  await combo(page, name).fill(text)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toBeHidden()
  await expect(combo(page, name)).toHaveValue(text)
}

async function giveToken(page: Page, jwt: string): Promise<void> {
  await field(page, 'JWT of a service account').fill(jwt)
  await button(page, 'Read token').click()
}

/** A kubeconfig whose credentials come from a program, which leaves a mark when it runs. */
async function withProgram(cluster: TestKubernetes): Promise<string> {
  const { folder, adminToken } = cluster
  const answer = JSON.stringify({ kind: 'ExecCredential', status: { token: adminToken } })
  await writeFile(join(folder, 'credentials.sh'), `#!/bin/sh\ntouch ${folder}/ran\necho '${answer}'\n`, { mode: 0o700 })
  const exec = '{ apiVersion: client.authentication.k8s.io/v1, command: ./credentials.sh, args: [now] }'
  const file = join(folder, 'with-program')
  await writeFile(file, cluster.kubeconfig().replace(/user: \{ token: \S+ \}/, `user: { exec: ${exec} }`), {
    mode: 0o600,
  })
  return file
}

test.describe('the doctor of Kubernetes sign-ins @kubernetes', () => {
  test('the story: from the mount to an app that reads a changed secret', async ({
    secrets: page,
    vault,
    root,
    profileId,
  }) => {
    // 5 to 8: the secret, the mount with its configuration, the policy and the role.
    await mountKv(vault, root.rootToken)
    await putSecret(vault, root.rootToken, 'webapp/config', { username: 'static-user', password: 'static-password' })
    await registerKubernetes(vault, root.rootToken)
    await kubernetes.serviceAccount('default', 'vault')
    await callFrom(page, 'kubernetes.enable', { profileId, mount })
    const state = await callFrom(page, 'kubernetes.writeConfig', {
      profileId,
      mount,
      base: null,
      reviewerWasSet: null,
      config: {
        host: kubernetes.address,
        caPem: kubernetes.caPem,
        pemKeys: [],
        issuer: '',
        disableIssValidation: true,
        disableLocalCaJwt: false,
        annotationsAsAliasMetadata: false,
        more: [],
      },
      reviewer: { from: 'given', jwt: await kubernetes.reviewer(), keep: false },
      erase: [],
    })
    expect(state).toMatchObject({ reviewerSet: true })
    const text = 'path "secret/data/webapp/config" { capabilities = ["read"] }'
    await callFrom(page, 'policies.write', { profileId, name: 'webapp', text, base: null })
    await vaultApi(vault, 'POST', 'auth/kubernetes/role/webapp', {
      token: root.rootToken,
      body: {
        bound_service_account_names: 'vault',
        bound_service_account_namespaces: 'default',
        token_policies: 'webapp',
        token_ttl: '24h',
        audience: issuer,
      },
    })

    // The forms know the cluster, once its program was allowed to run: no word of it runs before.
    await goTo(page, routes.kubernetesRole(profileId, mount, 'webapp'))
    await button(page, 'Names from a kubeconfig…').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Another', { exact: true }).click()
    await dialog.getByRole('textbox', { name: 'Path of the file' }).fill(await withProgram(kubernetes))
    await dialog.getByRole('button', { name: 'Read it' }).click()
    await expect(dialog.getByRole('region', { name: 'Program of the kubeconfig' })).toContainText('credentials.sh now')
    await expectAccessible(page)
    await expect(access(join(kubernetes.folder, 'ran'))).rejects.toThrow('ENOENT')
    await dialog.getByRole('button', { name: 'Run this program' }).click()
    await dialog.getByRole('button', { name: 'Take it' }).click()
    await expect(page.getByText('Names are completed from test.')).toBeVisible()
    await page.getByRole('combobox', { name: /^Service accounts/ }).click()
    await expect(page.getByRole('option', { name: 'vault-reviewer' })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Manifests for an app' }).click()

    // 9: the app's side.
    const manifest = page.getByRole('region', { name: 'Projected token' })
    await expect(manifest).toContainText('expirationSeconds: 600')
    await expect(manifest).toContainText(`audience: ${issuer}`)
    await expect(manifest).toContainText('serviceAccountName: vault')
    await expect(manifest).toContainText('name: JWT_PATH')
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Shell in the pod' }).click()
    await expect(page.getByRole('region', { name: 'Shell in the pod' })).toContainText('auth/kubernetes/login')
    await field(page, 'App').fill('Not A Name')
    await expect(page.getByText('The manifests appear when every name is one that Kubernetes takes.')).toBeVisible()

    // 10: a token of the service account, beside the role; then a real sign-in and a real read.
    await page.getByRole('tab', { name: 'Doctor' }).click()
    await expectAccessible(page)
    await page.getByText('Made by Kubernetes', { exact: true }).click()
    await page.getByText('Another', { exact: true }).click()
    await field(page, 'Path of the file').fill(kubeconfig)
    await button(page, 'Read it').click()
    await button(page, 'Use test').click()
    await expect(combo(page, 'Namespace')).toHaveValue('default')
    await choose(page, 'Service account', 'vault')
    await button(page, 'Make a token').click()
    await expect(page.getByText('system:serviceaccount:default:vault')).toBeVisible()
    await choose(page, 'Role', 'webapp')
    const conditions = page.getByRole('grid', { name: 'Conditions of the role' })
    for (const met of ['Audience', 'Service account', 'Namespace', 'Not expired']) {
      await expect(conditions.getByRole('rowheader', { name: `${met} Met`, exact: false })).toBeVisible()
    }
    await choose(page, 'Secret to read', 'secret/webapp/config')
    await button(page, 'Sign in with webapp').click()
    const result = page.getByRole('region', { name: 'Result of the sign-in' })
    await expect(result).toContainText('The sign-in works. Its token is ended again.')
    await expect(result).toContainText('1 day, renewable')
    await expect(page.getByText('a sign-in with webapp worked')).toBeVisible()
    await expect(result).not.toContainText('static-password')
    await result.getByRole('button', { name: 'Show all values' }).click()
    await expect(result).toContainText('static-password')
    await expect(result).toContainText('static-user')

    // 11: the secret is changed while the app reads it.
    await button(page, 'Watch as the app would').click()
    const events = page.getByRole('list', { name: 'What the app would see' })
    await expect(events).toContainText('The secret as it is')
    await putSecret(vault, root.rootToken, 'webapp/config', { username: 'changed-user', password: 'changed-password' })
    await expect(events).toContainText('A changed secret arrived')
    await events.getByRole('button', { name: 'Show all values' }).first().click()
    await expect(events).toContainText('changed-password')
    await expectAccessible(page)
    await button(page, 'Stop watching').click()
    await expect(page.getByText(/^Stopped after \d+ reads\. The token is ended\.$/)).toBeVisible()

    // Version 1 comes back as version 3, and the same trial reads it.
    await goTo(page, routes.kv(profileId, { ...config, version: 1 }))
    await button(page, 'Roll back to version 1').click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back to version 1' }).click()
    await expect(page.getByText('v3', { exact: true }).first()).toBeVisible()
    await goTo(page, routes.kubernetesMount(profileId, mount, 'doctor'))
    // The token is still there; it was given once.
    await choose(page, 'Role', 'webapp')
    await choose(page, 'Secret to read', 'secret/webapp/config')
    await button(page, 'Sign in with webapp').click()
    await expect(result).toContainText('v3')

    // A pod of another namespace with a token for somebody else: what is wrong stands first, before any sign-in.
    await button(page, 'Another token').click()
    await kubernetes.serviceAccount('shop', 'vault')
    await giveToken(page, await kubernetes.token('shop', 'vault', { audiences: ['shop'] }))
    const why = page.getByRole('region', { name: 'Why it fails' }).first()
    await expect(why).toContainText('The token is for another audience')
    await expect(why).toContainText('The role does not take this namespace')
    await button(page, 'Sign in with webapp').click()
    await expect(result).toContainText('The server says (403): invalid audience (aud) claim')

    // The reviewer loses its right: the server says nothing, Kubernetes says the rest.
    await kubernetes.api('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/default-vault-reviewer')
    await button(page, 'Another token').click()
    await giveToken(page, await kubernetes.token('default', 'vault'))
    await button(page, 'Sign in with webapp').click()
    await expect(result).toContainText('The reviewer may not review tokens')
    await expect(page.getByText('a sign-in with webapp was refused')).toBeVisible()
    await expect(result).toContainText('The server says (403): permission denied')
    await expect(result).toContainText('The token is good.')

    await callFrom(page, 'app.changeSettings', { language: 'ko' })
    await expect(page.getByRole('region', { name: '로그인 결과' })).toContainText('검토자가 Token을 확인할 수 없습니다')
    await expectAccessible(page)
    await callFrom(page, 'app.changeSettings', { language: 'en' })

    // Input that is none, by keyboard alone.
    await pressOn(page, button(page, 'Another token'))
    for (const [text, words] of [
      ['hello', 'This is not a JWT: one has three parts with two dots between them.'],
      ['hvs.CAESIBs0mEt0kenThatIsNoJwt', 'This is a token of Vault, not of Kubernetes.'],
      ['x'.repeat(1024 * 1024), 'This is far longer than any token.'],
    ] as const) {
      await tabTo(page, field(page, 'JWT of a service account'))
      await page.keyboard.insertText(text)
      await page.keyboard.press('Enter')
      await expect(page.getByText(words)).toBeVisible()
      await expect(field(page, 'JWT of a service account')).toHaveValue('')
    }
  })
})
