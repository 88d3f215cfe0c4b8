/**
 * Reads the text that a person types or pastes to open a place: the names of the CLI and of the API, whole URLs,
 * commands, and addresses of the web UIs. If a text can mean two places, both are returned: only the server can decide
 * between them.
 */
import { limits } from '../../../../electron/contract/limits.ts'
import { readCommand } from './addressCommand.ts'
import { decodedPath, readUrl } from './addressUrl.ts'
import type { Written } from './written.ts'
import { folderOf, type KvVersion, pathProblem, type SecretPlace } from '../shared/names.ts'

export interface KnownMount {
  readonly path: string
  readonly kvVersion?: KvVersion | undefined
}

/** How a text was understood; shown next to the place. */
export type Reading = 'name' | 'api' | 'below'

export interface Candidate {
  readonly place: SecretPlace
  readonly version?: number | undefined
  readonly reading: Reading
}

export interface Read {
  /** The likeliest first; empty when no part of the text can be a place. */
  readonly candidates: readonly Candidate[]
  /** A path that begins with no known mount: the server may know where it belongs. */
  readonly unknown: string | null
  /** Of a URL: the server's origin, e.g. `https://vault.example.com:8200`. */
  readonly origin?: string | undefined
  readonly namespace?: string | undefined
}

/** The path segments that the API of KV 2 has between the mount and the path. */
const apiWords = ['data', 'metadata', 'delete', 'undelete', 'destroy', 'subkeys', 'detailed-metadata']
// oxlint-disable-next-line no-restricted-globals -- built from constants of this file
const apiPrefix = new RegExp(`^(?:${apiWords.join('|')})(?:/|$)`)
const longest = 4 * limits.path

/** `here` is the folder or secret that is open: a text that begins with no mount is looked up below it. */
export function readAddress(text: string, mounts: readonly KnownMount[], here: SecretPlace): Read {
  // Line ends come with a paste and are legal in no path; every other character may be intended.
  const line = text.slice(0, longest).replace(/^[\r\n]+|[\r\n]+$/g, '')
  const { writings, origin, namespace } = readForms(line, mounts)
  const candidates = writings.flatMap((written) => placesOf(written, mounts, here))
  const first = writings[0]
  const isUnknown = first !== undefined && first.mount === undefined && mountsOf(first.path, mounts).length === 0
  return {
    candidates: withoutRepeats(candidates),
    unknown: isUnknown && pathProblem(withoutSlash(first.path)) === null ? first.path : null,
    origin,
    namespace,
  }
}

interface Forms {
  readonly writings: readonly Written[]
  readonly origin?: string | undefined
  readonly namespace?: string | undefined
}

function readForms(line: string, mounts: readonly KnownMount[]): Forms {
  const command = readCommand(line)
  if (command !== null) return command
  const plain = line.replace(/^\/+/, '')
  const asTyped: Written = { path: plain, form: 'any' }
  const trimmed = plain.trim()
  const typed = trimmed === plain ? [asTyped] : [asTyped, { ...asTyped, path: trimmed }]
  // A mount may be called `v1/` or `example.com/`.
  const namesMount = mountsOf(plain, mounts).length > 0
  const url = readUrl(line)
  if (url !== null) return namesMount ? { ...url, writings: [...typed, ...url.writings] } : url
  const http = /^v1\/(.*)$/s.exec(plain)?.[1]
  if (http === undefined) return { writings: typed }
  // With its slash it is a part of a URL, where `%20` is a space; a policy is as often named with `v1/` before it.
  const asHttp = [decodedPath(http), http].flatMap((path): Written[] => (path === null ? [] : [{ path, form: 'api' }]))
  return { writings: namesMount ? [...typed, ...asHttp] : asHttp }
}

const withoutSlash = (path: string) => path.replace(/\/$/, '')

/** Known mounts that a path begins with, the longest first. */
const mountsOf = (path: string, mounts: readonly KnownMount[]): KnownMount[] =>
  mounts
    .filter((mount) => path.startsWith(mount.path) || `${path}/` === mount.path)
    .sort((a, b) => b.path.length - a.path.length)

function placesOf(written: Written, mounts: readonly KnownMount[], here: SecretPlace): Candidate[] {
  const { path, mount: given, form } = written
  if (given !== undefined) {
    const mount = `${withoutSlash(given).replace(/^\/+/, '')}/`
    const known = mounts.find((each) => each.path === mount)
    if (known === undefined && written.ifMountKnown === true) return []
    return below(mount, path, known?.kvVersion, written)
  }
  const found = mountsOf(path, mounts)
  if (found.length > 0) {
    return found.flatMap((mount) => below(mount.path, path.slice(mount.path.length), mount.kvVersion, written))
  }
  // A command or a URL names the full path.
  if (form !== 'any' || here.mount === '') return []
  const folder = folderOf(`${here.path}x`)
  const starts = folder === '' || path.startsWith(folder) ? [''] : [folder, '']
  return starts.flatMap((start) => candidate(here.mount, `${start}${path}`, 'below', written))
}

function below(mount: string, path: string, kvVersion: KvVersion | undefined, written: Written): Candidate[] {
  const { form } = written
  const named = candidate(mount, path, 'name', written)
  if (form === 'name' || kvVersion === 1 || !apiPrefix.test(path)) return named
  const isMetadata = path.startsWith('metadata')
  const bare = path.replace(apiPrefix, '')
  const asApi = candidate(mount, bare, 'api', { ...written, isFolder: written.isFolder === true && isMetadata })
  // After the mount of a KV 2 engine, HTTP has only these words.
  return form === 'api' && kvVersion === 2 ? asApi : [...asApi, ...named]
}

function candidate(mount: string, path: string, reading: Reading, { isFolder, version }: Written): Candidate[] {
  const whole = isFolder === true && path !== '' && !path.endsWith('/') ? `${path}/` : path
  const problem = pathProblem(whole)
  const mountIsLegal = pathProblem(withoutSlash(mount)) === null
  if (!mountIsLegal || (problem !== null && problem !== 'empty' && problem !== 'folder')) return []
  const isSecret = problem === null
  return [{ place: { mount, path: whole }, reading, ...(isSecret && version !== undefined && { version }) }]
}

function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>()
  return candidates.filter(({ place, version }) => {
    const name = JSON.stringify([place.mount, place.path, version])
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}
