/**
 * Reads kubeconfigs and says what is in them. Runs nothing, opens nothing but the files it is told to.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { Failure } from '../contract/failure.ts'
import type { Kubeconfig, KubeContext } from '../contract/kubeconfig.ts'
import { limits } from '../contract/limits.ts'
import { startParser } from '../parsing/parserThread.ts'
import { plainWords } from '../vault/words.ts'
import type { ParsedKubeconfig } from './kubeconfigText.ts'
import type { Cluster, Context, Exec, User } from './kubeconfigSchema.ts'

/** A value with the folder that its relative paths start at; null for a text that no file was. */
interface Placed<T> {
  readonly value: T
  readonly folder: string | null
}

export interface LoadedKubeconfig {
  readonly files: Kubeconfig['files']
  readonly current: string | null
  readonly contexts: ReadonlyMap<string, Context>
  readonly clusters: ReadonlyMap<string, Placed<Cluster>>
  readonly users: ReadonlyMap<string, Placed<User>>
}

type FileState = Kubeconfig['files'][number]
type Parsed = ParsedKubeconfig | Pick<FileState, 'state'>

/** The files that `kubectl` would read. */
export function usualFiles(environment: Readonly<Record<string, string | undefined>>): string[] {
  const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  return named.length > 0 ? [...new Set(named)] : [join(environment['HOME'] ?? homedir(), '.kube', 'config')]
}

/** A path that begins in the person's home folder (`~/x`), written out. */
export const atHome = (path: string): string => (/^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path)

/** Reads these files as one: of two things of a name the first counts. */
export async function loadFiles(paths: readonly string[]): Promise<LoadedKubeconfig> {
  const read: ReadFile[] = []
  // One after the other: each one is parsed by a thread.
  for (const path of paths) read.push({ path, folder: dirname(resolve(path)), parsed: await readFileAt(path) })
  return merge(read)
}

/** Reads a text that was handed over. Its paths lead nowhere and its programs do not run; see `pathIn`. */
export const loadText = async (text: string): Promise<LoadedKubeconfig> =>
  merge([{ path: '', folder: null, parsed: await parseText(text) }])

async function readFileAt(path: string): Promise<Parsed> {
  try {
    // Not by way of `readFile`: a pipe or a device would never end.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await file.stat()
      if (!stats.isFile()) return { state: 'unreadable' }
      if (stats.size > limits.kubeconfig) return { state: 'too-large' }
      return await parseText(await file.readFile('utf8'))
    } finally {
      await file.close()
    }
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? problem.code : ''
    return { state: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable' }
  }
}

/** Parses in a thread of its own: hostile YAML takes seconds a megabyte. */
async function parseText(text: string): Promise<Parsed> {
  try {
    const { outcome } = startParser({ kind: 'kubeconfig', text }, { deadlineMs: 10_000, heapMb: 512 })
    return (await outcome) as Parsed
  } catch (problem) {
    if (problem instanceof Failure && problem.code === 'answer-too-large') return { state: 'too-large' }
    throw problem
  }
}

interface ReadFile {
  readonly path: string
  readonly folder: string | null
  readonly parsed: Parsed
}

function merge(read: readonly ReadFile[]): LoadedKubeconfig {
  const contexts = new Map<string, Context>()
  const clusters = new Map<string, Placed<Cluster>>()
  const users = new Map<string, Placed<User>>()
  let current: string | null = null
  const files = read.map(({ path, folder, parsed }): FileState => {
    if (!('file' in parsed)) return { path, ...parsed }
    const { file } = parsed
    if (current === null && file['current-context'] !== '') current = file['current-context']
    for (const [name, value] of file.contexts) if (!contexts.has(name)) contexts.set(name, value)
    for (const [name, value] of file.clusters) if (!clusters.has(name)) clusters.set(name, { value, folder })
    for (const [name, value] of file.users) if (!users.has(name)) users.set(name, { value, folder })
    return { path, state: 'read' }
  })
  return { files, current, contexts, clusters, users }
}

/**
 * A path of a kubeconfig as this computer knows it.
 *
 * SECURITY: a text that a window gave may be anybody's: it names no file of this computer, and no program
 * (docs/security.md, "Kubernetes"). @throws Failure `file-unreadable` for such a text.
 */
