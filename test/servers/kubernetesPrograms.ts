/** The Kubernetes programs for the tests: named, on PATH, in the cache, or built once from their published modules. */
import { join } from 'node:path'
import { foldersFor } from '../../electron/base/system/folders.ts'
import { Failure } from '../../electron/contract/failure.ts'
import { compile } from '../../electron/features/practice/compile.ts'
import { isProgram, locateProgram } from '../../electron/base/system/programs.ts'

interface Program {
  /** The file name of a build. */
  readonly name: string
  /** The environment variable with the full path of a program to use instead. */
  readonly variable: string
  /** The version that `build/FOLDER/go.mod` pins; it keys the cache. */
  readonly version: string
  readonly folder: string
  /** Its name on PATH; null for a program that is not usually installed. */
  readonly installed: string | null
  /** How to get it without Go, as the end of a sentence. */
  readonly otherwise: string
}

const programs = {
  etcd: {
    name: 'etcd',
    variable: 'STRONGROOM_ETCD_BIN',
    version: '3.6.6',
    folder: 'etcd',
    installed: 'etcd',
    otherwise: 'install etcd (on Debian the package etcd-server)',
  },
  apiserver: {
    name: 'kube-apiserver',
    variable: 'STRONGROOM_KUBE_APISERVER_BIN',
    version: '1.34.2',
    folder: 'kube-apiserver',
    installed: 'kube-apiserver',
    otherwise: 'put kube-apiserver on PATH',
  },
  plugin: {
    name: 'vault-plugin-auth-kubernetes',
    variable: 'STRONGROOM_KUBERNETES_PLUGIN_BIN',
    version: '0.23.0',
    folder: 'kubernetes-plugin',
    // Never from PATH: the tests contain the fields of this version.
    installed: null,
    otherwise: 'name a built one',
  },
} as const satisfies Record<string, Program>

export type KubernetesProgram = keyof typeof programs

/** Set by the first step of a run if a program is unavailable, so that no worker repeats a build of minutes. */
const problemVariable = 'STRONGROOM_KUBERNETES_PROBLEM'

/**
 * Returns the path of a program: its variable, PATH, the cache, then a build of minutes. `onLine` gets the output of
 * the build.
 * @throws Error explaining why it is unavailable here and what helps.
 */
export async function kubernetesProgram(
  which: KubernetesProgram,
  onLine: (line: string) => void = () => {},
): Promise<string> {
  const program: Program = programs[which]
  const named = process.env[program.variable]
  if (named !== undefined && named !== '') return named
  const problem = process.env[problemVariable]
  if (problem !== undefined && problem !== '') throw new Error(problem)
  const installed = program.installed === null ? null : (await locateProgram(program.installed, process.env)).path
  if (installed !== null) return installed
  const cacheFolder = foldersFor(process.env).cache
  const file = process.platform === 'win32' ? `${program.name}.exe` : program.name
  const folder = `${program.name}-${program.version}-${process.platform}-${process.arch}`
  const target = join(cacheFolder, folder, file)
  if (await isProgram(target)) return target
  const go = (await locateProgram('go', process.env)).path
  if (go === null) {
    throw new Error(
      `There is no ${program.name} on this computer, so nothing with Kubernetes can be tested. ` +
        `Any one of these helps: install Go (https://go.dev/dl), and it is built once, in some minutes; ` +
        `${program.otherwise}; or set ${program.variable} to its path.`,
    )
  }
  const other = { name: program.name, sources: join(import.meta.dirname, 'build', program.folder) }
  try {
    await compile({ go, environment: process.env, cacheFolder, target, other }, onLine, new AbortController().signal)
  } catch (error) {
    throw error instanceof Failure ? new Error(error.message, { cause: error }) : error
  }
  return target
}

/**
 * Finds or builds all of them, and passes their paths to this process's children. If one is unavailable, the tests that
 * need it fail with the same message; the others run.
 */
export async function prepareKubernetes(onLine: (name: string, line: string) => void): Promise<void> {
  try {
    for (const which of ['etcd', 'plugin', 'apiserver'] as const) {
      const { name, variable } = programs[which]
      process.env[variable] = await kubernetesProgram(which, (line) => onLine(name, line))
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    process.env[problemVariable] = problem
    console.error(problem)
  }
}
