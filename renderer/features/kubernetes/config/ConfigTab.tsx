/** A mount's configuration. API: `GET` and `POST /auth/:mount/config`. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { DraftChoice, OtherDraftsNotice } from '../../../components/DraftChoice.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { serverStatus } from '../../../lib/queries/server.ts'
import { draftPlaces } from '../../../lib/draftPlaces.ts'
import { useDraftStart } from '../../../lib/useDraftStart.ts'
import { kubernetesConfig } from '../../../lib/queries/kubernetes.ts'
import { ConfigDraft } from './configDraft.ts'
import { ConfigDraftChanges } from './ConfigDraftChanges.tsx'
import { ConfigEditor } from './ConfigEditor.tsx'
import styles from './ConfigTab.module.css'

export function ConfigTab({ profileId, mount }: { profileId: string; mount: string }) {
  const { t } = useLingui()
  const config = useQuery({ ...kubernetesConfig(profileId, mount), staleTime: 0 })
  const kept = useDraftStart({
    profileId,
    place: draftPlaces.config(mount),
    schema: ConfigDraft,
    resumes: 'only',
  })
  const { data: status } = useQuery(serverStatus(profileId))
  if (config.isError) {
    return (
      <Problem
        problem={config.error}
        needs={{ capability: 'read', path: `auth/${mount}config` }}
        onRetry={() => void config.refetch()}
        note={t`Without read access, nothing can be saved here: a save would replace values that you can't see.`}
      />
    )
  }
  if (kept.kind === 'failed') return <Problem problem={kept.problem} onRetry={kept.askAgain} />
  if (kept.kind === 'choice') {
    return (
      <div className={styles['tab']}>
        <DraftChoice
          {...kept}
          title={t`You have unsaved changes.`}
          freshLabel={t`Start from the saved configuration`}
          renderChanges={(draft, label) => <ConfigDraftChanges draft={draft} label={label} />}
        />
      </div>
    )
  }
  if (config.data === undefined || status === undefined || kept.kind === 'waiting') return <SkeletonRows rows={6} />
  return (
    <div className={styles['tab']}>
      <OtherDraftsNotice others={kept.others} onChoose={kept.choose} />
      <ConfigEditor
        key={kept.address.session}
        profileId={profileId}
        mount={mount}
        state={config.data}
        draft={kept.draft}
        address={kept.address}
        product={status.product === 'openbao' ? 'openbao' : 'vault'}
      />
    </div>
  )
}
