/** Older versions of Vault, for tests of servers that lack a field; built once from their published modules. */
import { join } from 'node:path'
import { foldersFor } from '../../electron/base/system/folders.ts'
import { compile } from '../../electron/features/practice/compile.ts'
import { isProgram, locateProgram } from '../../electron/base/system/programs.ts'

/** The folder of `build/` that pins a version. */
const folders: Readonly<Record<string, string>> = { '1.19.0': 'vault-1.19' }

/**
 * Returns the path of `vault` in this version: the cache, then a build of minutes. `onLine` gets the output of the
 * build.
 * @throws Error naming the versions that can be built, or reporting that Go is missing.
 */
export async function olderVault(version: string, onLine: (line: string) => void): Promise<string> {
  const folder = folders[version]
  if (folder === undefined) {
    throw new Error(`STRONGROOM_TEST_VAULT must be one of ${Object.keys(folders).join(', ')}, not ${version}.`)
  }
  const cacheFolder = foldersFor(process.env).cache
  const file = process.platform === 'win32' ? 'vault.exe' : 'vault'
  const target = join(cacheFolder, `vault-${version}-${process.platform}-${process.arch}`, file)
  if (await isProgram(target)) return target
  const go = (await locateProgram('go', process.env)).path
  if (go === null) throw new Error(`Vault ${version} is built with Go: install it from https://go.dev/dl.`)
  const other = { name: `Vault ${version}`, sources: join(import.meta.dirname, 'build', folder) }
  await compile({ go, environment: process.env, cacheFolder, target, other }, onLine, new AbortController().signal)
  return target
}
