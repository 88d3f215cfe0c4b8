/** Real Vault (or OpenBao) servers on free ports of 127.0.0.1, each with its own storage. */
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

/** The servers that Strongroom supports, each tested separately. */
export const products = ['vault', 'openbao'] as const
export type Product = (typeof products)[number]

/** Tests of the common behavior of both servers run once for each; see vitest.config.ts. */
export const testedProduct: Product = process.env['STRONGROOM_TEST_PRODUCT'] === 'openbao' ? 'openbao' : 'vault'

/** The Vault version that the tests run against; OpenBao is always the one of openbao.ts. */
const testedVault = process.env['STRONGROOM_TEST_VAULT'] ?? ''

/** Features of newer servers, by the first version that has them; null: OpenBao does not have the feature at all. */
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
  /** When absent, the product of this test run: `testedProduct`. */
  readonly product?: Product
  /** `inmem` (the default) forgets everything when it stops; `raft` keeps it after a restart. */
  readonly storage?: 'inmem' | 'raft'
  /** Serves HTTPS; with `clientCaPem` only to clients that present a certificate of that CA. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string; readonly clientCaPem?: string }
  /** A free port when absent. */
  readonly port?: number
  /** `vault server -dev`: initialized, unsealed, root token `root`, kv v2 at `secret/`. Always in memory. */
  readonly dev?: boolean
  /** More settings of the configuration file, e.g. `default_lease_ttl`. */
  readonly settings?: Readonly<Record<string, unknown>>
  /**
   * Copied to the plugin directory if the program does not include them; `kubernetesAuth.ts` registers it. Not with
   * `dev`.
   */
  readonly plugins?: readonly 'kubernetes'[]
}

export interface TestVault {
  readonly product: Product
  /** `http://127.0.0.1:PORT` or `https://…`. */
  readonly address: string
  readonly port: number
  /** Contains configuration, storage, `plugins/` (its plugin directory) and `server.log`. */
  readonly folder: string
  /** Ends it like an operator (SIGTERM) and removes its folder. */
  stop(): Promise<void>
  /** Ends it like a crash (SIGKILL); `restart` starts it again. */
  kill(): Promise<void>
  /** Suspends its process (`SIGSTOP`), so that it hangs; `SIGCONT` resumes it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Same port, same storage: raft starts sealed, inmem starts uninitialized. */
  restart(): Promise<void>
}

let program: Promise<string> | null = null

/**
 * Returns the `vault` program for the tests, found or built as the practice server does; the same one for a whole run.
 * `STRONGROOM_TEST_VAULT` names another version, which is built only for the tests.
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

/** Returns the program of either product, which is both server and command line. */
export const programOf = (product: Product): Promise<string> => (product === 'openbao' ? baoProgram() : vaultProgram())

/** Accepts any certificate: the check is whether the server is up, not its identity. */
const anyCertificate = new Agent({ connect: { rejectUnauthorized: false }, keepAliveTimeout: 1 })

/** Resolves when a listener responds; a TLS listener that requires a client certificate responds with a refusal. */
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

/** Starts a server; it responds when this resolves, sealed and uninitialized unless `dev`. */
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
