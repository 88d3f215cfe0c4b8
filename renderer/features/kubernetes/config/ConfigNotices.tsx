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
          title={t`Someone else saved a newer configuration.`}
          action={
            <>
              <Button size="small" onPress={onTakeTheirs}>{t`Take theirs`}</Button>
              <Button size="small" onPress={onKeepMine}>{t`Overwrite with mine`}</Button>
            </>
          }
        >
          {t`Your changes aren't saved yet.`}
        </Banner>
      )}
      {isResumed && (
        <Banner title={t`Continues with your earlier draft.`}>
          {wantsJwt && t`Drafts don't store JWTs. Enter the JWT again.`}
        </Banner>
      )}
      <NotKeptNotice keeper={keeper} />
    </>
  )
}
