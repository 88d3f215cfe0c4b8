import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionList } from '../../lib/queries/connections.ts'
import styles from './SignInPage.module.css'
import pageHead from './shared/pageHead.module.css'
import { SignIn } from './SignIn.tsx'

/** The sign-in page, which names the server: name, address, namespace. */
export function SignInPage({ profileId }: { profileId: string }) {
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  const name = profile?.name ?? ''
  return (
    <div className={styles['signIn']}>
      <header className={pageHead['header']}>
        <h1 className={pageHead['title']}>
          <Trans>Sign in to {name}</Trans>
        </h1>
        <ServerLine profileId={profileId} />
      </header>
      <SignIn profileId={profileId} />
    </div>
  )
}

/** A server's address and namespace. Props: `profileId`. */
export function ServerLine({ profileId }: { profileId: string }) {
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  if (profile === undefined) return null
  return (
    <p className={styles['server']}>
      <code>{profile.address}</code>
      {profile.namespace !== '' && (
        <>
          {' '}
          <Trans>
            namespace <code>{profile.namespace}</code>
          </Trans>
        </>
      )}
    </p>
  )
}
