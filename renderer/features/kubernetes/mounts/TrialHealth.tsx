/** The result of the last trial of a mount, the one thing that shows whether pods get in; and a running watch. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { formatAge } from '../../../lib/format.ts'
import { routes } from '../../../lib/routes.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Link } from '../../../ui/Link.tsx'
import { useNow } from '../../../ui/useNow.ts'
import { reasonWords } from '../doctor/reasonWords.ts'
import { type SecretWatch, useWatchState } from '../doctor/secretWatch.ts'
import { lastTrial, type LastTrial } from '../queries.ts'
import health from './shared/health.module.css'

export function TrialHealth({ profileId, mount }: { profileId: string; mount: string }) {
  const { data: trial } = useQuery(lastTrial(profileId, mount))
  const watch = useWatchState(profileId)
  return (
    <>
      {trial !== undefined && trial !== null && <Ended trial={trial} />}
      {watch?.isRunning === true && watch.mount === mount && <Running profileId={profileId} watch={watch} />}
    </>
  )
}

function Running({ profileId, watch: { mount, role, secret } }: { profileId: string; watch: SecretWatch }) {
  const { t } = useLingui()
  const place = `${secret.mount}${secret.path}`
  return (
    <span className={health['line']}>
      <Badge tone="accent">{t`watching as an app`}</Badge>
      <Link href={routes.kubernetesMount(profileId, mount, 'doctor', role)}>{t`${place} with role ${role}`}</Link>
    </span>
  )
}

function Ended({ trial }: { trial: LastTrial }) {
  const { t, i18n } = useLingui()
  const now = useNow()
  const { role, reason } = trial
  const when = formatAge(new Date(trial.at), new Date(now), i18n.locale)
  return (
    <span className={health['line']}>
      <Badge tone={reason === null ? 'ok' : 'warn'}>
        {reason === null ? t`sign-in with role ${role} succeeded` : t`sign-in with role ${role} was refused`}
      </Badge>
      <span className={health['host']}>
        {when}
        {reason !== null && reason !== undefined && ` · ${i18n._(reasonWords[reason].title)}`}
      </span>
    </span>
  )
}
