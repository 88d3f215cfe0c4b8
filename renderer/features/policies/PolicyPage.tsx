/** One policy: opened on a kept draft where there is one, else on what the server has. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Lock, ScrollText } from 'lucide-react'
import { useEffect, useState } from 'react'
import { errorOf } from '../../lib/call.ts'
import { readDraft, useDraftKeeper, useKeptDraft } from '../../lib/drafts.ts'
import { storedPolicy } from '../../lib/queries/policies.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Problem } from '../../ui/Problem.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { EarlierTexts } from './EarlierTexts.tsx'
import { PolicyDraft, policyPlace, storedName } from './policyDraft.ts'
import { PolicyEditor } from './PolicyEditor.tsx'
import styles from './PolicyPage.module.css'

/** `name` is null for a policy that is new. */
export function PolicyPage({ profileId, name }: { profileId: string; name: string | null }) {
  const { t } = useLingui()
  if (name === 'root') {
    return (
      <EmptyState icon={<Lock size={20} />} title={t`root cannot be read or changed`}>
        {t`It has no text: who has it may do everything. Give other policies to everybody who does not need that.`}
      </EmptyState>
    )
  }
  return <Opened profileId={profileId} name={name === null ? null : storedName(name)} />
}

function Opened({ profileId, name }: { profileId: string; name: string | null }) {
  const { t } = useLingui()
  const place = policyPlace(name)
  const { changedAt, problem: listProblem, askAgain } = useKeptDraft(profileId, place)
  const keeper = useDraftKeeper<PolicyDraft>(profileId, place)
  const stored = useQuery({ ...storedPolicy(profileId, name ?? ''), enabled: name !== null })
  const [draft, setDraft] = useState<PolicyDraft | 'none' | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  // Once; a draft that is kept from now on is this page's own.
  if (draft === null && changedAt === null) setDraft('none')
  const hasDraft = typeof changedAt === 'string'
  const isOpen = draft !== null
  useEffect(() => {
    if (isOpen || !hasDraft) return undefined
    let isGone = false
    readDraft(profileId, place, PolicyDraft).then(
      (read) => {
        if (!isGone) setDraft(read ?? 'none')
      },
      (thrown: unknown) => {
        if (!isGone) setProblem(thrown)
      },
    )
    return () => void (isGone = true)
  }, [isOpen, hasDraft, profileId, place])

  if (problem !== null) return <Failed problem={problem} onRetry={() => setProblem(null)} />
  // An edit that began now would take the place of a draft that nobody could see.
  if (draft === null && listProblem !== null) return <Failed problem={listProblem} onRetry={askAgain} />
  if (draft === null) return <SkeletonRows rows={10} />
  if (draft !== 'none') {
    return (
      <PolicyEditor
        profileId={profileId}
        name={name}
        start={draft}
        isResumed
        keeper={keeper}
        stored={stored.isFetchedAfterMount ? stored.data : undefined}
        isGone={stored.isFetchedAfterMount && stored.isError && errorOf(stored.error).code === 'not-found'}
      />
    )
  }
  if (name === null) {
    return <PolicyEditor profileId={profileId} name={null} start={{ name: '', text: '', base: null }} keeper={keeper} />
  }
  if (stored.data !== undefined && stored.isFetchedAfterMount) {
    const start = { name, text: stored.data.text, base: stored.data.text }
    return <PolicyEditor profileId={profileId} name={name} start={start} keeper={keeper} stored={stored.data} />
  }
  if (stored.isError && errorOf(stored.error).code === 'not-found') {
    return (
      <div className={styles['alone']}>
        <EmptyState
          icon={<ScrollText size={20} />}
          title={t`There is no policy ${name}`}
          action={
            <Button variant="primary" onPress={() => setDraft({ name, text: '', base: null })}>{t`Make it`}</Button>
          }
        >
          {t`A role or a person may name it all the same; it gives nothing.`}
        </EmptyState>
        <EarlierTexts
          profileId={profileId}
          name={name}
          current=""
          onPutBack={(text) => setDraft({ name, text, base: null })}
        />
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
