/** Real Vault (or OpenBao) servers on free ports of 127.0.0.1, each with storage of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { foldersFor } from '../../electron/base/system/folders.ts'
import { serverEnvironment } from '../../electron/base/system/serverEnvironment.ts'
import { freePort } from '../../electron/features/practice/ports.ts'
import { ended, stopProcess } from '../../electron/base/system/processes.ts'
import { obtainProgram } from '../../electron/features/practice/program.ts'
import { kubernetesProgram } from './kubernetesPrograms.ts'
import { endWithTests, removeFolder, temporaryFolder } from './lifetime.ts'
import { olderVault } from './olderVault.ts'
import { baoProgram } from './openbao.ts'

/** The servers that Strongroom speaks with, each tested as itself. */
export const products = ['vault', 'openbao'] as const
export type Product = (typeof products)[number]

/** Tests of what both servers do alike run once for each; see vitest.config.ts. */
export const testedProduct: Product = process.env['STRONGROOM_TEST_PRODUCT'] === 'openbao' ? 'openbao' : 'vault'

/** The Vault version that the tests run against; OpenBao is always the one of openbao.ts. */
const testedVault = process.env['STRONGROOM_TEST_VAULT'] ?? ''

/** What only newer servers have, by the first version of Vault that has it; null: OpenBao does not have it at all. */
const firstVersions = {
  /** `created_by` and `deleted_by` in the metadata of a KV version. */
  createdBy: { vault: '1.21.0', openbao: null },
  /** Limits on the JSON of a request: length of texts, depth, size of numbers. */
  jsonLimits: { vault: '1.20.3', openbao: '2.0.0' },
} as const

/** Whether the tested server has a feature that its product or version may lack. */
export function serverHas(feature: keyof typeof firstVersions): boolean {
  const first = firstVersions[feature][testedProduct]
  if (first === null || testedProduct === 'openbao') return first !== null
  return testedVault === '' || testedVault.localeCompare(first, undefined, { numeric: true }) >= 0
}

export interface VaultOptions {
  /** When absent, the one that this run of the tests is for: `testedProduct`. */
  readonly product?: Product
  /** `inmem` (the default) forgets everything when it stops; `raft` keeps it over a restart. */
  readonly storage?: 'inmem' | 'raft'
  /** Serves HTTPS; with `clientCaPem` only to clients that show a certificate of that CA. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string; readonly clientCaPem?: string }
  /** A free one when absent. */
  readonly port?: number
  /** `vault server -dev`: initialized, unsealed, root token `root`, kv v2 at `secret/`. Always in memory. */
  readonly dev?: boolean
  /** More settings of the configuration file, e.g. `default_lease_ttl`. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Put into the plugin directory where the program has them not built in; `kubernetesAuth.ts` registers it. Not with `dev`. */
  readonly plugins?: readonly 'kubernetes'[]
}

export interface TestVault {
  readonly product: Product
  /** `http://127.0.0.1:PORT` or `https://…`. */
  readonly address: string
  readonly port: number
  /** Holds configuration, storage, `plugins/` (its plugin directory) and `server.log`. */
  readonly folder: string
  /** Ends it as an operator would (SIGTERM) and removes its folder. */
  stop(): Promise<void>
  /** Ends it as a crash would (SIGKILL); `restart` brings it back. */
  kill(): Promise<void>
  /** Stops its process as it is (`SIGSTOP`), so that it hangs; `SIGCONT` lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Same port, same storage: raft comes up sealed, inmem comes up uninitialized. */
  restart(): Promise<void>
}

let program: Promise<string> | null = null

/**
 * The `vault` program for the tests, found or built as the practice server does it; the same one for a whole run.
 * `STRONGROOM_TEST_VAULT` names another version, which is built for the tests only.
 */
export function vaultProgram(onLine: (line: string) => void = () => {}): Promise<string> {
  const version = process.env['STRONGROOM_TEST_VAULT'] ?? ''
  if (version !== '') return (program ??= olderVault(version, onLine))
  program ??= obtainProgram(
    { environment: process.env, cacheFolder: foldersFor(process.env).cache },
    onLine,
    new AbortController().signal,
  )
  return program
}

