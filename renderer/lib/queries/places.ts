import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** Favorites, recent and typed places, and the open folders of the tree at the window's last request. */
export const keptPlaces = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'places'],
    queryFn: ({ signal }) => valueOf(bridge.places.read({ profileId }, signal)),
    staleTime: Infinity,
  })
