import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { ConnectionsPage } from '../features/connections/ConnectionsPage.tsx'
import { WelcomePage } from '../features/connections/WelcomePage.tsx'
import { connectionList } from '../lib/queries/connections.ts'

/** The first page: the only connection if there is one, the list of connections, or the first steps. */
export function HomePage() {
  const { data } = useQuery(connectionList)
  if (data === undefined) return null
  const [first, second] = data
  if (first === undefined) return <WelcomePage />
  if (second === undefined) return <Navigate to="/c/$profileId" params={{ profileId: first.id }} replace />
  return <ConnectionsPage />
}
