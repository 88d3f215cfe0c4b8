/** The changes of a draft of a policy, for a comparison with other drafts of the same policy. */
import { useDraftContent } from '../../../lib/drafts.ts'
import type { DraftAddress } from '../../../lib/draftSessions.ts'
import { DraftContent } from '../../../components/DraftContent.tsx'
import { LineDiff } from '../../../ui/LineDiff.tsx'
import { PolicyDraft } from './policyDraft.ts'

export function PolicyDraftChanges({ draft, label }: { draft: DraftAddress; label: string }) {
  const content = useDraftContent(draft, PolicyDraft)
  return (
    <DraftContent content={content}>
      {({ base, text }) => <LineDiff label={label} before={base ?? ''} after={text} />}
    </DraftContent>
  )
}
