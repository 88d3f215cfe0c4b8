/** Notices above the editor: a failed save, a resumed draft, a newer text on the server. */
import { Trans, useLingui } from '@lingui/react/macro'
import { memo, useState } from 'react'
import type { StoredPolicy } from '../../../../electron/contract/policies.ts'
import type { DraftKeeper } from '../../../lib/drafts.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { NotKeptNotice } from '../../../components/NotKeptNotice.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { NewerPolicy } from './NewerPolicy.tsx'
import type { PolicyDraft } from './policyDraft.ts'
import styles from './PolicyNotices.module.css'

export interface PolicyNoticesProps {
  readonly keeper: DraftKeeper<PolicyDraft>
  /** As the server stores it. */
  readonly name: string
  /** The server's text that the edit is based on. */
  readonly base: string | null
  readonly textNow: () => string
  /** Of the last save. */
  readonly problem: unknown
  readonly isReview: boolean
  /** The edit continues an earlier draft. */
  readonly isResumed: boolean
  /** A change by the rules next to the text could not be made. */
  readonly isStuck: boolean
  readonly hasCarriageReturns: boolean
  readonly stored: StoredPolicy | undefined
  readonly isGone: boolean
  readonly onUnstick: () => void
  readonly onBase: (base: string | null) => void
  readonly onReplace: (text: string) => void
}

export const PolicyNotices = memo(function PolicyNotices({
  keeper,
  name,
  base,
  textNow,
  problem,
  isReview,
  isResumed,
  isStuck,
  hasCarriageReturns,
  stored,
  isGone,
  onUnstick,
  onBase,
  onReplace,
}: PolicyNoticesProps) {
  const { t } = useLingui()
  const [isResumeSaid, setResumeSaid] = useState(true)
  return (
    <div className={styles['notices']}>
      <NotKeptNotice keeper={keeper} />
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{
            // The servers accept a new policy with `update` as well.
            capability: 'update',
            path: `sys/policies/acl/${name}`,
          }}
          note={<Trans>What you typed is kept as a draft.</Trans>}
        />
      )}
      {isResumed && isResumeSaid && !isReview && (
        <Banner
          title={<Trans>Continuing with unsaved changes</Trans>}
          action={
            base !== null && (
              <Button size="small" onPress={() => onReplace(base)}>
                {t`Discard changes`}
              </Button>
            )
          }
          onDismiss={() => setResumeSaid(false)}
        />
      )}
      {!isReview && <NewerPolicy base={base} stored={stored} isGone={isGone} onBase={onBase} onTake={onReplace} />}
      {isStuck && (
        <Banner tone="warn" title={t`Make this change in the text`} onDismiss={() => onUnstick()}>
          <Trans>Strongroom can't make this change, because it is ambiguous or the entered value isn't valid.</Trans>
        </Banner>
      )}
      {hasCarriageReturns && !isReview && (
        <Banner
          title={t`This text has Windows line endings.`}
          action={
            <Button size="small" onPress={() => onReplace(textNow().replaceAll('\r\n', '\n'))}>
              {t`Convert line endings`}
            </Button>
          }
        >
          <Trans>The server accepts them.</Trans>
        </Banner>
      )}
    </div>
  )
})
