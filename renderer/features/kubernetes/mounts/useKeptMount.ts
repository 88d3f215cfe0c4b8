/** Mounts that this person sees in no list: stored for the connection once they were opened by their path. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'

/** Stores the path of a mount that was opened, if `isUnlisted`. */
export function useKeptMount(profileId: string, mount: string, isUnlisted: boolean): void {
  const { data } = useQuery({ ...keptPlaces(profileId), enabled: isUnlisted })
  const isNew = isUnlisted && data?.authMounts.includes(mount) === false
  useEffect(() => {
    if (isNew) void bridge.places.setAuthMount({ profileId, mount, isKept: true })
  }, [isNew, profileId, mount])
}
