/** The practice server's folder and its configuration file. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../base/files/makeFolder.ts'

/** The paths in the practice server's folder. */
export interface Places {
  readonly folder: string
  readonly config: string
  readonly storage: string
  readonly plugins: string
  readonly log: string
  readonly record: string
}

/** Returns the paths below `folder`. */
export const placesIn = (folder: string): Places => ({
  folder,
  config: join(folder, 'config.json'),
  storage: join(folder, 'raft'),
  plugins: join(folder, 'plugins'),
  log: join(folder, 'server.log'),
  record: join(folder, 'practice.json'),
})

/**
 * Makes the folders (mode 0700) and writes the configuration, in JSON because it has only one notation for a path.
 * Vault and OpenBao both read it. Configuration reference: https://developer.hashicorp.com/vault/docs/configuration
 */
export async function configure(places: Places, port: number, clusterPort: number): Promise<void> {
  for (const folder of [places.folder, places.storage, places.plugins]) {
    await makeFolder(folder)
  }
  const settings = {
    // A single node elects itself. The default of 5 is meant for busy clusters and would add a wait of seconds.
    storage: { raft: { path: places.storage, node_id: 'practice', performance_multiplier: 1 } },
    // SECURITY: plain HTTP is only for 127.0.0.1; no other computer can reach it (docs/security.md, "Practice server").
    listener: { tcp: { address: `127.0.0.1:${port}`, tls_disable: true } },
    // Locking memory needs a privilege that a desktop user does not have.
    disable_mlock: true,
    api_addr: `http://127.0.0.1:${port}`,
    cluster_addr: `https://127.0.0.1:${clusterPort}`,
    plugin_directory: places.plugins,
  }
  await writeFile(places.config, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
}
