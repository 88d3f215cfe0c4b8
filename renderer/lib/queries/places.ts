import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** Favorites, recent and typed places, and what was open in the tree when the window last asked. */
export const keptPlaces = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'places'],
    queryFn: ({ signal }) => valueOf(bridge.places.read({ profileId }, signal)),
    staleTime: Infinity,
  })
