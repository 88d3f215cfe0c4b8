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
        {isSignedIn ? <Trans>It answers, and you are signed in.</Trans> : <Trans>It answers. Sign in to go on.</Trans>}
      </p>
      <div className={forms['actions']}>
        <Button variant="primary" autoFocus onPress={() => go(routes.engines(profileId))}>
          {isSignedIn ? t`Go to the secrets` : t`Sign in to ${name}`}
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
          _0="This computer's keychain keeps no unseal key share of this server."
          one="This computer's keychain keeps # unseal key share of this server."
          other="This computer's keychain keeps # unseal key shares of this server."
        />{' '}
        {rootToken && <Trans>It keeps the root token, too.</Trans>}
      </p>
      <div className={forms['actions']}>
        <Button variant="danger" onPress={() => setAsks(true)}>
          <Trans>Forget them…</Trans>
        </Button>
        <Link href={routes.keychain()}>
          <Trans>What this computer keeps</Trans>
        </Link>
      </div>
      <ConfirmDialog
        isOpen={asks}
        onOpenChange={setAsks}
        title={t`Forget the keys of ${name}?`}
        confirmLabel={t`Forget the keys`}
        onConfirm={async () => {
          await valueOf(bridge.server.forgetKept({ profileId }))
          await queryClient.invalidateQueries({ queryKey: keptCredentials(profileId).queryKey })
        }}
        renderProblem={(problem) => i18n._(wordsFor(errorOf(problem)).title)}
      >
        <Trans>They are removed from this computer. Make sure that they are somewhere else.</Trans>
      </ConfirmDialog>
    </section>
  )
}
