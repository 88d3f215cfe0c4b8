import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { clusterTrouble } from '../../../lib/clusterHealth.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { serverStatus, unfinishedCeremony } from '../../../lib/queries/server.ts'
import { Skeleton, SkeletonGroup } from '../../../ui/Skeleton.tsx'
import { CeremonyPage } from '../ceremony/CeremonyPage.tsx'
import { InitializeFailure } from '../initialize/InitializeFailure.tsx'
import { InitializeForm } from '../initialize/InitializeForm.tsx'
import { NodesPanel } from '../nodes/NodesPanel.tsx'
import { OfflineState } from './OfflineState.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import columns from '../shared/columns.module.css'
import { type SealState, sealStateOf } from './statusMessages.ts'
import { TroubleBanner } from './SealBanner.tsx'
import { UnsealedPanel } from './UnsealedPanel.tsx'
import { UnsealForm } from '../shares/UnsealForm.tsx'
import { Wizard, type WizardStage } from '../initialize/Wizard.tsx'

const stages: Readonly<Record<Exclude<SealState, 'unknown'>, WizardStage>> = {
  'not-initialized': 'initialize',
  sealed: 'unseal',
  unsealed: 'unsealed',
}

/** Takes a server from new to unsealed: one decision at a time, by its state. */
export function SealPage({ profileId }: { profileId: string }) {
  const { data: status, error: statusError } = useQuery(serverStatus(profileId))
  const ceremony = useQuery(unfinishedCeremony(profileId))
  // Here and not in the form: a failure may mean that the server is now initialized, which removes the form.
  const [failure, setFailure] = useState<unknown>(null)
  const state = sealStateOf(status)
  const trouble = clusterTrouble(status)

  if (statusError !== null)
    return (
      <Plain>
        <CallProblem problem={statusError} />
      </Plain>
    )
  // Keys that are not saved yet come first, also when the server cannot be reached.
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
      <Wizard profileId={profileId} status={status} stage="offline">
        <OfflineState profileId={profileId} status={status} />
      </Wizard>
    )
  }
  return (
    <Wizard profileId={profileId} status={status} stage={stages[state]}>
      {ceremony.error !== null && <CallProblem problem={ceremony.error} />}
      {trouble !== null && <TroubleBanner profileId={profileId} status={status} trouble={trouble} isOnSealPage />}
      {state === 'not-initialized' && (
        <InitializeForm profileId={profileId} status={status} failure={failure} onFailure={setFailure} />
      )}
      {state === 'sealed' && failure !== null && <InitializeFailure problem={failure} />}
      {state === 'sealed' && trouble !== 'removed' && <UnsealForm profileId={profileId} status={status} />}
      {state === 'unsealed' && <Unsealed profileId={profileId} />}
      {state !== 'not-initialized' && <NodesPanel profileId={profileId} />}
    </Wizard>
  )
}

function Unsealed({ profileId }: { profileId: string }) {
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  return profile === undefined ? null : <UnsealedPanel profile={profile} />
}

function Plain({ children }: { children: ReactNode }) {
  return (
    <div className={columns['page']} data-plain>
      <div className={columns['body']}>{children}</div>
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
