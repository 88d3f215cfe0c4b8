import { Trans, useLingui } from '@lingui/react/macro'
import { formatDuration } from '../../../lib/format.ts'
import { useNow } from '../../../ui/useNow.ts'

/** `12 s ago`, counting. Props: `since`, ISO 8601. Hidden from screen readers, which would read every second out. */
export function Age({ since }: { since: string }) {
  const { i18n } = useLingui()
  const seconds = (useNow() - Date.parse(since)) / 1000
  const duration = formatDuration(seconds, i18n.locale)
  return (
    <span aria-hidden="true">
      <Trans>{duration} ago</Trans>
    </span>
  )
}

/** `Trying again in 4 s`, counting down. Props: `at`, ISO 8601. */
export function NextTry({ at }: { at: string }) {
  const { i18n } = useLingui()
  const seconds = Math.ceil((Date.parse(at) - useNow()) / 1000)
  const duration = formatDuration(seconds, i18n.locale)
  return (
    <span aria-hidden="true">{seconds > 0 ? <Trans>Retrying in {duration}</Trans> : <Trans>Retrying now</Trans>}</span>
  )
}
