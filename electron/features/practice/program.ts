/** Finds the `vault` program of the practice server, or how to get one. */
import { isAbsolute, join } from 'node:path'
import type { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { PracticeState } from '../../contract/practice.ts'
import type { Environment } from '../../base/system/appImage.ts'
import { isProgram, locateProgram, lookedIn, usualFolders } from '../../base/system/programs.ts'
import { compile } from './compile.ts'

export type ProgramState = z.infer<typeof PracticeState>['program']

/** The version of HashiCorp's module that `build/go.mod` pins; part of the cache path. */
export const builtVersion = '1.21.0'

const windows = process.platform === 'win32'

const fourWays =
  'There is no Vault or OpenBao program on this computer. Any one of these helps: ' +
  '(1) set STRONGROOM_VAULT_BIN to the path of a vault or bao program; ' +
  '(2) install HashiCorp Vault, so that "vault" is on PATH; ' +
  '(3) install OpenBao, so that "bao" is on PATH; ' +
  '(4) install Go (https://go.dev/dl), and Strongroom builds Vault itself once, in some minutes.'

/** Returns the path of a built `vault`. */
export const builtProgram = (cacheFolder: string): string =>
  join(cacheFolder, `vault-${builtVersion}-${process.platform}-${process.arch}`, windows ? 'vault.exe' : 'vault')

/**
 * Returns where the program would come from, without starting anything: `STRONGROOM_VAULT_BIN`, `vault` on PATH, `bao`
 * on PATH, the cache, then a build with `go`. A variable with a wrong path is reported and not skipped.
 */
export async function findProgram(
  environment: Environment,
  cacheFolder: string,
  usual: readonly string[] = usualFolders(environment),
): Promise<ProgramState> {
  const named = environment['STRONGROOM_VAULT_BIN']
  if (named !== undefined && named !== '') {
    if (isAbsolute(named) && (await isProgram(named))) return { how: 'found', path: named }
    return { how: 'none', message: `STRONGROOM_VAULT_BIN does not name a program by its full path: ${named}` }
  }
  const built = builtProgram(cacheFolder)
  const find = (name: string) => locateProgram(name, environment, usual)
  const path = (await find('vault')).path ?? (await find('bao')).path ?? ((await isProgram(built)) ? built : null)
  if (path !== null) return { how: 'found', path }
  const go = await find('go')
  return go.path === null ? { how: 'none', message: lookedIn(fourWays, go.folders) } : { how: 'build' }
}

/** What `obtainProgram` needs. */
export interface ProgramDeps {
  readonly environment: Environment
  readonly cacheFolder: string
  /** Folders to search for programs after PATH; the usual folders of the platform when absent. */
  readonly usualFolders?: readonly string[]
}

/**
 * Returns the path of a `vault` or `bao` program, built if needed. `onLine` gets the output of the build, line by line,
 * safe to show. Errors: `practice-unavailable`, with the ways to get a program; `canceled`.
 */
export async function obtainProgram(
  deps: ProgramDeps,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const program = await findProgram(deps.environment, deps.cacheFolder, deps.usualFolders)
  if (program.how === 'found') return program.path
  const { path: go } = await locateProgram('go', deps.environment, deps.usualFolders)
  if (program.how === 'none' || go === null) {
    throw new Failure('practice-unavailable', program.how === 'none' ? program.message : fourWays)
  }
  const target = builtProgram(deps.cacheFolder)
  await compile({ go, environment: deps.environment, cacheFolder: deps.cacheFolder, target }, onLine, signal)
  return target
}
