/** The setting in which a policy's text is read: the server's product, and its mounts. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { policyPaths, policyPlaces } from '../../../lib/queries/policies.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import type { Setting } from '../worker/protocol.ts'

/** @param name the name under which the policy is saved; empty while it has no name. */
export function useSetting(profileId: string, name: string): Setting {
  const { data: product } = useQuery({ ...serverStatus(profileId), select: (status) => status.product })
  const { data: places } = useQuery(policyPlaces(profileId))
  // Without them, as for a server that denies it, the known paths of each type count.
  const { data: described } = useQuery(policyPaths(profileId))
  const [now] = useState(() => Date.now())
  const routesOf = useMemo(
    () => new Map(described?.mounts.map(({ path, table }) => [path, described.tables[table]] as const)),
    [described],
  )
  return useMemo(
    () => ({
      dialect: product === 'openbao' ? 'openbao' : 'vault',
      now,
      name,
      allMounts: places?.complete === true,
      mounts: (places?.mounts ?? []).map(({ path, type, version, accessor }) => {
        const routes = routesOf.get(path)
        return {
          path,
          type,
          accessor,
          ...(version !== undefined && { version }),
          ...(routes !== undefined && { routes }),
        }
      }),
    }),
    [product, places, routesOf, now, name],
  )
}
