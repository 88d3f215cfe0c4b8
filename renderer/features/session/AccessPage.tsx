import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Identity } from '../../../electron/contract/session.ts'
import { signedInIdentity } from '../../lib/queries/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import styles from './AccessPage.module.css'
import forms from './shared/forms.module.css'
import pageHead from './shared/pageHead.module.css'
import { IdentityFacts } from './IdentityFacts.tsx'
import { isRenewable, nameOf } from './identity.ts'
import { RenewForm } from './RenewForm.tsx'
import { ServerLine } from './SignInPage.tsx'
import { SignOutDialog } from './SignOutDialog.tsx'

/** Who is signed in to a server, for how long, and how to sign out. */
export function AccessPage({ profileId }: { profileId: string }) {
  const { data: current, isPending } = useQuery(signedInIdentity(profileId))
  // When a token ends, the page stays as it was under the sign-in dialog.
  const [last, setLast] = useState(current)
  if (current !== undefined && current !== null && current !== last) setLast(current)
  const identity = current ?? last
  if (isPending) {
    return (
      <div className={styles['page']}>
        <SkeletonRows rows={8} />
      </div>
    )
  }
  if (identity === undefined || identity === null) {
    return <EmptyState icon={<KeyRound size={20} />} title={<Trans>You are not signed in to this server.</Trans>} />
  }
  return <Known profileId={profileId} identity={identity} />
}

function Known({ profileId, identity }: { profileId: string; identity: Identity }) {
  const { t } = useLingui()
  const [isLeaving, setLeaving] = useState(false)
  const name = nameOf(identity)
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <header className={pageHead['header']}>
          <h1 className={pageHead['title']}>
            <Trans>Signed in as “{name}”</Trans>
          </h1>
          <ServerLine profileId={profileId} />
        </header>
        <Button autoFocus={!isRenewable(identity)} onPress={() => setLeaving(true)}>{t`Sign out…`}</Button>
      </div>
      <Advice identity={identity} />
      <section className={forms['section']}>
        <IdentityFacts identity={identity} />
      </section>
      <section className={forms['section']}>
        <h2 className={styles['sectionTitle']}>
          <Trans>Renewal</Trans>
        </h2>
        <Renewal profileId={profileId} identity={identity} />
      </section>
      <SignOutDialog profileId={profileId} identity={identity} isOpen={isLeaving} onOpenChange={setLeaving} />
    </div>
  )
}

function Advice({ identity }: { identity: Identity }) {
  const { t } = useLingui()
  return (
    <>
      {identity.policies.includes('root') && (
        <Banner tone="warn" title={t`This is a root token.`}>
          <Trans>
            A root token can do everything, without limits. Use a less privileged token for daily work, then revoke this
            one.
          </Trans>
        </Banner>
      )}
      {!identity.complete && (
        <Banner title={t`This token can't look itself up.`}>
          <Trans>
            Its policies don't allow <code>read</code> on <code>auth/token/lookup-self</code>. This page shows only the
            details that the server returned at sign-in.
          </Trans>
        </Banner>
      )}
    </>
  )
}

function Renewal({ profileId, identity }: { profileId: string; identity: Identity }) {
  if (isRenewable(identity)) return <RenewForm profileId={profileId} />
  if (identity.type === 'batch') {
    return (
      <p>
        <Trans>This is a batch token. It can't be renewed or revoked, and it expires on its own.</Trans>
      </p>
    )
  }
  if (identity.expiresAt === null) {
    return (
      <p>
        <Trans>This token doesn't expire, so it doesn't need renewal.</Trans>
      </p>
    )
  }
  return (
    <p>
      <Trans>This token can't be renewed. When it expires, Strongroom asks you to sign in again.</Trans>
    </p>
  )
}
