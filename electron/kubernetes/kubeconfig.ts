/**
 * Reads and parses kubeconfigs. Runs no program, and opens only the files that the caller names.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { Failure } from '../contract/failure.ts'
import type { Kubeconfig } from '../contract/kubeconfig.ts'
import { limits } from '../contract/limits.ts'
import { decodeText } from '../contract/text/decodeText.ts'
import type { Tidied } from '../contract/text/tidied.ts'
import { tidyTerminal } from '../contract/text/tidyText.ts'
import { startParser } from '../base/parsing/parserThread.ts'
import type { ParsedKubeconfig } from './kubeconfigText.ts'
import type { Cluster, Context, User } from './kubeconfigSchema.ts'

/** A value with its file and the folder of its relative paths; null for a text without a file. */
export interface FromFile<T> {
  readonly value: T
  readonly folder: string | null
  readonly file: string | null
}

export interface LoadedKubeconfig {
  readonly files: Kubeconfig['files']
  readonly current: string | null
  readonly contexts: ReadonlyMap<string, Context>
  readonly clusters: ReadonlyMap<string, FromFile<Cluster>>
  readonly users: ReadonlyMap<string, FromFile<User>>
  /** Whether files next to the kubeconfig are read without consent. */
  readonly trustsFolder: boolean
}

type FileState = Kubeconfig['files'][number]
type Parsed = (ParsedKubeconfig | Pick<FileState, 'state'>) & Pick<FileState, 'tidied'>

/** Returns the files that `kubectl` would read. */
export function usualFiles(environment: Readonly<Record<string, string | undefined>>): string[] {
  const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  return named.length > 0 ? [...new Set(named)] : [join(environment['HOME'] ?? homedir(), '.kube', 'config')]
}

/** Reads these files as one: of two entries with one name the first counts. */
export async function loadFiles(
  paths: readonly string[],
  { trustsFolder, isOurs }: LoadOptions,
): Promise<LoadedKubeconfig> {
  const read: ReadFile[] = []
  // One after the other, because a thread parses each one.
  for (const path of paths) {
    // SECURITY: a page decides the text of files that the app writes (docs/security.md, "Files and folders").
    const parsed = (await isOurs(resolve(path))) ? ({ state: 'written-by-app' } as const) : await readFileAt(path)
    read.push({ path, folder: dirname(resolve(path)), parsed })
  }
  return merge(read, trustsFolder)
}

export interface LoadOptions {
  readonly trustsFolder: boolean
  /** Whether Strongroom wrote this file. */
  readonly isOurs: (path: string) => Promise<boolean>
}

/** Reads a supplied text. Its paths name no file and its programs do not run; see `pathIn`. */
export const loadText = async (text: string): Promise<LoadedKubeconfig> =>
  merge([{ path: '', folder: null, parsed: await parseText(text) }], false)

async function readFileAt(path: string): Promise<Parsed> {
  try {
    // `readFile` would not end for a pipe or a device.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await file.stat()
      if (!stats.isFile()) return { state: 'unreadable' }
      if (stats.size > limits.kubeconfig) return { state: 'too-large' }
      const decoded = decodeText(await file.readFile())
      return decoded === null ? { state: 'not-a-kubeconfig' } : await parseText(decoded.text, decoded.tidied)
    } finally {
      await file.close()
    }
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? problem.code : ''
    return { state: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable' }
  }
}

/** Parses in a separate thread, because hostile YAML takes seconds for each megabyte. */
async function parseText(given: string, ofFile: readonly Tidied[] = []): Promise<Parsed> {
  const { text, removed } = tidyTerminal(given)
  const tidied = [...ofFile, ...removed]
  try {
    const { outcome } = startParser({ kind: 'kubeconfig', text }, { deadlineMs: 10_000, heapMb: 512 })
    const parsed = (await outcome) as ParsedKubeconfig
    return { ...parsed, ...(tidied.length > 0 && { tidied }) }
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

function merge(read: readonly ReadFile[], trustsFolder: boolean): LoadedKubeconfig {
  const contexts = new Map<string, Context>()
  const clusters = new Map<string, FromFile<Cluster>>()
  const users = new Map<string, FromFile<User>>()
  let current: string | null = null
  const files = read.map(({ path, folder, parsed }): FileState => {
    if (!('file' in parsed)) return { path, ...parsed }
    const { file, tidied } = parsed
    if (current === null && file['current-context'] !== '') current = file['current-context']
    for (const [name, value] of file.contexts) if (!contexts.has(name)) contexts.set(name, value)
    for (const [name, value] of file.clusters)
      if (!clusters.has(name)) clusters.set(name, { value, folder, file: folder === null ? null : path })
    for (const [name, value] of file.users)
      if (!users.has(name)) users.set(name, { value, folder, file: folder === null ? null : path })
    return { path, state: 'read', ...(tidied !== undefined && { tidied }) }
  })
  return { files, current, contexts, clusters, users, trustsFolder }
}

/**
 * Returns a path of a kubeconfig on this computer.
 *
 * SECURITY: a text that a window supplied may come from an attacker: it names no file of this computer, and no program
 * (docs/security.md, "Kubernetes"). @throws Failure `file-unreadable` for such a text.
 */
export function pathIn(folder: string | null, path: string): string {
  if (folder === null) {
    throw new Failure(
      'file-unreadable',
      'The kubeconfig refers to a file on this computer. Choose the kubeconfig as a file.',
    )
  }
  return isAbsolute(path) ? path : join(folder, path)
}
