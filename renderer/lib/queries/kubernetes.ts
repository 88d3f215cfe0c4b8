import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** A mount's configuration; never the reviewer's JWT. */
export const kubernetesConfig = (profileId: string, mount: string) =>
  queryOptions({
    queryKey: [profileId, 'kubernetes', 'config', mount],
    queryFn: ({ signal }) => valueOf(bridge.kubernetes.config({ profileId, mount }, signal)),
  })
