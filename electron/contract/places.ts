/** Places of the KV engines that a person comes back to. They rest sealed: names of secrets are nobody else's business. */
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
  /** Places below folders that may not be listed: the person had to know them. */
  typed: z.array(Place),
  /** Paths of auth methods that no list shows, in the order in which they were opened. */
  authMounts: z.array(MountPath),
})
export type KeptPlaces = z.infer<typeof KeptPlaces>

const One = z.strictObject({ profileId: ProfileId, place: Place })

/** All of them fail with `signed-out` while nobody is signed in to the connection's server. */
export const places = {
  read: query({ input: z.strictObject({ profileId: ProfileId }), output: KeptPlaces }),
  keepOpen: mutation({
    input: z.strictObject({ profileId: ProfileId, open: z.array(Folder).max(limits.openFolders) }),
    output: z.object({}),
  }),
  /** Puts it first in the recent ones. */
  visit: mutation({ input: One, output: z.object({}) }),
  /** Errors: `rejected` when there are too many. */
  setFavorite: mutation({ input: One.extend({ isFavorite: z.boolean() }), output: z.object({}) }),
  /** Keeps a place that no list shows. */
  remember: mutation({ input: One, output: z.object({}) }),
  /** Takes it out of the recent and the typed ones, for a folder with all that is below it. */
  forget: mutation({ input: One, output: z.object({}) }),
  /** Keeps or forgets the path of an auth method that no list shows. */
  setAuthMount: mutation({
    input: z.strictObject({ profileId: ProfileId, mount: MountPath, isKept: z.boolean() }),
    output: z.object({}),
  }),
  /**
   * The KV mount that a typed path belongs to, as the server says it, also to those who may not list the mounts; null
   * where it does not say. API: `GET /sys/internal/ui/mounts/:path`
   */
  mountOf: query({
    input: z.strictObject({ profileId: ProfileId, path: z.string().min(1).max(limits.path) }),
    output: z.object({ mount: z.string(), kvVersion: z.literal([1, 2]) }).nullable(),
  }),
}
