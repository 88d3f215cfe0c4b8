/**
 * Favorites, recent and typed places, and the open folders of the tree: one sealed entry for each connection and way.
 */
import { recordKinds } from '../recordKinds.ts'
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { MountPath } from '../../contract/ids.ts'
import { limits } from '../../contract/limits.ts'
import { Folder, type KeptPlaces, Place, RecentPlace } from '../../contract/places.ts'
import { createSequencer } from '../../base/async/sequencer.ts'
import { isBoundTo } from '../profiles/way.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'

/** An entry of an older version has its favorites under the British spelling. */
const readingOlder = (entry: unknown): unknown =>
  isObject(entry) && !('favorites' in entry) && 'favourites' in entry
    ? { ...entry, favorites: entry['favourites'] }
    : entry
const isObject = (entry: unknown): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null

const StoredNow = z.object({
  version: z.literal(1),
  /** The server's address where they were seen; the binding of an entry of an older version. */
  address: z.string().max(limits.address).default(''),
  open: z.array(Folder).max(limits.openFolders),
  favorites: z.array(Place).max(limits.favorites),
  recent: z.array(RecentPlace).max(limits.recentPlaces),
  typed: z.array(Place).max(limits.typedPlaces),
  authMounts: z.array(MountPath).max(limits.typedPlaces).default([]),
})
const Stored = z.preprocess(readingOlder, StoredNow)
type Stored = z.infer<typeof Stored>

/** The connection, and the identity of the way to its server. Places of another way are not shown. */
export interface PlacesOf {
  readonly profileId: string
  readonly wayId: string
}

/** All fail with `locked` while Strongroom is locked. */
export interface Places {
  read(of: PlacesOf): Promise<KeptPlaces>
  keepOpen(of: PlacesOf, open: KeptPlaces['open']): Promise<void>
  visit(of: PlacesOf, place: Place): Promise<void>
  /** Errors: `rejected` when there are too many. */
  setFavorite(of: PlacesOf, place: Place, isFavorite: boolean): Promise<void>
  remember(of: PlacesOf, place: Place): Promise<void>
  forget(of: PlacesOf, place: Place): Promise<void>
  setAuthMount(of: PlacesOf, mount: string, isKept: boolean): Promise<void>
  /** Returns the bindings of a connection's places: identities of ways, or the bare address of an older version. */
  bindings(profileId: string): Promise<string[]>
  /** Adds the places of one way to another one, after its own. */
  move(profileId: string, from: string, to: string): Promise<void>
  removeAll(profileId: string): Promise<void>
  /** Resolves when all changes so far are written, or could not be written; call it before the store locks. */
  settled(): Promise<void>
}

const placesPrefix = recordKinds.places.prefix
const nameOf = ({ profileId, wayId }: PlacesOf): string => `${placesPrefix}${profileId}:${wayId}`

const nothing: KeptPlaces = { open: [], favorites: [], recent: [], typed: [], authMounts: [] }
const isSame = (a: Place) => (b: Place) => a.mount === b.mount && a.path === b.path

