/**
 * Places of the KV engines that a person may want to return to. They are stored sealed, because names of secrets are
 * confidential.
 */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { AnyPath, FolderPath, MountPath, ProfileId } from './ids.ts'
import { limits } from './limits.ts'

/** A mount, a folder or a secret. */
export const Place = z.strictObject({ mount: MountPath, path: AnyPath })
export type Place = z.infer<typeof Place>

export const Folder = z.strictObject({ mount: MountPath, path: FolderPath })

export const RecentPlace = Place.extend({ visitedAt: z.iso.datetime() })
export type RecentPlace = z.infer<typeof RecentPlace>

export const KeptPlaces = z.object({
  /** Folders of the tree that are open. */
  open: z.array(Folder),
  /** In the order in which they were chosen. */
  favorites: z.array(Place),
  /** The last one first. */
  recent: z.array(RecentPlace),
  /** Places below folders that the token can't list: the person had to know them. */
  typed: z.array(Place),
  /** Paths of auth methods that are in no list, in the order in which they were opened. */
  authMounts: z.array(MountPath),
})
export type KeptPlaces = z.infer<typeof KeptPlaces>

const One = z.strictObject({ profileId: ProfileId, place: Place })

/** All of them fail with `signed-out` while no person is signed in to the connection's server. */
export const places = {
  read: query({ input: z.strictObject({ profileId: ProfileId }), output: KeptPlaces }),
  keepOpen: mutation({
    input: z.strictObject({ profileId: ProfileId, open: z.array(Folder).max(limits.openFolders) }),
    output: z.object({}),
  }),
  /** Moves it to the front of the recent places. */
  visit: mutation({ input: One, output: z.object({}) }),
  /** Errors: `rejected` when there are too many. */
  setFavorite: mutation({ input: One.extend({ isFavorite: z.boolean() }), output: z.object({}) }),
  /** Stores a place that is in no list. */
  remember: mutation({ input: One, output: z.object({}) }),
  /** Removes it from the recent and the typed places; for a folder also every place below it. */
  forget: mutation({ input: One, output: z.object({}) }),
  /** Stores or forgets the path of an auth method that is in no list. */
  setAuthMount: mutation({
    input: z.strictObject({ profileId: ProfileId, mount: MountPath, isKept: z.boolean() }),
    output: z.object({}),
  }),
  /**
   * Returns the KV mount that a typed path belongs to, according to the server, even if the token can't list the
   * mounts; null if the server does not report it. API: `GET /sys/internal/ui/mounts/:path`
   */
  mountOf: query({
    input: z.strictObject({ profileId: ProfileId, path: z.string().min(1).max(limits.path) }),
    output: z.object({ mount: z.string(), kvVersion: z.literal([1, 2]) }).nullable(),
  }),
}
