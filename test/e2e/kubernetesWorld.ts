/** What journeys through Kubernetes auth stand on: Vault with the method, a real API server, a window signed in. */
import { initialiseAndUnseal, writePolicy } from '../servers/initialised.ts'
import { startKubernetes, type TestKubernetes } from '../servers/kubernetes.ts'
import { registerKubernetes } from '../servers/kubernetesAuth.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { addConnection, signIn, test as base } from './app.ts'

interface WorkerFixtures {
  readonly kubernetes: TestKubernetes
}
interface Fixtures {
  /** With the method registered, not enabled; a policy `webapp`. */
  readonly vault: TestVault
  readonly token: string
  readonly profileId: string
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  kubernetes: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const kubernetes = await startKubernetes()
      await use(kubernetes)
      await kubernetes.stop()
    },
    { scope: 'worker' },
  ],
  vault: async ({ kubernetes: _started }, use) => {
    const vault = await startVault({ plugins: ['kubernetes'] })
    await use(vault)
    await vault.stop()
  },
  token: async ({ vault }, use) => {
    const { rootToken } = await initialiseAndUnseal(vault)
    await registerKubernetes(vault, rootToken)
    await writePolicy(vault, rootToken, 'webapp', 'path "secret/data/webapp/config" { capabilities = ["read"] }')
    await use(rootToken)
  },
  profileId: async ({ window, vault, token }, use) => {
    const profileId = await addConnection(window, vault.address, 'kind')
    await signIn(window, profileId, token)
    await window.reload()
    await use(profileId)
  },
})
