/** A mount's configuration. API: `GET` and `POST /auth/:mount/config`. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Problem } from '../../../ui/Problem.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { serverStatus } from '../../../lib/queries/server.ts'
import { draftPlaces } from '../../../lib/draftPlaces.ts'
import { useFirstDraft } from '../../../lib/useFirstDraft.ts'
import { kubernetesConfig } from '../queries.ts'
import { ConfigDraft } from './configDraft.ts'
import { ConfigEditor } from './ConfigEditor.tsx'
import styles from './ConfigTab.module.css'

export function ConfigTab({ profileId, mount }: { profileId: string; mount: string }) {
  const { t } = useLingui()
  const config = useQuery({ ...kubernetesConfig(profileId, mount), staleTime: 0 })
  const kept = useFirstDraft(profileId, draftPlaces.config(mount), ConfigDraft)
  const { data: status } = useQuery(serverStatus(profileId))
  if (config.isError) {
    return (
      <Problem
        problem={config.error}
        needs={{ capability: 'read', path: `auth/${mount}config` }}
        onRetry={() => void config.refetch()}
        note={t`Without it nothing is written either: a save would replace what cannot be seen.`}
      />
    )
  }
  if (kept.problem !== null) return <Problem problem={kept.problem} onRetry={kept.askAgain} />
  if (config.data === undefined || status === undefined || kept.draft === undefined) return <SkeletonRows rows={6} />
  return (
    <div className={styles['tab']}>
      <ConfigEditor
        profileId={profileId}
        mount={mount}
        state={config.data}
        draft={kept.draft}
        product={status.product === 'openbao' ? 'openbao' : 'vault'}
      />
    </div>
  )
}
