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
        <Banner tone="warn" title={t`The server takes this text, and it does not do what it says.`}>
          <Plural value={analysis.counts.error} one="# mistake is marked in it." other="# mistakes are marked in it." />
        </Banner>
      )}
      {isMine && (
        <Banner tone="warn" title={t`Your own token has this policy.`}>
          <Trans>The change holds at once, for you as well: what it takes away, you cannot do any more.</Trans>
        </Banner>
      )}
      {count > 0 && (
        <p className={styles['note']}>
          <Plural
            value={count}
            one="# role or person that can be seen has this policy. The change holds at once for their tokens."
            other="# roles and persons that can be seen have this policy. The change holds at once for their tokens."
          />
        </p>
      )}
      <div className={styles['diff']}>
        <LineDiff label={name} before={draft.base ?? ''} after={draft.text} />
      </div>
    </section>
  )
}
