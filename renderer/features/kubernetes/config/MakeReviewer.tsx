/** Has Kubernetes make a token for the reviewer. The token itself stays in the core. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ReviewerLook } from '../../../../electron/contract/kubernetes.ts'
import type { TokenView } from '../../../../electron/contract/kubernetesDoctor.ts'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { type Amount, secondsOfAmount } from '../../../lib/durations.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { DurationField } from '../../../ui/DurationField.tsx'
import { FoldedClusterFields } from '../cluster/ClusterFields.tsx'
import { ServiceAccountFields } from '../cluster/ServiceAccountFields.tsx'
import { useChosenCluster } from '../cluster/useChosenCluster.ts'
import fields from '../cluster/shared/fields.module.css'

/** A token that the core holds. */
export interface MadeReviewer {
  readonly tokenId: string
  readonly look: ReviewerLook
}

/** The account of the manifest for a reviewer. */
const usualAccount = { namespace: 'default', account: 'vault-reviewer' }

/** Seconds. Kubernetes makes no token that is valid for less. */
const shortest = 600
/** Seconds. */
const longest = 4_294_967_296

function madeOf({ id, claims }: TokenView): MadeReviewer | null {
  if (id === null || claims === null) return null
  const account = `${claims.namespace}/${claims.serviceAccount}`
  return { tokenId: id, look: { kind: 'service-account', account, expiresAt: claims.expiresAt, tidied: [] } }
}

export function MakeReviewer({
  profileId,
  onMade,
}: {
  readonly profileId: string
  readonly onMade: (made: MadeReviewer) => void
}) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <div>
        <Button size="small" onPress={() => setOpen(true)}>{t`Create token from kubeconfig…`}</Button>
      </div>
      {isOpen && <MakeReviewerDialog profileId={profileId} onMade={onMade} onClose={() => setOpen(false)} />}
    </>
  )
}

function MakeReviewerDialog({
  profileId,
  onMade,
  onClose,
}: {
  readonly profileId: string
  readonly onMade: (made: MadeReviewer) => void
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const [access, setAccess] = useChosenCluster(profileId)
  const [of, setOf] = useState(usualAccount)
  const [lifetime, setLifetime] = useState<Amount>({ amount: 365, unit: 'd' })
  const seconds = secondsOfAmount(lifetime)
  const isPossible = seconds >= shortest && seconds <= longest
  const { start, isPending, problem } = useAct(async () => {
    if (access === null) return
    const wish = { namespace: of.namespace, serviceAccount: of.account, audiences: [], seconds }
    const made = madeOf(await valueOf(bridge.kubernetesDoctor.makeToken({ profileId, access, ...wish })))
    if (made === null) return
    onMade(made)
    onClose()
  })
  return (
    <Dialog
      isOpen
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title={t`Reviewer token`}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            isPending={isPending}
            onPress={() => void start()}
            disabledReason={
              access === null
                ? t`Choose a context first`
                : of.namespace === '' || of.account === ''
                  ? t`Choose a service account first`
                  : isPossible
                    ? undefined
                    : t`Enter at least 10 minutes`
            }
          >
            {t`Create token`}
          </Button>
        </>
      }
    >
      <div className={fields['fields']}>
        <FoldedClusterFields chosen={access} onChoose={setAccess} />
        {access !== null && (
          <>
            <ServiceAccountFields access={access} value={of} onChange={setOf} />
            <DurationField
              label={t`Valid for`}
              description={t`The API server can shorten this. The form then shows when the token expires.`}
              value={lifetime}
              onChange={setLifetime}
            />
          </>
        )}
        <p className={fields['ready']}>
          <Trans>
            The service account needs the cluster role <code>system:auth-delegator</code>. Your own account needs
            permission to create tokens for it (<code>serviceaccounts/token</code>). Nothing is stored in the cluster.
          </Trans>
        </p>
        {problem !== null && <CallProblem problem={problem} />}
      </div>
    </Dialog>
  )
}
