import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionList } from '../lib/queries/connections.ts'
import styles from './NotReadyPage.module.css'

/** Shown under the banner of a server that does not accept sign-ins yet: its name and address, and the next step. */
export function NotReadyPage({ profileId }: { profileId: string }) {
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  return (
    <div className={styles['notReady']}>
      <h1 className={styles['title']}>{profile?.name}</h1>
      <p>
        <code>{profile?.address}</code>
      </p>
      <p>
        <Trans>To see its secrets, unseal the server and sign in.</Trans>
      </p>
    </div>
  )
}
