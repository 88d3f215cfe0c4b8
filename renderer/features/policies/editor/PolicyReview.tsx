/** The changes of a save, and the users that it affects. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Banner } from '../../../ui/Banner.tsx'
import { LineDiff } from '../../../ui/LineDiff.tsx'
import type { PolicyDraft } from './policyDraft.ts'
import styles from './PolicyReview.module.css'
import { policyUsers } from '../queries.ts'
import type { Analysis } from '../worker/protocol.ts'

export function PolicyReview({
  profileId,
  name,
  draft,
  isMine,
  analysis,
}: {
  profileId: string
  name: string
  draft: PolicyDraft
  isMine: boolean
  /** Null while the text is being read. */
  analysis: Analysis | null
}) {
  const { t } = useLingui()
  const { data: users } = useQuery(policyUsers(profileId))
  const count = users?.users.filter(({ policies }) => policies.includes(name)).length ?? 0
  return (
    <section className={styles['review']} aria-label={t`Changes to save`}>
      {analysis?.isAccepted === false && (
        <Banner tone="danger" title={t`The server will refuse this text.`}>
          <Trans>Go back and fix the highlighted errors. If the server refuses the text, nothing changes.</Trans>
        </Banner>
      )}
      {analysis?.isAccepted === true && analysis.counts.error > 0 && (
        <Banner tone="warn" title={t`The server accepts this text, but it won't work as written.`}>
          <Plural value={analysis.counts.error} one="# error is highlighted." other="# errors are highlighted." />
        </Banner>
      )}
      {isMine && (
        <Banner tone="warn" title={t`Your own token has this policy.`}>
          <Trans>The change takes effect at once, also for you. You lose the permissions that it removes.</Trans>
        </Banner>
      )}
      {count > 0 && (
        <p className={styles['note']}>
          <Plural
            value={count}
            one="# visible role or user has this policy. The change takes effect at once for its tokens."
            other="# visible roles and users have this policy. The change takes effect at once for their tokens."
          />
        </p>
      )}
      <div className={styles['diff']}>
        <LineDiff label={name} before={draft.base ?? ''} after={draft.text} />
      </div>
    </section>
  )
}
