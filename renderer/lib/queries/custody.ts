import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** What this computer holds of each connection's secrets; never a value. */
export const heldSecrets = queryOptions({
  queryKey: ['app', 'custody', 'held'],
  // Every use is noted, so that what was seen before is old.
  staleTime: 0,
  queryFn: ({ signal }) => valueOf(bridge.custody.held({}, signal)),
})
