/** The pages of connections at their addresses. */
import { useParams, useSearch } from '@tanstack/react-router'
import { ConnectionPage } from '../../features/connections/ConnectionPage.tsx'
import { ConnectionsPage } from '../../features/connections/ConnectionsPage.tsx'
import { PracticePage } from '../../features/connections/PracticePage.tsx'

export const Connections = () => <ConnectionsPage />
export function NewConnection() {
  const { address, test } = useSearch({ from: '/connections/new' })
  return <ConnectionPage profileId={null} {...(address !== undefined && { address })} isTested={test !== 'no'} />
}
export function EditConnection() {
  const { profileId } = useParams({ from: '/connections/$profileId' })
  return <ConnectionPage key={profileId} profileId={profileId} />
}
export const Practice = () => <PracticePage />
