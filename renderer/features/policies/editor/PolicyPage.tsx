/** One policy: opened on a stored draft if there is one, otherwise on the server's text. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Lock, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { errorOf } from '../../../lib/call.ts'
import { useDraftKeeper } from '../../../lib/drafts.ts'
import { storedPolicy } from '../../../lib/queries/policies.ts'
import { useDraftStart } from '../../../lib/useDraftStart.ts'
import { Button } from '../../../ui/Button.tsx'
import { DraftChoice, OtherDraftsNotice } from '../../../components/DraftChoice.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { EarlierTexts } from './EarlierTexts.tsx'
import { contentOf, nameOfNew, PolicyDraft } from './policyDraft.ts'
import { PolicyDraftChanges } from './PolicyDraftChanges.tsx'
import { PolicyEditor } from './PolicyEditor.tsx'
import styles from './PolicyPage.module.css'

export interface PolicyPageProps {
  readonly profileId: string
  /** As the server stores it; null for a policy that is new. */
  readonly name: string | null
  /** The place of its draft. */
  readonly place: string
  /** The editing session whose draft is resumed. */
  readonly draft?: string | undefined
}

export function PolicyPage(props: PolicyPageProps) {
  const { t } = useLingui()
  if (props.name === 'root') {
    return (
      <EmptyState icon={<Lock size={20} />} title={t`root can't be read or changed`}>
        {t`root has no text. Anyone with this policy can do everything. Assign other policies to users who don't need full access.`}
      </EmptyState>
    )
  }
  return <Opened {...props} />
}

function Opened({ profileId, name, place, draft: wanted }: PolicyPageProps) {
  const { t } = useLingui()
  const kept = useDraftStart({ profileId, place, schema: PolicyDraft, wanted, resumes: 'only' })
  const session = kept.kind === 'start' ? kept.address.session : ''
  const keeper = useDraftKeeper<PolicyDraft>(
    { profileId, place, session },
    contentOf,
    name === null ? nameOfNew : undefined,
  )
  const stored = useQuery({ ...storedPolicy(profileId, name ?? ''), enabled: name !== null })
  /** Without a stored draft: the text that the editor started with stays, also if the server's text changes. */
  const [begun, setBegun] = useState<PolicyDraft | null>(null)
  const begin = (text: string, base: string | null) => setBegun({ name: name ?? '', text, base })

  if (kept.kind === 'failed') return <Failed problem={kept.problem} onRetry={kept.askAgain} />
  if (kept.kind === 'waiting') return <SkeletonRows rows={10} />
  if (kept.kind === 'choice') {
    return (
      <div className={styles['alone']}>
        <DraftChoice
          {...kept}
          title={t`You have unsaved changes.`}
          freshLabel={t`Start from the saved policy`}
          renderChanges={(draft, label) => <PolicyDraftChanges draft={draft} label={label} />}
        />
      </div>
    )
  }
  const start = kept.draft ?? begun
  if (start !== null) {
    return (
      <PolicyEditor
        key={session}
        profileId={profileId}
        name={name}
        start={start}
        isResumed={kept.draft !== null}
        keeper={keeper}
        notice={<OtherDraftsNotice others={kept.others} onChoose={kept.choose} />}
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
          title={t`Policy ${name} not found`}
          action={<Button variant="primary" onPress={() => begin('', null)}>{t`Create policy`}</Button>}
        >
          {t`Roles and users can still name this policy, but it grants nothing.`}
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
