import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** Every mount that the person may see. */
export const mountList = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'mounts', 'list'],
    queryFn: ({ signal }) => valueOf(bridge.mounts.list({ profileId }, signal)),
  })

/** One mount with the settings of its KV engine. */
export const mountSettings = (profileId: string, mount: string) =>
  queryOptions({
    queryKey: [profileId, 'mounts', 'settings', mount],
    queryFn: ({ signal }) => valueOf(bridge.mounts.read({ profileId, mount }, signal)),
  })
