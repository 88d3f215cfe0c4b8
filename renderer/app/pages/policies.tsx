/** The page of policies at its address. */
import { useParams, useSearch } from '@tanstack/react-router'
import { PoliciesPage } from '../../features/policies/list/PoliciesPage.tsx'

export function Policies() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  const place = useSearch({ from: '/c/$profileId/policies' })
  return <PoliciesPage key={profileId} profileId={profileId} place={place} />
}