/** The program of either product, which is server and command line in one. */
export const programOf = (product: Product): Promise<string> => (product === 'openbao' ? baoProgram() : vaultProgram())

/** Takes any certificate: it asks whether the server is up, not who it is. */
const anyCertificate = new Agent({ connect: { rejectUnauthorized: false }, keepAliveTimeout: 1 })

/** Resolves when a listener answers; a TLS listener that wants a client certificate answers by refusing us. */
async function untilUp(address: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break
    try {
      const answer = await request(`${address}/v1/sys/seal-status`, { dispatcher: anyCertificate })
      await answer.body.dump()
      return
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_SSL')) return
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`vault did not come up at ${address}:\n${(await readFile(log, 'utf8')).slice(-4000)}`)
}

async function configure(folder: string, port: number, options: VaultOptions): Promise<string> {
  const clusterPort = await freePort([port])
  const scheme = options.tls === undefined ? 'http' : 'https'
  const listener: Record<string, unknown> = { address: `127.0.0.1:${port}`, tls_disable: options.tls === undefined }
  if (options.tls !== undefined) {
    const files = { tls_cert_file: options.tls.certPem, tls_key_file: options.tls.keyPem }
    const all =
      options.tls.clientCaPem === undefined ? files : { ...files, tls_client_ca_file: options.tls.clientCaPem }
    for (const [setting, pem] of Object.entries(all)) {
      listener[setting] = join(folder, `${setting}.pem`)
      await writeFile(join(folder, `${setting}.pem`), pem, { mode: 0o600 })
    }
    if (options.tls.clientCaPem !== undefined) listener['tls_require_and_verify_client_cert'] = true
  }
  await mkdir(join(folder, 'raft'), { recursive: true })
  await mkdir(join(folder, 'plugins'), { recursive: true })
  if (options.plugins?.includes('kubernetes') === true && (options.product ?? testedProduct) === 'vault') {
    await copyFile(await kubernetesProgram('plugin'), join(folder, 'plugins', 'vault-plugin-auth-kubernetes'))
  }
  const storage =
    options.storage === 'raft'
      ? { raft: { path: join(folder, 'raft'), node_id: 'n1', performance_multiplier: 1 } }
      : { inmem: {} }
  const file = join(folder, 'config.json')
  const settings = {
    storage,
    listener: { tcp: listener },
    disable_mlock: true,
    api_addr: `${scheme}://127.0.0.1:${port}`,
    cluster_addr: `https://127.0.0.1:${clusterPort}`,
    plugin_directory: join(folder, 'plugins'),
    ...options.settings,
  }
  await writeFile(file, JSON.stringify(settings, null, 2), { mode: 0o600 })
  return file
}

/** Starts a server; it answers when this resolves, sealed and uninitialized unless `dev`. */
export async function startVault(options: VaultOptions = {}): Promise<TestVault> {
  const product = options.product ?? testedProduct
  const binary = await programOf(product)
  const folder = await temporaryFolder('vault')
  const port = options.port ?? (await freePort())
  const address = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  const log = join(folder, 'server.log')
  const words =
    options.dev === true
      ? ['server', '-dev', '-dev-root-token-id=root', '-dev-no-store-token', `-dev-listen-address=127.0.0.1:${port}`]
      : ['server', `-config=${await configure(folder, port, options)}`]

  const launch = async (): Promise<ChildProcess> => {
    const output = openSync(log, 'a', 0o600)
    const child = endWithTests(
      spawn(binary, words, {
        cwd: folder,
        env: { ...serverEnvironment(process.env), HOME: folder },
        stdio: ['ignore', output, output],
      }),
    )
    closeSync(output)
    await untilUp(address, child, log)
    return child
  }

  let child = await launch()
  const kill = async (): Promise<void> => {
    const gone = ended(child)
    child.kill('SIGKILL')
    await gone
  }
  return {
    product,
    address,
    port,
    folder,
    kill,
    signal: (signal) => void child.kill(signal),
    stop: async () => {
      await stopProcess(child, 10_000)
      await removeFolder(folder)
    },
    restart: async () => {
      await stopProcess(child, 10_000)
      child = await launch()
    },
  }
}
