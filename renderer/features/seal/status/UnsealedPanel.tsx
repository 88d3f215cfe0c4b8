import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Profile } from '../../../../electron/contract/connections.ts'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { keptCredentials } from '../../../lib/queries/server.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { Link } from '../../../ui/Link.tsx'
import { SealActions } from './SealActions.tsx'
import forms from '../shared/forms.module.css'

/** The server works: links to the next pages, and the keys that this computer still stores. */
export function UnsealedPanel({ profile }: { profile: Profile }) {
  const { t } = useLingui()
  const { id: profileId, name } = profile
  const go = useGo()
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const { data: kept } = useQuery(keptCredentials(profileId))
  const isSignedIn = identity !== undefined && identity !== null
  return (
    <>
      <p>
        {isSignedIn ? (
          <Trans>The server is ready, and you are signed in.</Trans>
        ) : (
          <Trans>The server is ready. Sign in to continue.</Trans>
        )}
      </p>
      <div className={forms['actions']}>
        <Button variant="primary" autoFocus onPress={() => go(routes.engines(profileId))}>
          {isSignedIn ? t`Show secrets` : t`Sign in to ${name}`}
        </Button>
      </div>
      {kept !== undefined && (kept.shares > 0 || kept.rootToken) && (
        <Kept profileId={profileId} shares={kept.shares} rootToken={kept.rootToken} name={name} />
      )}
      {isSignedIn && <SealActions profile={profile} />}
    </>
  )
}

interface KeptProps {
  readonly profileId: string
  readonly name: string
  readonly shares: number
  readonly rootToken: boolean
}

function Kept({ profileId, name, shares, rootToken }: KeptProps) {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState(false)
  return (
    <section className={forms['safe']}>
      <p>
        <Plural
          value={shares}
          _0="No unseal key share of this server is stored in this computer's keychain."
          one="# unseal key share of this server is stored in this computer's keychain."
          other="# unseal key shares of this server are stored in this computer's keychain."
        />{' '}
        {rootToken && <Trans>The root token is stored there too.</Trans>}
      </p>
      <div className={forms['actions']}>
        <Button variant="danger" onPress={() => setAsks(true)}>
          <Trans>Remove keys…</Trans>
        </Button>
        <Link href={routes.keychain()}>
          <Trans>Stored credentials</Trans>
        </Link>
      </div>
      <ConfirmDialog
        isOpen={asks}
        onOpenChange={setAsks}
        title={t`Remove the stored keys of ${name}?`}
        confirmLabel={t`Remove keys`}
        onConfirm={async () => {
          await valueOf(bridge.server.forgetKept({ profileId }))
          await queryClient.invalidateQueries({ queryKey: keptCredentials(profileId).queryKey })
        }}
        renderProblem={(problem) => i18n._(wordsFor(errorOf(problem)).title)}
      >
        <Trans>Strongroom removes the keys from this computer. Make sure that you have them elsewhere.</Trans>
      </ConfirmDialog>
    </section>
  )
}
