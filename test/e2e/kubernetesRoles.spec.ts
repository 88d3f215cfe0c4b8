/** Kubernetes auth managed by hand: a mount, its configuration, its roles. */
import type { Page } from '@playwright/test'
import { routes } from '../../renderer/lib/routes.ts'
import { vaultApi } from '../servers/initialised.ts'
import { kubernetesLogin } from '../servers/kubernetesAuth.ts'
import { expect, expectAccessible, goTo } from './app.ts'
import { test } from './kubernetesWorld.ts'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
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

  // By the keyboard alone: the button has the focus.
  await goTo(page, routes.kubernetes(profileId))
  await expect(page.getByText('No Kubernetes auth yet')).toBeVisible()
  await expect(button(page, 'Enable Kubernetes auth')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(box(page, 'Path')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('radiogroup', { name: 'Where does this Vault run?' })).toBeVisible()

  // In a cluster is the first guess; this Vault has no pod, and the server's refusal says so.
  await expect(box(page, 'Address of the API server')).toHaveValue('https://kubernetes.default.svc')
  await button(page, 'Save configuration').click()
  await expect(page.getByText('This Vault does not run in a pod')).toBeVisible()

  await page.getByText('Somewhere else', { exact: true }).click()
  await box(page, 'Address of the API server').fill(kubernetes.address)
  await box(page, 'CA of the API server').fill(kubernetes.caPem)
  await button(page, 'Save configuration').click()
  await expect(page.getByText('Paste the JWT, or choose another way.')).toBeVisible()
  await box(page, 'Reviewer JWT').fill(reviewer)
  await expectAccessible(page)
  await button(page, 'Save configuration').click()
  await expect(page.getByText('reviewer JWT set')).toBeVisible()
  expect(await reviewerSet()).toBe(true)

  await vaultApi(vault, 'POST', 'auth/kubernetes/role/web', {
    token,
    body: { bound_service_account_names: 'web', bound_service_account_namespaces: 'shop' },
  })
  expect(await login()).toHaveProperty('client_token')

  // Another field is changed: the JWT is asked for again, and nothing is sent without it.
  await box(page, 'Issuer (deprecated)').fill('https://issuer.example')
  await button(page, 'Replace configuration').click()
  await expect(page.getByText('Paste the JWT, or choose another way.')).toBeVisible()
  await box(page, 'Reviewer JWT').fill(reviewer)
  await page.getByText('Keep it on this computer').click()
  await button(page, 'Replace configuration').click()
  await expect(button(page, 'Forget the kept JWT')).toBeVisible()
  expect(await reviewerSet()).toBe(true)
  expect(await login()).toHaveProperty('client_token')

  // Kept by choice: the third save sends it by itself.
  await expect(page.getByRole('radio', { name: 'Send the one kept on this computer' })).toBeChecked()
  await box(page, 'Issuer (deprecated)').fill('https://another.example')
  await button(page, 'Replace configuration').click()
  await expect(button(page, 'Discard changes')).toBeHidden()
  expect(await reviewerSet()).toBe(true)
  expect(await login()).toHaveProperty('client_token')

  // A save that would erase it is held back until that is confirmed.
  await page.getByText('None', { exact: true }).click()
  await box(page, 'Issuer (deprecated)').fill('')
  await button(page, 'Replace configuration').click()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('The reviewer JWT. No server gives it back')
  await expect(question).toContainText('https://another.example')
  await expectAccessible(page)
  await button(page, 'Cancel').click()
  expect(await reviewerSet()).toBe(true)
  await button(page, 'Replace configuration').click()
  await button(page, 'Save and erase').click()
  await expect(page.getByText('pods review themselves')).toBeVisible()
  expect(await reviewerSet()).toBe(false)
  await expect(login()).rejects.toThrow('answered 403')
  expect(await page.content()).not.toContain(reviewer)
})
