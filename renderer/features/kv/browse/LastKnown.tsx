/** Shown when a list could not be loaded again, with the age of the list that is shown. */
import { Trans, useLingui } from '@lingui/react/macro'
import { errorOf } from '../../../lib/call.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { formatAge } from '../../../lib/format.ts'
import { Banner, type BannerTone } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { useNow } from '../../../ui/useNow.ts'

export function LastKnown({
  problem,
  knownAt,
  onRetry,
}: {
  problem: unknown
  /** Milliseconds since 1970. */
  knownAt: number
  onRetry: () => void
}) {
  const { t, i18n } = useLingui()
  const now = useNow()
  const { code } = errorOf(problem)
  const { title } = wordsFor({ code })
  const age = formatAge(new Date(knownAt), new Date(now), i18n.locale)
  const tone: BannerTone = code === 'sealed' ? 'sealed' : code === 'permission-denied' ? 'warn' : 'offline'
  return (
    <Banner tone={tone} title={i18n._(title)} action={<Button size="small" onPress={onRetry}>{t`Retry`}</Button>}>
      <Trans>Showing cached results from {age}.</Trans>
    </Banner>
  )
}
