/** Favourites, recent and typed places, and what is open in the tree: one sealed entry a connection. */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { MountPath } from '../contract/ids.ts'
import { limits } from '../contract/limits.ts'
import { Folder, type KeptPlaces, Place, RecentPlace } from '../contract/places.ts'
import { createTurns } from '../core/turns.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'

const Stored = z.object({
  version: z.literal(1),
  /** The server's address that they were seen at. */
  address: z.string().max(limits.address),
  open: z.array(Folder).max(limits.openFolders),
  favourites: z.array(Place).max(limits.favourites),
  recent: z.array(RecentPlace).max(limits.recentPlaces),
  typed: z.array(Place).max(limits.typedPlaces),
  authMounts: z.array(MountPath).max(limits.typedPlaces).default([]),
})
type Stored = z.infer<typeof Stored>

/** Which connection, and where its server is now: what was kept for another address is not shown. */
export interface PlacesOf {
  readonly profileId: string
  readonly address: string
}

/** All fail with `locked` while Strongroom is locked. */
export interface Places {
  read(of: PlacesOf): Promise<KeptPlaces>
  keepOpen(of: PlacesOf, open: KeptPlaces['open']): Promise<void>
  visit(of: PlacesOf, place: Place): Promise<void>
  /** Errors: `rejected` when there are too many. */
  setFavourite(of: PlacesOf, place: Place, isFavourite: boolean): Promise<void>
  remember(of: PlacesOf, place: Place): Promise<void>
  forget(of: PlacesOf, place: Place): Promise<void>
  setAuthMount(of: PlacesOf, mount: string, isKept: boolean): Promise<void>
  /** The same server has another address from now on. */
  move(profileId: string, from: string, to: string): Promise<void>
  removeAll(profileId: string): Promise<void>
  /** Resolves when what was asked so far is written, or could not be; call it before the store locks. */
  settled(): Promise<void>
}

/** Where they are kept in the sealed store, before the connection's id. */
export const placesPrefix = 'places:'

const nothing: KeptPlaces = { open: [], favourites: [], recent: [], typed: [], authMounts: [] }
const isSame = (a: Place) => (b: Place) => a.mount === b.mount && a.path === b.path

/** The places of all connections, in `store`. */
export function createPlaces(store: SealedStore): Places {
  const { inTurn, settled } = createTurns()

  const readStored = async (profileId: string): Promise<Stored | null> => {
    const text = await store.read(placesPrefix + profileId).catch((problem: unknown) => {
      // The store puts the file aside when something new is written.
      if (problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    })
    if (text === null) return null
    try {
      return Stored.parse(JSON.parse(text))
    } catch {
      // Opened, so it is ours, and not to be understood: a newer version's. It is neither shown nor written over.
      throw new Failure('file-unreadable', 'The places of this connection were kept by another version of Strongroom.')
    }
  }
  const current = async ({ profileId, address }: PlacesOf): Promise<KeptPlaces> => {
    const stored = await readStored(profileId)
    // SECURITY: names of secrets go to the server's people alone (docs/security.md, "Places").
    return stored === null || stored.address !== address ? nothing : stored
  }
  /** One change after the other, so that two windows do not lose each other's. */
  const change = (of: PlacesOf, apply: (now: KeptPlaces) => Partial<KeptPlaces>): Promise<void> =>
    inTurn(of.profileId, async () => {
      const now = await current(of)
      const { open, favourites, recent, typed, authMounts } = { ...now, ...apply(now) }
      const stored: Stored = { version: 1, address: of.address, open, favourites, recent, typed, authMounts }
      await store.write(placesPrefix + of.profileId, JSON.stringify(stored))
    })

  return {
    read: (of) => current(of).catch(nothingIfUnreadable),
    keepOpen: (of, open) => change(of, () => ({ open: open.slice(-limits.openFolders) })),
    visit: (of, place) =>
      change(of, ({ recent }) => {
        const others = recent.filter((each) => !isSame(place)(each))
        return { recent: [{ ...place, visitedAt: new Date().toISOString() }, ...others].slice(0, limits.recentPlaces) }
      }),
    setFavourite: (of, place, isFavourite) =>
      change(of, ({ favourites }) => {
        const others = favourites.filter((each) => !isSame(place)(each))
        if (!isFavourite) return { favourites: others }
        if (favourites.some(isSame(place))) return {}
        if (others.length >= limits.favourites) {
          throw new Failure('rejected', `There are ${limits.favourites} favourites for this connection already.`)
        }
        return { favourites: [...others, place] }
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
        const stored = await readStored(profileId)
        if (stored === null || stored.address !== from) return
        await store.write(placesPrefix + profileId, JSON.stringify({ ...stored, address: to } satisfies Stored))
      }),
    removeAll: (profileId) => inTurn(profileId, () => store.remove(placesPrefix + profileId)),
    settled,
  }
}

/** Is `place` the other one, or in it where that is a folder? */
function isAtOrBelow(place: Place, other: Place): boolean {
  if (isSame(other)(place)) return true
  const isFolder = other.path === '' || other.path.endsWith('/')
  return isFolder && place.mount === other.mount && place.path.startsWith(other.path)
}

function nothingIfUnreadable(problem: unknown): KeptPlaces {
  if (problem instanceof Failure && problem.code === 'file-unreadable') return nothing
  throw problem
}