export function pathIn(folder: string | null, path: string): string {
  if (folder === null) {
    throw new Failure(
      'file-unreadable',
      'The kubeconfig names a file of this computer: give the path of the kubeconfig.',
    )
  }
  return isAbsolute(path) ? path : join(folder, path)
}

/** What the person sees of it. */
export async function describeKubeconfig(loaded: LoadedKubeconfig): Promise<Kubeconfig> {
  const contexts = await Promise.all(
    [...loaded.contexts].map(([name, context]) => describeContext(loaded, name, context)),
  )
  return { files: loaded.files, current: loaded.current, contexts }
}

async function describeContext(loaded: LoadedKubeconfig, name: string, context: Context): Promise<KubeContext> {
  const cluster = loaded.clusters.get(context.cluster)
  const user = loaded.users.get(context.user)
  const exec = user?.value.exec ?? null
  const problems: KubeContext['problems'] = []
  if (cluster === undefined) problems.push({ code: 'no-cluster', detail: context.cluster })
  else if (!/^https?:\/\//.test(cluster.value.server)) problems.push({ code: 'no-server', detail: context.cluster })
  if (user === undefined) problems.push({ code: 'no-user', detail: context.user })
  if (cluster?.value['insecure-skip-tls-verify'] === true)
    problems.push({ code: 'not-verified', detail: context.cluster })
  if (user?.value['auth-provider'] !== undefined && user.value['auth-provider'] !== null && exec === null) {
    problems.push({ code: 'auth-provider', detail: context.user })
  }
  if (exec !== null && user?.folder === null) problems.push({ code: 'needs-path', detail: exec.command })
  for (const { path, folder } of filesOf(cluster, user)) {
    if (folder === null) problems.push({ code: 'needs-path', detail: path })
    else if (!(await isThere(folder, path))) problems.push({ code: 'file-missing', detail: path })
  }
  return {
    name,
    cluster: context.cluster,
    server: cluster?.value.server ?? '',
    namespace: context.namespace,
    user: context.user,
    signIn: signInOf(user?.value),
    exec:
      user === undefined || exec === null
        ? null
        : {
            command: commandLine(exec),
            variables: exec.env.map((variable) => plainWords(variable.name)),
            installHint: plainWords(exec.installHint),
            digest: execDigest({ value: exec, folder: user.folder }),
          },
    problems,
  }
}

function* filesOf(
  cluster: Placed<Cluster> | undefined,
  user: Placed<User> | undefined,
): Generator<{ readonly path: string; readonly folder: string | null }> {
  if (cluster !== undefined && cluster.value['certificate-authority-data'] === '') {
    const path = cluster.value['certificate-authority']
    if (path !== '') yield { path, folder: cluster.folder }
  }
  if (user === undefined) return
  for (const name of ['client-certificate', 'client-key'] as const) {
    const path = user.value[name]
    if (path !== '' && user.value[`${name}-data`] === '') yield { path, folder: user.folder }
  }
  if (user.value.tokenFile !== '') yield { path: user.value.tokenFile, folder: user.folder }
}

async function isThere(folder: string, path: string): Promise<boolean> {
  return access(pathIn(folder, path), constants.R_OK).then(
    () => true,
    () => false,
  )
}

function signInOf(user: User | undefined): KubeContext['signIn'] {
  if (user === undefined) return 'nothing'
  // In the order in which they are used.
  if (user.exec !== null && user.exec !== undefined) return 'exec'
  if (user.tokenFile !== '') return 'token-file'
  if (user.token !== '') return 'token'
  return user['client-certificate'] !== '' || user['client-certificate-data'] !== '' ? 'certificate' : 'nothing'
}

const plain = /^[\w@%+=:,./-]+$/

/** What a screen would not show, or show in another order. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/gu

function inShell(word: string): string {
  if (plain.test(word)) return word
  if (word.search(hidden) === -1) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  const written = (sign: string) => {
    const code = sign.codePointAt(0) ?? 0
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  }
  return `$'${word.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(hidden, written)}'`
}

/** The command as a shell would take it; every sign of it can be seen, because the person decides by it. */
export const commandLine = ({ command, args }: Exec): string => [command, ...args].map(inShell).join(' ')

/** Stands for the whole command: another word, variable or folder is another digest, and is asked for anew. */
export const execDigest = ({ value, folder }: Placed<Exec>): string =>
  createHash('sha256')
    .update(JSON.stringify([value, folder]))
    .digest('hex')
