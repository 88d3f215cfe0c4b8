/** One policy: opened on a kept draft where there is one, else on what the server has. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Lock, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { errorOf } from '../../lib/call.ts'
import { useDraftKeeper } from '../../lib/drafts.ts'
import { storedPolicy } from '../../lib/queries/policies.ts'
import { useFirstDraft } from '../../lib/useFirstDraft.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Problem } from '../../ui/Problem.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { EarlierTexts } from './EarlierTexts.tsx'
import { contentOf, PolicyDraft } from './policyDraft.ts'
import { PolicyEditor } from './PolicyEditor.tsx'
import styles from './PolicyPage.module.css'

export interface PolicyPageProps {
  readonly profileId: string
  /** As the server keeps it; null for a policy that is new. */
  readonly name: string | null
  /** Where its draft is kept. */
  readonly place: string
}

export function PolicyPage({ profileId, name, place }: PolicyPageProps) {
  const { t } = useLingui()
  if (name === 'root') {
    return (
      <EmptyState icon={<Lock size={20} />} title={t`root cannot be read or changed`}>
        {t`It has no text: who has it may do everything. Give other policies to everybody who does not need that.`}
      </EmptyState>
    )
  }
  return <Opened profileId={profileId} name={name} place={place} />
}

function Opened({ profileId, name, place }: PolicyPageProps) {
  const { t } = useLingui()
  const kept = useFirstDraft(profileId, place, PolicyDraft)
  const keeper = useDraftKeeper<PolicyDraft>(profileId, place, contentOf)
  const stored = useQuery({ ...storedPolicy(profileId, name ?? ''), enabled: name !== null })
  /** Where no draft is kept: what the editor began with stays, whatever becomes of the server meanwhile. */
  const [begun, setBegun] = useState<PolicyDraft | null>(null)
  const begin = (text: string, base: string | null) => setBegun({ name: name ?? '', text, base })

  if (kept.problem !== null) return <Failed problem={kept.problem} onRetry={kept.askAgain} />
  if (kept.draft === undefined) return <SkeletonRows rows={10} />
  const start = kept.draft ?? begun
  if (start !== null) {
    return (
      <PolicyEditor
        profileId={profileId}
        name={name}
        start={start}
        isResumed={kept.draft !== null}
        keeper={keeper}
        stored={stored.isFetchedAfterMount ? stored.data : undefined}
        isGone={stored.isFetchedAfterMount && stored.isError && errorOf(stored.error).code === 'not-found'}
      />
    )
  }
  const isAnswered = stored.isFetchedAfterMount && !stored.isFetching
  if (name === null) begin('', null)
  else if (isAnswered && stored.data !== undefined && !stored.isError) begin(stored.data.text, stored.data.text)
  if (name === null || !isAnswered) return <SkeletonRows rows={10} />
  if (stored.isError && errorOf(stored.error).code === 'not-found') {
    return (
      <div className={styles['alone']}>
        <EmptyState
          icon={<ScrollText size={20} />}
          title={t`There is no policy ${name}`}
          action={<Button variant="primary" onPress={() => begin('', null)}>{t`Make it`}</Button>}
        >
          {t`A role or a person may name it all the same; it gives nothing.`}
        </EmptyState>
        <EarlierTexts profileId={profileId} name={name} current="" onPutBack={(text) => begin(text, null)} />
      </div>
    )
  }
  if (stored.isError) {
    return (
      <Failed
        problem={stored.error}
        needs={{ capability: 'read', path: `sys/policies/acl/${name}` }}
        onRetry={() => void stored.refetch()}
      />
    )
  }
  return <SkeletonRows rows={10} />
}

function Failed(props: Parameters<typeof Problem>[0]) {
  return (
    <div className={styles['alone']}>
      <Problem {...props} />
    </div>
  )
}
