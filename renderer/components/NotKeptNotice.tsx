import { Trans, useLingui } from '@lingui/react/macro'
import { errorOf } from '../lib/call.ts'
import { type DraftKeeper, useNotKept } from '../lib/drafts.ts'
import { Banner } from '../ui/Banner.tsx'
import { CallProblem } from './CallProblem.tsx'

/** Warns that the content of an editor is only on this page, for as long as that is so. */
export function NotKeptNotice({ keeper }: { keeper: Pick<DraftKeeper<never>, 'notKept'> }) {
  const { t } = useLingui()
  const reason = useNotKept(keeper)
  if (reason === null) return null
  const title = t`This edit is not kept as a draft.`
  if (reason.kind === 'failed') {
    const isFull = errorOf(reason.problem).code === 'rejected'
    const full = t`The drafts of this connection are too many or too large. Save this edit, or discard older drafts.`
    return <CallProblem problem={reason.problem} title={title} meaning={isFull ? full : undefined} />
  }
  return (
    <Banner tone="warn" title={title}>
      <Trans>The edit is too large. Save it before you leave this page.</Trans>
    </Banner>
  )
}
