/** Two windows at one role and one configuration of Kubernetes auth: each has its own draft. */
import { routes } from '../../renderer/lib/routes.ts'
import { vaultApi } from '../servers/initialized.ts'
import { configureKubernetes, writeRole } from '../servers/kubernetesAuth.ts'
import { expect, expectAccessible, goTo } from './app.ts'
import { button, mount, test } from './kubernetesWorld.ts'

test('two windows at one role and one configuration keep two drafts @kubernetes @boundary', async ({
  app,
  window: page,
  vault,
  token,
  profileId,
  kubernetes,
}) => {
  await vaultApi(vault, 'POST', 'sys/auth/kubernetes', { token, body: { type: 'kubernetes' } })
  await configureKubernetes(vault, token, kubernetes)
  await writeRole(vault, token, 'web', { bound_service_account_names: 'web', bound_service_account_namespaces: 'shop' })
  const other = await app.openAnother()
  const field = (of: typeof page, name: string | RegExp) => of.getByRole('textbox', { name })

  for (const each of [page, other]) await goTo(each, routes.kubernetesRole(profileId, mount, 'web'))
  await field(page, /^TTL$/).fill('1h')
  await expect(page.getByText('1 draft')).toBeVisible()
  await field(other, /^TTL$/).fill('2h')
  await expect(other.getByText('2 drafts')).toBeVisible()
  await Promise.all([page.reload(), other.reload()])
  await expect(field(page, /^TTL$/)).toHaveValue('1h')
  await expect(field(other, /^TTL$/)).toHaveValue('2h')
  await expect(page.getByText('Another window is also editing this.')).toBeVisible()
  await button(page, 'Compare drafts').click()
  await button(page, 'Compare drafts').click()
  await expect(page.getByRole('list', { name: /^Changes of draft/ })).toHaveCount(2)
  await expectAccessible(page)
  await button(page, /^Resume your draft from/).click()
  await button(page, 'Save role').first().click()
  await expect(page.getByText('Role web saved').first()).toBeVisible()
  await expect(field(other, /^TTL$/)).toHaveValue('2h')
  await expect(page.getByText('1 draft')).toBeVisible()
  await button(other, 'Discard changes').click()

  for (const each of [page, other]) await goTo(each, routes.kubernetesMount(profileId, mount, 'config'))
  await field(page, 'API server address').fill('https://mine.example')
  await expect(page.getByText('1 draft')).toBeVisible()
  await field(other, 'API server address').fill('https://theirs.example')
  await expect(other.getByText('2 drafts')).toBeVisible()
  await Promise.all([page.reload(), other.reload()])
  await expect(field(page, 'API server address')).toHaveValue('https://mine.example')
  await expect(field(other, 'API server address')).toHaveValue('https://theirs.example')
})
