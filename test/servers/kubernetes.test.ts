import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { initializeAndUnseal } from './initialized.ts'
import { issuer, startKubernetes, type TestKubernetes } from './kubernetes.ts'
import { configureKubernetes, enableKubernetes, kubernetesLogin, writeRole } from './kubernetesAuth.ts'
import { products, startVault } from './vault.ts'

describe('a real Kubernetes', () => {
  let kubernetes: TestKubernetes
  beforeAll(async () => {
    kubernetes = await startKubernetes()
    await kubernetes.serviceAccount('shop', 'web')
  })
  afterAll(() => kubernetes.stop())

  test.each(products)('a pod logs in to %s with a role and gets the policies of the role', async (product) => {
    const vault = await startVault({ product, plugins: ['kubernetes'] })
    const { rootToken } = await initializeAndUnseal(vault)
    await enableKubernetes(vault, rootToken)
    await configureKubernetes(vault, rootToken, kubernetes)
    await writeRole(vault, rootToken, 'web', {
      bound_service_account_names: 'web',
      bound_service_account_namespaces: 'shop',
      token_policies: 'webapp',
      audience: 'vault',
    })
    const jwt = await kubernetes.token('shop', 'web', { audiences: [issuer, 'vault'], expirationSeconds: 600 })
    const auth = await kubernetesLogin(vault, 'web', jwt)
    expect(auth['policies']).toEqual(['default', 'webapp'])
    expect(auth['metadata']).toMatchObject({ role: 'web', service_account_namespace: 'shop' })
    const forAnother = await kubernetes.token('shop', 'web')
    await expect(kubernetesLogin(vault, 'web', forAnother)).rejects.toThrow('answered 403')
    await vault.stop()
  })

  test('a token is bound to a pod, and only the reviewer may review it', async () => {
    await kubernetes.pod('shop', 'web-0', 'web')
    const jwt = await kubernetes.token('shop', 'web', { pod: 'web-0' })
    const reviewer = await kubernetes.reviewer()
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: jwt } }
    const path = '/apis/authentication.k8s.io/v1/tokenreviews'
    const answer = await kubernetes.api('POST', path, review, reviewer)
    expect(answer['status']).toMatchObject({
      authenticated: true,
      user: {
        username: 'system:serviceaccount:shop:web',
        extra: { 'authentication.kubernetes.io/pod-name': ['web-0'] },
      },
    })
    await expect(kubernetes.api('POST', path, review, jwt)).rejects.toThrow('answered 403')
  })
})
