/** The changes of a draft of a secret, for a comparison with other drafts of the same secret. */
import { Trans } from '@lingui/react/macro'
import { useDraftContent } from '../../../lib/drafts.ts'
import type { DraftAddress } from '../../../lib/draftSessions.ts'
import { DraftContent } from '../../../components/DraftContent.tsx'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './changes.ts'
import { Draft } from './draft.ts'
import { baseEntriesOf, entriesOf } from './rows.ts'

export function DraftChanges({ draft, label }: { draft: DraftAddress; label: string }) {
  const content = useDraftContent(draft, Draft)
  return (
    <DraftContent content={content}>
      {({ rows, whole }) => (
        <>
          {whole !== undefined && (
            <p>
              <Trans>Edited as text. Incomplete lines might not appear here.</Trans>
            </p>
          )}
          <ChangeList changes={changesBetween(baseEntriesOf(rows), entriesOf(rows))} label={label} />
        </>
      )}
    </DraftContent>
  )
}
