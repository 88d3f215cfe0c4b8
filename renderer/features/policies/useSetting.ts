/** What a policy's text is read against: the server's kind and what it has. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { serverStatus } from '../../lib/queries/server.ts'
import { policyPlaces } from './queries.ts'
import type { Setting } from './worker/protocol.ts'

export function useSetting(profileId: string): Setting {
  const { data: product } = useQuery({ ...serverStatus(profileId), select: (status) => status.product })
  const { data: places } = useQuery(policyPlaces(profileId))
  const [now] = useState(() => Date.now())
  return useMemo(
    () => ({
      dialect: product === 'openbao' ? 'openbao' : 'vault',
      now,
      allMounts: places?.complete === true,
      mounts: (places?.mounts ?? []).map(({ path, type, version, accessor }) => ({
        path,
        type,
        accessor,
        ...(version !== undefined && { version }),
      })),
    }),
    [product, places, now],
  )
}
