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
import { contentOf, PolicyDraft } from './policyDraft.ts'
import { PolicyEditor } from './PolicyEditor.tsx'
import styles from './PolicyPage.module.css'

/** What the editor begins with. */
interface Opening {
  readonly start: PolicyDraft
  /** It is a draft of an earlier time. */
  readonly isResumed: boolean
}

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
  const { changedAt, problem: listProblem, askAgain } = useKeptDraft(profileId, place)
  const keeper = useDraftKeeper<PolicyDraft>(profileId, place, contentOf)
  const stored = useQuery({ ...storedPolicy(profileId, name ?? ''), enabled: name !== null })
  /** `none`: no draft is kept. What the editor began with stays, whatever becomes of the server meanwhile. */
  const [opened, setOpened] = useState<Opening | 'none' | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  // Once; a draft that is kept from now on is this page's own.
  if (opened === null && changedAt === null) setOpened('none')
  const begin = (text: string, base: string | null) =>
    setOpened({ start: { name: name ?? '', text, base }, isResumed: false })
  const hasDraft = typeof changedAt === 'string'
  const isOpen = opened !== null
  useEffect(() => {
    if (isOpen || !hasDraft) return undefined
    let isGone = false
    readDraft(profileId, place, PolicyDraft).then(
      (read) => {
        if (!isGone) setOpened(read === null ? 'none' : { start: read, isResumed: true })
      },
      (thrown: unknown) => {
        if (!isGone) setProblem(thrown)
      },
    )
    return () => void (isGone = true)
  }, [isOpen, hasDraft, profileId, place])

  if (problem !== null) return <Failed problem={problem} onRetry={() => setProblem(null)} />
  // An edit that began now would take the place of a draft that nobody could see.
  if (opened === null && listProblem !== null) return <Failed problem={listProblem} onRetry={askAgain} />
  if (opened === null) return <SkeletonRows rows={10} />
  if (opened !== 'none') {
    return (
      <PolicyEditor
        profileId={profileId}
        name={name}
        start={opened.start}
        isResumed={opened.isResumed}
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
