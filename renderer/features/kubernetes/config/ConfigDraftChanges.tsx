/** The changes of a draft of a configuration, for a comparison with other drafts of the same mount. */
import { useDraftContent } from '../../../lib/drafts.ts'
import type { DraftAddress } from '../../../lib/draftSessions.ts'
import { DraftContent } from '../../../components/DraftContent.tsx'
import { LineDiff } from '../../../ui/LineDiff.tsx'
import { ConfigDraft } from './configDraft.ts'

/** Returns the fields in which `config` differs from `other` as lines; a certificate keeps its line breaks. */
function linesOf(config: object, other: object | null): string {
  const others = new Map(Object.entries(other ?? {}).map(([name, value]) => [name, JSON.stringify(value)]))
  const fields = Object.entries(config).filter(([name, value]) => JSON.stringify(value) !== others.get(name))
  return JSON.stringify(Object.fromEntries(fields), null, 2).replaceAll(String.raw`\n`, '\n')
}

export function ConfigDraftChanges({ draft, label }: { draft: DraftAddress; label: string }) {
  const content = useDraftContent(draft, ConfigDraft)
  return (
    <DraftContent content={content}>
      {({ base, form }) => (
        <LineDiff
          label={label}
          before={base === null ? undefined : linesOf(base, form.config)}
          after={linesOf(form.config, base)}
        />
      )}
    </DraftContent>
  )
}
