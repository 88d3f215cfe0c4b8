import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Profile } from '../../../../electron/contract/connections.ts'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import { Button } from '../../../ui/Button.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import forms from '../shared/forms.module.css'

/** Seals the server or makes the active node step down, each after a confirmation that explains the effect. */
export function SealActions({ profile }: { profile: Profile }) {
  const { t, i18n } = useLingui()
  const { name, id: profileId } = profile
  const { data: status } = useQuery(serverStatus(profileId))
  const [asks, setAsks] = useState<'seal' | 'step-down' | null>(null)
  const mustType = profile.stage === 'production'
  const threshold = status?.unseal?.threshold ?? 1
  const wordsOf = (problem: unknown) =>
    `${i18n._(wordsFor(errorOf(problem)).title)}. ${i18n._(wordsFor(errorOf(problem)).help)}`

  return (
    <section className={forms['safe']}>
      <p className={forms['quiet']}>
        <Trans>
          In an emergency, sealing immediately stops the server from serving requests until enough key shares are
          submitted again.
        </Trans>
      </p>
      <div className={forms['actions']}>
        {status?.haEnabled !== false && (
          <Button onPress={() => setAsks('step-down')}>
            <Trans>Step down…</Trans>
          </Button>
        )}
        <Button variant="danger" onPress={() => setAsks('seal')}>
          <Trans>Seal {name}…</Trans>
        </Button>
      </div>
      <ConfirmDialog
        isOpen={asks === 'seal'}
        onOpenChange={() => setAsks(null)}
        title={t`Seal ${name}?`}
        confirmLabel={t`Seal ${name}`}
        {...(mustType && { typeToConfirm: name })}
        onConfirm={async () => {
          await valueOf(bridge.server.seal({ profileId, ...(mustType && { confirm: name }) }))
        }}
        renderProblem={wordsOf}
      >
        <Trans>
          The server discards its key and stops serving requests. Every application that reads secrets from it fails
          until {threshold} key shares are submitted. In a cluster, only the active node is sealed, and a standby takes
          over.
        </Trans>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asks === 'step-down'}
        onOpenChange={() => setAsks(null)}
        tone="plain"
        title={t`Step down the active node?`}
        confirmLabel={t`Step down`}
        onConfirm={async () => {
          await valueOf(bridge.server.stepDown({ profileId }))
        }}
        renderProblem={wordsOf}
      >
        <Trans>
          The active node steps down, and a standby becomes active. Requests fail for a few seconds. Nothing is sealed.
          Without an unsealed standby, the same node becomes active again after about ten seconds.
        </Trans>
      </ConfirmDialog>
    </section>
  )
}
