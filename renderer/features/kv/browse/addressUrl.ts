/** Reads URLs of the HTTP API and of the web UIs of Vault and OpenBao. */
import type { Written } from './written.ts'

interface ReadUrl {
  readonly writings: readonly Written[]
  readonly origin?: string | undefined
  readonly namespace?: string | undefined
}

/** A path as HTTP writes it, decoded once, as servers do; null if a `%` does not begin a valid escape. */
export function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

/** A whole URL, one without its scheme, one that begins with `$VAULT_ADDR`, or `/ui/…`; null for any other text. */
export function readUrl(line: string): ReadUrl | null {
  const parts =
    /^\s*(?:(https?:\/\/[^/?#\s]+)|\$\{?(?:VAULT|BAO)_ADDR\}?|[^/?#\s]+:\d+|[^/?#\s]+\.[^/?#\s]+)?(\/(?:v1|ui)\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/s.exec(
      line,
    )
  if (parts === null) return null
  const [, origin, path = '', search = ''] = parts
  const isHttp = path.startsWith('/v1/')
  const query = new URLSearchParams(search)
  // `/v1/…` without a host is a name of the API as well, where nothing is encoded and a `?` may be part of it: see
  // `readForms`.
  const isBare = isHttp && line.trimStart().startsWith('/v1/')
  if (isBare && !knownQueries.some((name) => query.has(name))) return null
  const writings = isHttp ? readHttp(path.slice('/v1/'.length), query) : readWebUi(path, query)
  if (writings.length === 0) return null
  const namespace = query.get('namespace')
  return {
    writings,
    ...(origin !== undefined && URL.canParse(origin) && { origin: new URL(origin).origin }),
    ...(namespace !== null && namespace !== '' && { namespace }),
  }
}

const knownQueries = ['version', 'list', 'scan', 'namespace']

function versionOf(query: URLSearchParams): number | undefined {
  const version = Number(query.get('version') ?? '')
  return Number.isInteger(version) && version >= 1 ? version : undefined
}

function readHttp(path: string, query: URLSearchParams): Written[] {
  const isFolder = ['list', 'scan'].some((name) => query.get(name) === 'true')
  return [{ path: decodedPath(path) ?? path, form: 'api', isFolder, version: versionOf(query) }]
}

/** The names of the pages of a KV secret after its name. */
const pagesOfSecret = new Set(['details', 'edit', 'metadata', 'versions', 'diff', 'paths', 'patch', 'configuration'])
/** Pages of the web UI from before KV had pages of its own; KV 1 still has them. */
const olderPages = new Set(['show', 'list', 'edit', 'create', 'versions', 'metadata', 'diff'])

/** `/ui/vault/secrets/:mount/kv/:secret/details`, `/ui/vault/secrets/:mount/show/:secret`, and similar. */
function readWebUi(path: string, query: URLSearchParams): Written[] {
  const place = /^\/ui\/vault\/(?:secrets|secrets-engines)\/(.+)$/s.exec(path)?.[1]
  if (place === undefined) return []
  const parts = place.split('/').map((part) => decodedPath(part) ?? part)
  const version = versionOf(query)
  // A mount with a slash in its path is written in one part, `team%2Fkv`, and sometimes unencoded.
  return parts.flatMap((part, index): Written[] => {
    if (index === 0) return parts.length === 1 ? [{ mount: part, path: '', form: 'name' }] : []
    const mount = parts.slice(0, index).join('/')
    const rest = parts.slice(index + 1)
    const written = part === 'kv' ? readKvPages(rest) : olderPages.has(part) ? readOlderPage(part, rest) : []
    return written.map((each) => ({ mount, ifMountKnown: index > 1, form: 'name', version, ...each }))
  })
}

type Below = Pick<Written, 'path' | 'isFolder'>

function readKvPages(parts: readonly string[]): Below[] {
  const [first, ...rest] = parts
  const last = parts.at(-1) ?? ''
  if (
    first === undefined ||
    first === '' ||
    (rest.length === 0 && ['list', 'create', 'configuration'].includes(first))
  ) {
    return [{ path: '' }]
  }
  if (rest.length === 1 && last === 'directory') return [{ path: first, isFolder: true }]
  const asSecret = { path: parts.slice(0, lengthOfName(parts)).join('/') }
  if (first !== 'list') return [asSecret]
  const asFolder = { path: rest.join('/'), isFolder: true }
  // The page `details` of a secret named `list`, or the folder `details/`.
  return pagesOfSecret.has(rest[0] ?? '') && last !== '' ? [asFolder, asSecret] : [asFolder]
}

/** Returns how many parts are the secret's name: one, unless its slashes are not encoded. */
function lengthOfName(parts: readonly string[]): number {
  let length = parts.length
  while (length > 1 && pagesOfSecret.has(parts[length - 1] ?? '')) length -= 1
  return length
}

function readOlderPage(page: string, rest: readonly string[]): Below[] {
  const path = rest.join('/')
  if (page === 'list' || path === '') return [{ path, isFolder: true }]
  return [{ path }]
}