/** Returns the places of all connections in `store`. */
export function createPlaces(store: SealedStore): Places {
  const { inTurn, settled } = createSequencer()

  const readStored = async (name: string): Promise<Stored | null> => {
    const text = await store.read(name).catch((problem: unknown) => {
      // The store puts the file aside on the next write.
      if (problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    })
    if (text === null) return null
    try {
      return Stored.parse(JSON.parse(text))
    } catch {
      // The store opened it, so it belongs to a newer version that this one cannot read. It is neither shown nor
      // overwritten.
      throw new Failure('file-unreadable', 'The places of this connection were kept by another version of Strongroom.')
    }
  }
  /**
   * Returns the entry of one way, and its name. SECURITY: names of secrets are only for people who are signed in to
   * that server (docs/security.md, "Places").
   */
  const entryOf = async (of: PlacesOf): Promise<{ readonly name: string; readonly stored: Stored } | null> => {
    const stored = await readStored(nameOf(of))
    if (stored !== null) return { name: nameOf(of), stored }
    const former = placesPrefix + of.profileId
    const older = await readStored(former)
    return older !== null && isBoundTo(older.address, of.wayId) ? { name: former, stored: older } : null
  }
  const current = async (of: PlacesOf): Promise<KeptPlaces> => (await entryOf(of))?.stored ?? nothing
  const write = (of: PlacesOf, { open, favorites, recent, typed, authMounts }: KeptPlaces): Promise<void> => {
    const stored: Stored = { version: 1, address: '', open, favorites, recent, typed, authMounts }
    return store.write(nameOf(of), JSON.stringify(stored))
  }
  /** Runs changes one after the other, so that two windows do not overwrite each other's. */
  const change = (of: PlacesOf, apply: (now: KeptPlaces) => Partial<KeptPlaces>): Promise<void> =>
    inTurn(of.profileId, async () => {
      const entry = await entryOf(of)
      const now = entry?.stored ?? nothing
      await write(of, { ...now, ...apply(now) })
      if (entry !== null && entry.name !== nameOf(of)) await store.remove(entry.name)
    })

  return {
    read: (of) => current(of).catch(nothingIfUnreadable),
    keepOpen: (of, open) => change(of, () => ({ open: open.slice(-limits.openFolders) })),
    visit: (of, place) =>
      change(of, ({ recent }) => {
        const others = recent.filter((each) => !isSame(place)(each))
        return { recent: [{ ...place, visitedAt: new Date().toISOString() }, ...others].slice(0, limits.recentPlaces) }
      }),
    setFavorite: (of, place, isFavorite) =>
      change(of, ({ favorites }) => {
        const others = favorites.filter((each) => !isSame(place)(each))
        if (!isFavorite) return { favorites: others }
        if (favorites.some(isSame(place))) return {}
        if (others.length >= limits.favorites) {
          throw new Failure('rejected', `There are ${limits.favorites} favorites for this connection already.`)
        }
        return { favorites: [...others, place] }
      }),
    remember: (of, place) =>
      change(of, ({ typed }) => ({
        typed: [...typed.filter((each) => !isSame(place)(each)), place].slice(-limits.typedPlaces),
      })),
    forget: (of, place) =>
      change(of, ({ recent, typed }) => {
        const isOther = (each: Place) => !isAtOrBelow(each, place)
        return { recent: recent.filter(isOther), typed: typed.filter(isOther) }
      }),
    setAuthMount: (of, mount, isKept) =>
      change(of, ({ authMounts }) => {
        const others = authMounts.filter((each) => each !== mount)
        return { authMounts: isKept ? [...others, mount].slice(-limits.typedPlaces) : others }
      }),
    move: (profileId, from, to) =>
      inTurn(profileId, async () => {
        const entry = await entryOf({ profileId, wayId: from })
        if (entry === null) return
        const target = { profileId, wayId: to }
        await write(target, merged(await current(target), entry.stored))
        await store.remove(entry.name)
      }),
    bindings: async (profileId) => {
      const former = placesPrefix + profileId
      const names = await store.names(former)
      const older = names.includes(former) ? await readStored(former) : null
      const ways = names.filter((name) => name !== former).map((name) => name.slice(former.length + 1))
      return older === null || older.address === '' ? ways : [...ways, older.address]
    },
    removeAll: (profileId) =>
      inTurn(profileId, async () => {
        for (const name of await store.names(placesPrefix + profileId)) await store.remove(name)
      }),
    settled,
  }
}

/** Returns both, those of `first` before the others, up to the limit. */
function merged(first: KeptPlaces, second: KeptPlaces): KeptPlaces {
  const both = <T extends Place>(a: readonly T[], b: readonly T[], most: number): T[] =>
    [...a, ...b.filter((place) => !a.some(isSame(place)))].slice(0, most)
  return {
    open: both(first.open, second.open, limits.openFolders),
    favorites: both(first.favorites, second.favorites, limits.favorites),
    recent: both(first.recent, second.recent, limits.recentPlaces),
    typed: both(first.typed, second.typed, limits.typedPlaces),
    authMounts: [...new Set([...first.authMounts, ...second.authMounts])].slice(0, limits.typedPlaces),
  }
}

/** Whether `place` is the other one, or is in it if that is a folder. */
function isAtOrBelow(place: Place, other: Place): boolean {
  if (isSame(other)(place)) return true
  const isFolder = other.path === '' || other.path.endsWith('/')
  return isFolder && place.mount === other.mount && place.path.startsWith(other.path)
}

function nothingIfUnreadable(problem: unknown): KeptPlaces {
  if (problem instanceof Failure && problem.code === 'file-unreadable') return nothing
  throw problem
}
