/** The folders and secrets of KV mounts as a tree, of which only opened folders are known. */
import type { OpenLevel, TreeLevel } from '../../../ui/treeRows.ts'
import { folderOf, lastName, type SecretPlace } from '../shared/names.ts'

/** What is known of a folder. */
export interface Listing {
  /** Undefined while they are not known; the last known ones after a list that failed. */
  readonly names: readonly string[] | undefined
  readonly isBusy: boolean
  /** Why the last list failed: a missing capability, or another error. */
  readonly problem: 'denied' | 'failed' | null
}

export interface TreeValue extends SecretPlace {
  readonly name: string
  readonly isFolder: boolean
  readonly listing: Listing | undefined
}

/** `foo` and `foo/` are two things, and have two keys. */
export const treeKey = ({ mount, path }: SecretPlace): string => `${mount}\n${path}`

export const isFolderPath = (path: string): boolean => path === '' || path.endsWith('/')

export interface KnownTree {
  readonly mounts: readonly string[]
  readonly listings: ReadonlyMap<string, Listing>
  /** The open folders by key, whether they are in view or not. */
  readonly expanded: ReadonlyMap<string, SecretPlace>
  /** Places that a person knows of, for folders that may not be listed. */
  readonly known: readonly SecretPlace[]
}

const nothing: readonly string[] = []
const positions = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

/** The position of each name in its list, cached as long as the list exists. */
function positionsIn(names: readonly string[]): ReadonlyMap<string, number> {
  const found = positions.get(names)
  if (found !== undefined) return found
  const made = new Map(names.map((name, index) => [name, index]))
  positions.set(names, made)
  return made
}

/** The tree of the mounts. The cost is proportional to the number of open folders. */
export function treeLevel({ mounts, listings, expanded, known }: KnownTree): TreeLevel<TreeValue> {
  const openIn = new Map<string, SecretPlace[]>()
  for (const folder of expanded.values()) {
    if (folder.path === '') continue
    const parent = treeKey({ mount: folder.mount, path: folderOf(folder.path) })
    openIn.set(parent, [...(openIn.get(parent) ?? []), folder])
  }

  const inside = (folder: SecretPlace): TreeLevel<TreeValue> => {
    const key = treeKey(folder)
    const names = namesOf(folder, listings.get(key), known)
    const at = positionsIn(names)
    const open = (openIn.get(key) ?? [])
      .flatMap((child): OpenLevel<TreeValue>[] => {
        const index = at.get(lastName(child.path))
        return index === undefined ? [] : [{ index, inside: inside(child) }]
      })
      .sort((a, b) => a.index - b.index)
    return {
      count: names.length,
      textAt: (index) => names[index] ?? '',
      indexOf: (wanted) => (wanted.startsWith(key) ? (at.get(wanted.slice(key.length)) ?? -1) : -1),
      at: (index) => {
        const name = names[index] ?? ''
        return entryOf({ mount: folder.mount, path: `${folder.path}${name}` }, name, listings)
      },
      open,
    }
  }

  return {
    count: mounts.length,
    textAt: (index) => mounts[index] ?? '',
    indexOf: (wanted) => (wanted.endsWith('\n') ? mounts.indexOf(wanted.slice(0, -1)) : -1),
    at: (index) => {
      const mount = mounts[index] ?? ''
      return entryOf({ mount, path: '' }, mount, listings)
    },
    open: mounts.flatMap((mount, index): OpenLevel<TreeValue>[] => {
      const root = { mount, path: '' }
      return expanded.has(treeKey(root)) ? [{ index, inside: inside(root) }] : []
    }),
  }
}

function entryOf(place: SecretPlace, name: string, listings: ReadonlyMap<string, Listing>) {
  const isFolder = isFolderPath(place.path)
  const key = treeKey(place)
  const listing = isFolder ? listings.get(key) : undefined
  return {
    key,
    text: name,
    value: { ...place, name, isFolder, listing },
    isFolder,
    isBusy: listing?.isBusy === true && listing.names === undefined,
  }
}

/** The names that the server lists; if it refuses to, those that it listed last and the known places. */
function namesOf(folder: SecretPlace, listing: Listing | undefined, known: readonly SecretPlace[]): readonly string[] {
  if (listing === undefined) return nothing
  const { names = nothing, problem } = listing
  if (problem === null) return names
  const listed = positionsIn(names)
  const more = knownNames(folder, known).filter((name) => !listed.has(name))
  return more.length === 0 ? names : [...names, ...more].sort()
}

/** The names in a folder on the way to places below it. */
export function knownNames({ mount, path }: SecretPlace, known: readonly SecretPlace[]): string[] {
  const names = known
    .filter((place) => place.mount === mount && place.path.startsWith(path) && place.path.length > path.length)
    .map((place) => /^[^/]*\/?/.exec(place.path.slice(path.length))?.[0] ?? '')
  return [...new Set(names)].filter((name) => name !== '').sort()
}

/** Returns the folders that get a mark because a place below them is not saved: the folders above each place. */
export function foldersAbove(places: readonly string[]): ReadonlySet<string> {
  const above = new Set<string>()
  for (const place of places) {
    for (let end = place.indexOf('/'); end !== -1; end = place.indexOf('/', end + 1)) above.add(place.slice(0, end + 1))
  }
  return above
}
