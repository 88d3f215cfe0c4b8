/** A second real server whose transit engine unseals others: auto-unseal as in a data center. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vaultApi } from './initialized.ts'
import { startVault, type TestVault } from './vault.ts'

export interface TransitSeal {
  /** The seal in a server's settings. */
  readonly settings: { readonly seal: Readonly<Record<string, unknown>> }
  /**
   * Replaces the seal of a server that was unsealed by key shares, and restarts it: it then waits for the migration.
   */
  migrate(vault: TestVault): Promise<void>
  stop(): Promise<void>
}

export async function startTransit(): Promise<TransitSeal> {
  const provider = await startVault({ dev: true })
  const token = 'root'
  await vaultApi(provider, 'POST', 'sys/mounts/transit', { token, body: { type: 'transit' } })
  await vaultApi(provider, 'POST', 'transit/keys/unseal', { token, body: {} })
  const transit = {
    address: provider.address,
    token,
    disable_renewal: 'true',
    key_name: 'unseal',
    mount_path: 'transit/',
  }
  const settings = { seal: { transit } }
  return {
    settings,
    migrate: async (vault) => {
      const file = join(vault.folder, 'config.json')
      const before = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>
      await writeFile(file, JSON.stringify({ ...before, ...settings }))
      await vault.restart()
    },
    stop: () => provider.stop(),
  }
}
