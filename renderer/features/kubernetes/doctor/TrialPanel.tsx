/** A real sign-in with the role, and a real read with the token that it returns. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useState } from 'react'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import type { Trial } from '../../../../electron/contract/kubernetesDoctor.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { FoldedClusterFields } from '../cluster/ClusterFields.tsx'
import { lastTrial, type LastTrial } from '../queries.ts'
import report from './shared/report.module.css'
import type { SecretPlace } from './secretPlace.ts'
import { TrialResult } from './TrialResult.tsx'

export interface TrialPanelProps {
  readonly profileId: string
  readonly tokenId: string
  readonly mount: string
  readonly role: string
  readonly secret: SecretPlace | null
  readonly access: ClusterAccess | null
  readonly onAccess: (access: ClusterAccess | null) => void
  /** The conditions as the server itself has shown them; null while there is no trial. */
  readonly onTrial: (trial: Trial | null) => void
}

export function TrialPanel({ profileId, tokenId, mount, role, secret, access, onAccess, onTrial }: TrialPanelProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState(access !== null)
  const [looks, setLooks] = useState(true)
  const [trial, setTrial] = useState<Trial | null>(null)

  const { start, isPending, problem } = useAct(async () => {
    setTrial(null)
    onTrial(null)
    const more = { ...(secret !== null && { secret }), ...(asks && access !== null && { access }) }
    const found = await valueOf(
      bridge.kubernetesDoctor.tryLogin({ profileId, tokenId, mount, role, look: looks, ...more }),
    )
    setTrial(found)
    onTrial(found)
    const noted: LastTrial = {
      at: new Date().toISOString(),
      role,
      reason: found.login === null ? found.reasons[0]?.code : null,
    }
    queryClient.setQueryData(lastTrial(profileId, mount).queryKey, noted)
  })

  return (
    <div className={report['column']}>
      <Switch
        isSelected={looks}
        onChange={setLooks}
        description={t`Checks from this computer, without credentials, that an API server answers and that the mount's CA issued its certificate.`}
      >
        {t`Check the API server`}
      </Switch>
      <Switch
        isSelected={asks}
        onChange={setAsks}
        description={t`Uses your kubeconfig to check the token review, the signing keys, the objects that the token is bound to, and the reviewer's permission.`}
      >
        {t`Check token with Kubernetes`}
      </Switch>
      {asks && <FoldedClusterFields chosen={access} onChoose={onAccess} />}
      <div>
        <Button
          variant="primary"
          icon={<LogIn size={16} />}
          isPending={isPending}
          onPress={() => void start()}
          disabledReason={role === '' ? t`Choose a role first` : undefined}
        >
          {role === '' ? t`Sign in` : t`Sign in with ${role}`}
        </Button>
      </div>
      <p className={report['quiet']}>
        <Trans>Signs in for real. The token stays in Strongroom's core and is revoked right after.</Trans>
      </p>
      {problem !== null && <CallProblem problem={problem} />}
      {trial !== null && <TrialResult profileId={profileId} trial={trial} />}
    </div>
  )
}
