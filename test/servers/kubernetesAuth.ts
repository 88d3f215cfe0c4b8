/** Brings the auth method `kubernetes` of a test server into the initial state of a test. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vaultApi } from './initialized.ts'
import type { TestKubernetes } from './kubernetes.ts'
import type { TestVault } from './vault.ts'

type Json = Readonly<Record<string, unknown>>

/** Registers the plugin of a Vault that was started with `plugins: ['kubernetes']`; OpenBao has it built in. */
export async function registerKubernetes(vault: TestVault, token: string): Promise<void> {
  if (vault.product === 'openbao') return
  const command = 'vault-plugin-auth-kubernetes'
  const program = await readFile(join(vault.folder, 'plugins', command))
  const sha256 = createHash('sha256').update(program).digest('hex')
  await vaultApi(vault, 'PUT', 'sys/plugins/catalog/auth/kubernetes', { token, body: { sha256, command } })
}

/** Registers the plugin if needed, and enables the method at a mount. */
export async function enableKubernetes(vault: TestVault, token: string, mount = 'kubernetes'): Promise<void> {
  await registerKubernetes(vault, token)
  await vaultApi(vault, 'POST', `sys/auth/${mount}`, { token, body: { type: 'kubernetes' } })
}

/** Writes the configuration that a login from outside the cluster needs; returns its reviewer JWT. */
export async function configureKubernetes(
  vault: TestVault,
  token: string,
  kubernetes: TestKubernetes,
  mount = 'kubernetes',
  more: Json = {},
): Promise<string> {
  const reviewer = await kubernetes.reviewer()
  const body = {
    kubernetes_host: kubernetes.address,
    kubernetes_ca_cert: kubernetes.caPem,
    token_reviewer_jwt: reviewer,
    ...more,
  }
  await vaultApi(vault, 'POST', `auth/${mount}/config`, { token, body })
  return reviewer
}

/** Writes a role; `settings` as in `POST auth/MOUNT/role/NAME`. */
export async function writeRole(
  vault: TestVault,
  token: string,
  name: string,
  settings: Json,
  mount = 'kubernetes',
): Promise<void> {
  await vaultApi(vault, 'POST', `auth/${mount}/role/${name}`, { token, body: settings })
}

/** Logs in as a pod would; returns the answer's `auth`. */
export async function kubernetesLogin(
  vault: TestVault,
  role: string,
  jwt: string,
  mount = 'kubernetes',
): Promise<Json> {
  const answer = await vaultApi(vault, 'POST', `auth/${mount}/login`, { body: { role, jwt } })
  return answer['auth'] as Json
}
