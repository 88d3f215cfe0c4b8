import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { clusterTrouble } from '../../../lib/clusterHealth.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { type Step, Stepper } from '../../../ui/Stepper.tsx'
import styles from './Wizard.module.css'
import columns from '../shared/columns.module.css'
import forms from '../shared/forms.module.css'
import { productName } from '../status/statusMessages.ts'

export type WizardStage = 'initialize' | 'keys' | 'unseal' | 'unsealed' | 'offline'

export interface WizardProps {
  readonly profileId: string
  readonly status: ServerStatus
  readonly stage: WizardStage
  readonly children: ReactNode
}

/** The frame of every step: the steps on the left, the current decision under a title that names the server. */
export function Wizard({ profileId, status, stage, children }: WizardProps) {
  const { data: profiles } = useQuery(connectionList)
  const product = productName(status)
  const address = profiles?.find(({ id }) => id === profileId)?.address ?? ''
  const titles: Readonly<Record<WizardStage, ReactNode>> = {
    initialize: (
      <Trans>
        {product} at {address} is not initialized
      </Trans>
    ),
    keys: (
      <Trans>
        Save the keys of {product} at {address}
      </Trans>
    ),
    unseal: (
      <Trans>
        {product} at {address} is sealed
      </Trans>
    ),
    unsealed: (
      <Trans>
        {product} at {address} is unsealed
      </Trans>
    ),
    offline: (
      <Trans>
        {product} at {address} is offline
      </Trans>
    ),
  }
  const reasons: Readonly<Record<WizardStage, ReactNode>> = {
    initialize: (
      <Trans>
        Initialization creates the key that protects all data on the server. The key is split into shares, so that no
        one person holds the whole key.
      </Trans>
    ),
    keys: null,
    unseal: (
      <Trans>The server can't read its encrypted data yet. After each start, it needs its unseal key shares.</Trans>
    ),
    unsealed: null,
    offline: null,
  }
  // A node that was removed from its cluster cannot be unsealed with key shares.
  const reason = clusterTrouble(status) === 'removed' ? null : reasons[stage]
  return (
    <div className={columns['page']}>
      <div className={styles['steps']}>{stage !== 'offline' && <Steps profileId={profileId} stage={stage} />}</div>
      <div className={columns['body']}>
        <header className={styles['header']}>
          <h1 className={styles['title']}>{titles[stage]}</h1>
          {reason !== null && <p className={forms['quiet']}>{reason}</p>}
        </header>
        {children}
      </div>
    </div>
  )
}

function Steps({ profileId, stage }: { profileId: string; stage: WizardStage }) {
  const { t } = useLingui()
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const signedIn = identity !== undefined && identity !== null
  const order: readonly WizardStage[] = ['initialize', 'keys', 'unseal', 'unsealed']
  const at = order.indexOf(stage)
  const stateOf = (index: number): Step['state'] => (index < at ? 'done' : index === at ? 'current' : 'todo')
  return (
    <Stepper
      label={t`Server setup`}
      steps={[
        { id: 'initialize', title: t`Initialize`, state: stateOf(0) },
        { id: 'keys', title: t`Save your keys`, state: stateOf(1) },
        { id: 'unseal', title: t`Unseal`, state: stateOf(2) },
        { id: 'sign-in', title: t`Sign in`, state: signedIn && at === 3 ? 'done' : stateOf(3) },
      ]}
    />
  )
}
