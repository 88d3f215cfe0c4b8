import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionList } from '../lib/queries/connections.ts'
import { Badge } from '../ui/Badge.tsx'

/** The red mark of a connection whose server is not verified; shown on every page of it, and it cannot be closed. */
export function NotVerified({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  return profile?.skipVerify === true ? <Badge tone="danger">{t`Certificate not verified`}</Badge> : null
}
