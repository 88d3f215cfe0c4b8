/** The changes of a draft of a role, for a comparison with other drafts of the same role. */
import { useDraftContent } from '../../../lib/drafts.ts'
import type { DraftAddress } from '../../../lib/draftSessions.ts'
import { DraftContent } from '../../../components/DraftContent.tsx'
import { nameOf, textOf } from './NewerRole.tsx'
import { changedFields, emptyRole, RoleDraft } from './roleDraft.ts'
import changes from './shared/changes.module.css'

export function RoleDraftChanges({ draft, label }: { draft: DraftAddress; label: string }) {
  const content = useDraftContent(draft, RoleDraft)
  return (
    <DraftContent content={content}>
      {({ base, settings }) => (
        <ul className={changes['changes']} aria-label={label}>
          {changedFields(base ?? emptyRole('vault'), settings).map((field) => (
            <li key={field}>
              <code>{nameOf(field)}</code>: {textOf(base?.[field])} → {textOf(settings[field])}
            </li>
          ))}
        </ul>
      )}
    </DraftContent>
  )
}
