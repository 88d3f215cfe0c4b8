import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionList } from '../lib/queries/connections.ts'
import { Badge } from '../ui/Badge.tsx'

/** The red mark of a connection whose server could be anybody; on every page of it, and nothing takes it away. */
export function NotVerified({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  return profile?.skipVerify === true ? <Badge tone="danger">{t`Certificate not verified`}</Badge> : null
}
