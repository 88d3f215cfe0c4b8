/** The pages of connections at their addresses. */
import { useParams } from '@tanstack/react-router'
import { ConnectionPage } from '../../features/connections/ConnectionPage.tsx'
import { ConnectionsPage } from '../../features/connections/ConnectionsPage.tsx'
import { PracticePage } from '../../features/connections/PracticePage.tsx'

export const Connections = () => <ConnectionsPage />
export const NewConnection = () => <ConnectionPage profileId={null} />
export function EditConnection() {
  const { profileId } = useParams({ from: '/connections/$profileId' })
  return <ConnectionPage key={profileId} profileId={profileId} />
}
export const Practice = () => <PracticePage />
