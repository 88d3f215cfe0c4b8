import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { DraftContent as Content } from '../lib/drafts.ts'
import { Problem } from './Problem.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'

/** Shows the content of a kept draft, or why that is not possible. */
export function DraftContent<Draft extends object>({
  content,
  children,
}: {
  content: Content<Draft>
  children: (draft: Draft) => ReactNode
}) {
  const { t } = useLingui()
  if (content.problem !== null) return <Problem problem={content.problem} />
  if (content.found === null) return <SkeletonRows rows={2} />
  if (content.found === 'gone') return <p>{t`This draft no longer exists.`}</p>
  if (content.found === 'unreadable') return <p>{t`This version of Strongroom can't read this draft.`}</p>
  return children(content.found)
}
