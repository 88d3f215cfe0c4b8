/**
 * What a context of a kubeconfig needs from this computer: a program that returns its credentials, and files outside of
 * the kubeconfig's folder. Both need the person's consent (docs/security.md, "Kubernetes"). Runs and reads nothing.
 */
import { createHash } from 'node:crypto'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { Failure } from '../contract/failure.ts'
import { showable } from '../base/system/showable.ts'
import type { Environment } from '../base/system/appImage.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'
import { locateProgram, lookedIn, withEnding } from '../base/system/programs.ts'
import { type LoadedKubeconfig, pathIn, type FromFile } from './kubeconfig.ts'
import type { Cluster, Exec } from './kubeconfigSchema.ts'

export type FileUse = 'ca' | 'certificate' | 'key' | 'token'

export interface ProgramNeed {
  readonly kind: 'program'
  /** Absolute path. */
  readonly program: string
  readonly arguments: readonly string[]
  readonly variables: readonly { readonly name: string; readonly value: string }[]
  /** The folder of the kubeconfig, which is the program's working folder. */
  readonly folder: string
  /** The API server that gets the credentials, and how it is reached. */
  readonly destination: string
}

export interface FileNeed {
  readonly kind: 'files'
  readonly files: readonly { readonly use: FileUse; readonly path: string }[]
  readonly kubeconfig: string
  readonly destination: string
}

interface NamedFile {
  readonly use: FileUse
  /** As in the kubeconfig. */
  readonly path: string
  /** Absolute path; null in a supplied text. */
  readonly resolved: string | null
  /** Whether reading it needs consent. */
  readonly asks: boolean
  readonly kubeconfig: string
}

/** Returns the cluster and the user of a context. */
export function partsOf(loaded: LoadedKubeconfig, contextName: string) {
  const context = loaded.contexts.get(contextName)
  return {
    cluster: context === undefined ? undefined : loaded.clusters.get(context.cluster),
    user: context === undefined ? undefined : loaded.users.get(context.user),
  }
}

/** Returns every file that a sign-in by a context reads. A program's credentials replace a user's files. */
export function namedFiles(loaded: LoadedKubeconfig, contextName: string): NamedFile[] {
  const { cluster, user } = partsOf(loaded, contextName)
  const found: NamedFile[] = []
  const add = (use: FileUse, path: string, { folder, file }: FromFile<unknown>) => {
    if (path === '') return
    const resolved = folder === null ? null : resolve(pathIn(folder, path))
    const asks = folder !== null && resolved !== null && !isTrusted(loaded, folder, resolved)
    found.push({ use, path, resolved, asks, kubeconfig: file ?? '' })
  }
  if (cluster !== undefined && cluster.value['certificate-authority-data'] === '') {
    add('ca', cluster.value['certificate-authority'], cluster)
  }
  if (user === undefined || (user.value.exec !== null && user.value.exec !== undefined)) return found
  if (user.value['client-certificate-data'] === '') add('certificate', user.value['client-certificate'], user)
  if (user.value['client-key-data'] === '') add('key', user.value['client-key'], user)
  add('token', user.value.tokenFile, user)
  return found
}

/**
 * SECURITY: a file next to the kubeconfig belongs to it, unless it is a hidden file (docs/security.md, "Kubernetes").
 */
function isTrusted({ trustsFolder }: LoadedKubeconfig, folder: string, path: string): boolean {
  const way = relative(folder, path)
  return trustsFolder && !isAbsolute(way) && !way.split(sep).some((part) => part.startsWith('.'))
}

/** Returns the files of a context that need consent, or null. */
export function fileNeed(loaded: LoadedKubeconfig, contextName: string): FileNeed | null {
  const asked = namedFiles(loaded, contextName).filter(({ asks }) => asks)
  const [first] = asked
  if (first === undefined) return null
  return {
    kind: 'files',
    files: asked.map(({ use, resolved }) => ({ use, path: resolved ?? '' })),
    kubeconfig: [...new Set(asked.map(({ kubeconfig }) => kubeconfig))].join(', '),
    destination: destinationOf(partsOf(loaded, contextName).cluster?.value),
  }
}

/**
 * Returns the program of a context, or null. Throws `program-not-found`, and `unsupported` for the program of a
 * supplied text.
 */
export async function programNeed(
  loaded: LoadedKubeconfig,
  contextName: string,
  environment: Environment,
): Promise<ProgramNeed | null> {
  const { cluster, user } = partsOf(loaded, contextName)
  const exec = user?.value.exec
  if (user === undefined || exec === null || exec === undefined) return null
  if (user.folder === null) {
    throw new Failure('unsupported', 'The kubeconfig runs a program. Choose the kubeconfig as a file.')
  }
  return {
    kind: 'program',
    program: await programPath(exec, user.folder, environment),
    arguments: exec.args,
    variables: exec.env.map(({ name, value }) => ({ name, value })),
    folder: user.folder,
    destination: `${destinationOf(cluster?.value)}${exec.provideClusterInfo ? configurationOf(cluster?.value) : ''}`,
  }
}

/** SECURITY: the program uses it, so the question shows it, too (docs/security.md, "Consent"). */
function configurationOf(cluster: Cluster | undefined): string {
  if (cluster?.extensions === undefined) return ''
  const json = (JSON.stringify(cluster.extensions) ?? '').replaceAll(
    /[^\x20-\x7e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `, configuration ${json}`
}

/** Returns the address of the API server with everything that changes the target of requests. */
function destinationOf(cluster: Cluster | undefined): string {
  if (cluster === undefined) return ''
  const details = [
    cluster['proxy-url'] === '' ? '' : `proxy ${cluster['proxy-url']}`,
    cluster['tls-server-name'] === '' ? '' : `TLS server name ${cluster['tls-server-name']}`,
    cluster['insecure-skip-tls-verify'] ? 'certificate not verified' : '',
    authorityOf(cluster),
  ].filter((detail) => detail !== '')
  return details.length === 0 ? cluster.server : `${cluster.server} (${details.join(', ')})`
}

/** SECURITY: a person who chooses the CA can impersonate the API server (docs/security.md, "Kubernetes"). */
function authorityOf({ 'certificate-authority-data': data }: Cluster): string {
  if (data === '') return ''
  return `CA SHA-256 ${createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex').slice(0, 32)}`
}

/** Returns the path as a shell finds it, but never in a relative folder of PATH. */
async function programPath({ command, installHint }: Exec, folder: string, environment: Environment): Promise<string> {
  const name = showable(command)
  const hint = sanitizeText(installHint)
  const howTo = hint === '' ? '' : ` The kubeconfig says: ${hint}`
  if (/[/\\]/.test(command)) {
    const named = resolve(pathIn(folder, command))
    const path = await withEnding(named, environment)
    if (path !== null) return path
    throw new Failure(
      'program-not-found',
      `There is no program at ${showable(named)}, which the kubeconfig refers to.${howTo}`,
    )
  }
  const found = await locateProgram(command, environment)
  if (found.path !== null) return found.path
  throw new Failure(
    'program-not-found',
    `${lookedIn(`The program ${name} of the kubeconfig is not on this computer.`, found.folders)}${howTo}`,
  )
}
