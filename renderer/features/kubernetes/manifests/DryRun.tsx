/** Sends a manifest to the person's cluster as a dry run, and shows the result for each object. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Check, FlaskConical, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { ClusterAccess, DryRunOutcome } from '../../../../electron/contract/kubeconfig.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { ClusterDialog } from '../cluster/ClusterDialog.tsx'
import { useChosenCluster } from '../cluster/useChosenCluster.ts'
import styles from './DryRun.module.css'
import quietText from './shared/quietText.module.css'

export function DryRun({ profileId, objects }: { profileId: string; objects: readonly unknown[] }) {
  const { t } = useLingui()
  const [chosen, choose] = useChosenCluster(profileId)
  const [isAsking, setAsking] = useState(false)
  const [done, setDone] = useState<{ readonly text: string; readonly outcomes: readonly DryRunOutcome[] } | null>(null)
  const texts = objects.map((object) => JSON.stringify(object))
  const text = texts.join('\n')

  const { start, isPending, problem } = useAct(
    async (access: ClusterAccess) => {
      setDone(null)
      const { outcomes } = await valueOf(bridge.kubeconfig.dryRun({ access, objects: texts }))
      setDone({ text, outcomes })
    },
    { overlaps: true },
  )

  return (
    <section className={styles['dry']} aria-label={t`Dry run`}>
      <div className={styles['line']}>
        <Button
          icon={<FlaskConical size={16} />}
          isPending={isPending}
          onPress={() => {
            if (chosen === null) setAsking(true)
            else void start(chosen)
          }}
        >
          {chosen === null ? t`Dry run on a cluster…` : t`Dry run on ${chosen.context}`}
        </Button>
        {chosen !== null && (
          <Button variant="quiet" onPress={() => setAsking(true)}>{t`Use another kubeconfig…`}</Button>
        )}
        <span className={quietText['quiet']}>
          <Trans>Kubernetes checks each object as if it were applied. Nothing is stored.</Trans>
        </span>
      </div>
      {problem !== null && <CallProblem problem={problem} />}
      {done !== null && done.text === text && (
        <ul className={styles['outcomes']} aria-label={t`Result of the dry run`}>
          {done.outcomes.map((outcome) => (
            <Outcome key={`${outcome.kind} ${outcome.name}`} outcome={outcome} />
          ))}
        </ul>
      )}
      {isAsking && (
        <ClusterDialog
          title={t`Dry run on a cluster`}
          chosen={chosen}
          onClose={() => setAsking(false)}
          onDone={(access) => {
            choose(access)
            void start(access)
          }}
        />
      )}
    </section>
  )
}

function Outcome({ outcome: { kind, name, namespace, state, words, warnings } }: { outcome: DryRunOutcome }) {
  const { t } = useLingui()
  const said: Readonly<Record<DryRunOutcome['state'], string>> = {
    new: t`valid: would create the object`,
    there: t`valid: would update the existing object`,
    refused: t`refused`,
    denied: t`not checked: your cluster user needs permission for this, even for a dry run`,
    'no-namespace': t`not checked: the cluster has no namespace ${namespace ?? ''} yet`,
    'no-kind': t`not checked: the cluster doesn't know this kind, because its operator or driver isn't installed`,
  }
  const isTaken = state === 'new' || state === 'there'
  const isGood = isTaken && warnings.length === 0
  return (
    <li data-good={isGood || undefined}>
      <span className={styles['sign']} aria-hidden="true">
        {isGood ? <Check size={14} /> : <TriangleAlert size={14} />}
      </span>
      <span className={styles['outcome']}>
        <span>
          {kind} <code>{namespace === null ? name : `${namespace}/${name}`}</code>: {said[state]}
        </span>
        {words !== '' && <code className={styles['words']}>{words}</code>}
        {warnings.length > 0 && <span>{isTaken ? t`Kubernetes accepts it, with warnings:` : t`Warnings:`}</span>}
        {warnings.map((warning) => (
          <code key={warning} className={styles['words']}>
            {warning}
          </code>
        ))}
      </span>
    </li>
  )
}
