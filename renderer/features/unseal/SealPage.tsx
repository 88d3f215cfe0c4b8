import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ServerStatus } from '../../../electron/contract/server.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { serverStatus, unfinishedCeremony } from '../../lib/queries/server.ts'
import { signedInIdentity } from '../../lib/queries/session.ts'
import { Skeleton, SkeletonGroup } from '../../ui/Skeleton.tsx'
import { type Step, Stepper } from '../../ui/Stepper.tsx'
import { CeremonyPage } from './CeremonyPage.tsx'
import { InitialiseForm } from './InitialiseForm.tsx'
import { OfflineState } from './OfflineState.tsx'
import { Refusal } from './Refusal.tsx'
import styles from './SealPage.module.css'
import { productName, type SealState, sealStateOf } from './statusWords.ts'
import { UnsealedPanel } from './UnsealedPanel.tsx'
import { UnsealForm } from './UnsealForm.tsx'

type Stage = 'initialise' | 'keys' | 'unseal' | 'unsealed'

const stages: Readonly<Record<Exclude<SealState, 'unknown'>, Stage>> = {
  'not-initialized': 'initialise',
  sealed: 'unseal',
  unsealed: 'unsealed',
}

/** Takes a server from new to unsealed: one decision at a time, by its state. */
export function SealPage({ profileId }: { profileId: string }) {
  const { data: status, error: statusError } = useQuery(serverStatus(profileId))
  const ceremony = useQuery(unfinishedCeremony(profileId))
  const state = sealStateOf(status)

  if (statusError !== null)
    return (
      <Plain>
        <Refusal problem={statusError} />
      </Plain>
    )
  // Keys that are not safe yet come before everything, also before a server that is away.
  if (status === undefined || ceremony.isPending)
    return (
      <Plain>
        <Waiting />
      </Plain>
    )
  if (ceremony.data !== undefined && ceremony.data !== null) {
    return (
      <Wizard profileId={profileId} status={status} stage="keys">
        <CeremonyPage key={ceremony.data.id} ceremony={ceremony.data} isSealed={status.sealed !== false} />
      </Wizard>
    )
  }
  if (!status.reachable || state === 'unknown') {
    return (
      <Plain>
        <OfflineState profileId={profileId} status={status} />
      </Plain>
    )
  }
  return (
    <Wizard profileId={profileId} status={status} stage={stages[state]}>
      {ceremony.error !== null && <Refusal problem={ceremony.error} />}
      {state === 'not-initialized' && <InitialiseForm profileId={profileId} />}
      {state === 'sealed' && <UnsealForm profileId={profileId} status={status} />}
      {state === 'unsealed' && <Unsealed profileId={profileId} />}
    </Wizard>
  )
}

function Unsealed({ profileId }: { profileId: string }) {
  return <UnsealedPanel profileId={profileId} name={useName(profileId)} />
}

function useName(profileId: string): string {
  const { data: profiles } = useQuery(connectionList)
  return profiles?.find(({ id }) => id === profileId)?.name ?? ''
}

interface WizardProps {
  readonly profileId: string
  readonly status: ServerStatus
  readonly stage: Stage
  readonly children: React.ReactNode
}

function Wizard({ profileId, status, stage, children }: WizardProps) {
  const { data: profiles } = useQuery(connectionList)
  const product = productName(status)
  const address = profiles?.find(({ id }) => id === profileId)?.address ?? ''
  const titles: Readonly<Record<Stage, React.ReactNode>> = {
    initialise: (
      <Trans>
        {product} at {address} is not initialised
      </Trans>
    ),
    keys: (
      <Trans>
        Keep the keys of {product} at {address}
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
  }
  const reasons: Readonly<Record<Stage, React.ReactNode>> = {
    initialise: (
      <Trans>
        Initialising makes the key that encrypts everything in it. The key is split into shares, so that no one person
        has to be trusted with all of it.
      </Trans>
    ),
    keys: null,
    unseal: (
      <Trans>
        Its data is encrypted and it cannot read it: after a start or a restart it needs its unseal key shares first.
      </Trans>
    ),
    unsealed: null,
  }
  return (
    <div className={styles['page']}>
      <div className={styles['steps']}>
        <Steps profileId={profileId} stage={stage} />
      </div>
      <div className={styles['body']}>
        <header className={styles['header']}>
          <h1 className={styles['title']}>{titles[stage]}</h1>
          {reasons[stage] !== null && <p className={styles['quiet']}>{reasons[stage]}</p>}
        </header>
        {children}
      </div>
    </div>
  )
}

function Steps({ profileId, stage }: { profileId: string; stage: Stage }) {
  const { t } = useLingui()
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const signedIn = identity !== undefined && identity !== null
  const order: readonly Stage[] = ['initialise', 'keys', 'unseal', 'unsealed']
  const at = order.indexOf(stage)
  const stateOf = (index: number): Step['state'] => (index < at ? 'done' : index === at ? 'current' : 'todo')
  return (
    <Stepper
      label={t`From a new server to a signed-in person`}
      steps={[
        { id: 'initialise', title: t`Initialise`, state: stateOf(0) },
        { id: 'keys', title: t`Keep the keys`, state: stateOf(1) },
        { id: 'unseal', title: t`Unseal`, state: stateOf(2) },
        { id: 'sign-in', title: t`Sign in`, state: signedIn && at === 3 ? 'done' : stateOf(3) },
      ]}
    />
  )
}

function Plain({ children }: { children: React.ReactNode }) {
  return (
    <div className={styles['page']}>
      <div className={styles['body']}>{children}</div>
    </div>
  )
}

function Waiting() {
  return (
    <SkeletonGroup>
      <Skeleton width="320px" height="22px" />
      <Skeleton width="480px" />
      <Skeleton width="100%" height="30px" />
    </SkeletonGroup>
  )
}
