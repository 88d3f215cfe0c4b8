/** Notices above a configuration before it is edited. */
import { useLingui } from '@lingui/react/macro'
import type { DraftKeeper } from '../../../lib/drafts.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { NotKeptNotice } from '../../../components/NotKeptNotice.tsx'
import type { ConfigDraft } from './configDraft.ts'

export interface ConfigNoticesProps {
  readonly keeper: DraftKeeper<ConfigDraft>
  /** Someone else has saved since this edit began. */
  readonly isOutdated: boolean
  /** The edit began with an earlier draft. */
  readonly isResumed: boolean
  readonly wantsJwt: boolean
  readonly onTakeTheirs: () => void
  readonly onKeepMine: () => void
}

export function ConfigNotices({
  keeper,
  isOutdated,
  isResumed,
  wantsJwt,
  onTakeTheirs,
  onKeepMine,
}: ConfigNoticesProps) {
  const { t } = useLingui()
  return (
    <>
      {isOutdated && (
        <Banner
          tone="warn"
          title={t`Somebody else has saved this configuration meanwhile.`}
          action={
            <>
              <Button size="small" onPress={onTakeTheirs}>{t`Take theirs`}</Button>
              <Button size="small" onPress={onKeepMine}>{t`Keep mine over theirs`}</Button>
            </>
          }
        >
          {t`Nothing of yours is written yet.`}
        </Banner>
      )}
      {isResumed && (
        <Banner title={t`This goes on with what you typed before.`}>
          {wantsJwt && t`A JWT is never kept in a draft: give it again.`}
        </Banner>
      )}
      <NotKeptNotice keeper={keeper} />
    </>
  )
}
