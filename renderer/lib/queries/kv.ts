import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** The key of the names in a folder, for which the pages of secrets and the editor of policies ask. */
export const kvFolderKey = (profileId: string, mount: string, folder: string) => [
  profileId,
  'kv',
  'list',
  mount,
  folder,
]

/** The names in a folder of a KV engine. */
export const kvFolderNames = (profileId: string, mount: string, folder: string) =>
  queryOptions({
    queryKey: kvFolderKey(profileId, mount, folder),
    queryFn: async ({ signal }) => (await valueOf(bridge.kv.list({ profileId, mount, folder }, signal))).names,
    staleTime: 10_000,
  })
