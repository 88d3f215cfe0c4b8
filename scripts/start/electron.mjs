// Finds Electron's program, and fetches it if it is missing. npm installs only its types. Plain JavaScript for Node 20
// without dependencies, because it runs before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const electronFolder = join(root, 'node_modules', 'electron')
const fetcher = join(root, 'scripts', 'start', 'fetchElectron.mjs')
/** Why the last attempt to fetch it failed. */
const failureNote = join(root, 'node_modules', '.cache', 'strongroom', 'electron-fetch-failed.json')

/** Exit code of the fetcher while another start is fetching. */
const fetchedElsewhere = 3

/** Returns the path of Electron's program, or undefined before it is fetched (as its own index.js decides). */
export function electronProgram() {
  const pathFile = join(electronFolder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const program = join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, 'dist'),
    readFileSync(pathFile, 'utf8').trim(),
  )
  return existsSync(program) ? program : undefined
}

/**
 * Fetches Electron's program. Returns undefined, or why it is not available. `run` runs a program in the foreground and
 * resolves with its exit code. After a failed attempt, the next one runs in the background; `onReady` is called when it
 * has succeeded.
 */
export async function fetchElectron(node, run, onReady) {
  if (!existsSync(join(electronFolder, 'install.js'))) return 'Electron is not installed'
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return 'ELECTRON_SKIP_BINARY_DOWNLOAD is set'
  const failure = lastFailure()
  if (failure !== undefined) {
    fetchInBackground(node, onReady)
    return `${failure} at the last attempt. Strongroom is trying again in the background`
  }
  const code = await run(node, [fetcher], { stdout: 2, env: fetchEnvironment(process.env) })
  if (code === fetchedElsewhere) return 'another start is fetching Electron'
  if (electronProgram() !== undefined) return undefined
  return `${lastFailure() ?? 'Electron could not be fetched'}. The next start tries again`
}

function fetchInBackground(node, onReady) {
  const child = spawn(node, [fetcher], {
    cwd: root,
    stdio: 'ignore',
    windowsHide: true,
    env: { ...process.env, ...fetchEnvironment(process.env) },
  })
  child.on('error', () => undefined)
  child.once('close', (code) => {
    if (code === 0 && electronProgram() !== undefined) onReady()
  })
  // It must neither keep this process running nor outlive it.
  child.unref()
  process.once('exit', () => child.kill())
}

function lastFailure() {
  try {
    const { version } = JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8'))
    const note = JSON.parse(readFileSync(failureNote, 'utf8'))
    return note.version === version ? note.reason : undefined
  } catch {
    return undefined
  }
}

/**
 * Returns the environment of the fetcher: this one with the person's proxy and CA, including those in npm's settings.
 * The library reads proxies only if `ELECTRON_GET_USE_PROXY` is set.
 */
function fetchEnvironment(environment) {
  const of = (...names) => names.map((name) => environment[name]).find((value) => value !== undefined && value !== '')
  const proxy = of('npm_config_https_proxy', 'npm_config_proxy')
  return {
    ELECTRON_GET_USE_PROXY: 'true',
    HTTPS_PROXY: of('https_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'all_proxy') ?? proxy,
    HTTP_PROXY: of('http_proxy', 'HTTP_PROXY', 'ALL_PROXY', 'all_proxy') ?? of('npm_config_proxy'),
    NO_PROXY: of('no_proxy', 'NO_PROXY', 'npm_config_noproxy'),
    NODE_EXTRA_CA_CERTS: of('NODE_EXTRA_CA_CERTS', 'npm_config_cafile'),
    ELECTRON_RUN_AS_NODE: undefined,
  }
}
