/** A cluster, a server with its auth method, and a core whose person is signed in as root. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterAccess } from '../../electron/contract/kubeconfig.ts'
import { initializeAndUnseal, mountKv, putSecret, writePolicy } from '../servers/initialized.ts'
import { issuer, startKubernetes, type TestKubernetes } from '../servers/kubernetes.ts'
import { configureKubernetes, enableKubernetes, writeRole } from '../servers/kubernetesAuth.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { connectTo, startCore, type TestCore } from '../features/startCore.ts'

export interface DoctorWorld {
  readonly kubernetes: TestKubernetes
  readonly vault: TestVault
  readonly root: string
  readonly test: TestCore
  readonly profileId: string
  /** The cluster's admin, through a kubeconfig in a file. */
  readonly access: ClusterAccess
  stop(): Promise<void>
}

/** `default/vault` can sign in at `kubernetes/` with the role `webapp`, whose policy reads `secret/webapp/config`. */
export async function startDoctorWorld(): Promise<DoctorWorld> {
  const [kubernetes, vault] = await Promise.all([startKubernetes(), startVault({ plugins: ['kubernetes'] })])
  const { rootToken: root } = await initializeAndUnseal(vault)
  await mountKv(vault, root)
  await putSecret(vault, root, 'webapp/config', { username: 'static-user', password: 'static-password' })
  await writePolicy(vault, root, 'webapp', 'path "secret/data/webapp/config" { capabilities = ["read"] }')
  await enableKubernetes(vault, root)
  await configureKubernetes(vault, root, kubernetes)
  await writeRole(vault, root, 'webapp', webappRole)
  await kubernetes.serviceAccount('default', 'vault')
  const file = join(kubernetes.folder, 'kubeconfig')
  await writeFile(file, kubernetes.kubeconfig(), { mode: 0o600 })
  const test = await startCore({ deps: { environment: { KUBECONFIG: file } } })
  const profileId = await connectTo(test, vault.address, root)
  return {
    kubernetes,
    vault,
    root,
    test,
    profileId,
    access: { source: { kind: 'usual' }, context: 'test' },
    stop: async () => {
      await test.stop()
      await Promise.all([vault.stop(), kubernetes.stop()])
    },
  }
}

/** The example role. */
export const webappRole = {
  bound_service_account_names: 'vault',
  bound_service_account_namespaces: 'default',
  audience: issuer,
  token_policies: 'webapp',
  token_ttl: '24h',
}
