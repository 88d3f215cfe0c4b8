/** How the last trial of a mount ended: the one thing that shows whether pods get in. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { formatRelative } from '../../../lib/format.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { useNow } from '../../../ui/useNow.ts'
import { reasonWords } from '../doctor/reasonWords.ts'
import { lastTrial } from '../queries.ts'
import styles from './ConfigHealth.module.css'

export function TrialHealth({ profileId, mount }: { profileId: string; mount: string }) {
  const { t, i18n } = useLingui()
  const now = useNow()
  const { data: trial } = useQuery(lastTrial(profileId, mount))
  if (trial === undefined || trial === null) return null
  const { role, reason } = trial
  const when = formatRelative(new Date(trial.at), new Date(now), i18n.locale)
  return (
    <span className={styles['line']}>
      <Badge tone={reason === null ? 'ok' : 'warn'}>
        {reason === null ? t`a sign-in with ${role} worked` : t`a sign-in with ${role} was refused`}
      </Badge>
      <span className={styles['host']}>
        {when}
        {reason !== null && reason !== undefined && ` · ${i18n._(reasonWords[reason].title)}`}
      </span>
    </span>
  )
}
