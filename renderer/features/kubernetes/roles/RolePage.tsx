/** One role: every field, warnings about it, and the actions on it. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { errorOf } from '../../../lib/call.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import { draftPlaces } from '../../../lib/draftPlaces.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { useDraftStart } from '../../../lib/useDraftStart.ts'
import { Button } from '../../../ui/Button.tsx'
import { DraftChoice, OtherDraftsNotice } from '../../../components/DraftChoice.tsx'
import { Page } from '../../../ui/Page.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { kubernetesRole } from '../queries.ts'
import { emptyRole, RoleDraft } from './roleDraft.ts'
import { RoleDraftChanges } from './RoleDraftChanges.tsx'
import { RoleEditor } from './RoleEditor.tsx'

export interface RolePageProps {
  readonly profileId: string
  readonly mount: string
  /** Null for a new one. */
  readonly role: string | null
  /** A new role starts as a copy of this one. */
  readonly like: string | null
  /** The editing session whose draft is resumed. */
  readonly draft?: string | undefined
}

export function RolePage({ profileId, mount, role, like, draft: wanted }: RolePageProps) {
  const { t } = useLingui()
  const go = useGo()
  const source = role ?? like
  const stored = useQuery({ ...kubernetesRole(profileId, mount, source ?? ''), enabled: source !== null })
  const { data: status } = useQuery(serverStatus(profileId))
  const place = draftPlaces.role(mount, role ?? '')
  const kept = useDraftStart({
    profileId,
    place,
    schema: RoleDraft,
    wanted,
    // Each new role has its own editor state.
    resumes: role === null ? 'reloaded' : 'only',
    // A copy starts with the settings of the original role.
    isFresh: like !== null,
  })
  const draft = kept.kind === 'start' ? kept.draft : undefined

  // If a role is removed while it is edited, the editor keeps everything that is typed.
  if (stored.isError && stored.data === undefined && (draft === null || draft === undefined)) {
    const isGone = errorOf(stored.error).code === 'not-found'
    return (
      <Page scrolls>
        <Problem
          problem={stored.error}
          needs={{ capability: 'read', path: `auth/${mount}role/${source ?? ''}` }}
          onRetry={() => void stored.refetch()}
          action={
            <Button onPress={() => go(routes.kubernetesMount(profileId, mount))}>
              {isGone ? t`Show the roles of ${mount}` : t`Back to ${mount}`}
            </Button>
          }
        />
      </Page>
    )
  }
  if (kept.kind === 'failed') {
    return (
      <Page scrolls>
        <Problem problem={kept.problem} onRetry={kept.askAgain} />
      </Page>
    )
  }
  if (kept.kind === 'choice') {
    return (
      <Page scrolls>
        <PageHeader title={role === null ? t`New role` : <code>{role}</code>} />
        <DraftChoice
          {...kept}
          title={t`You have unsaved changes.`}
          freshLabel={role === null ? t`Start another role` : t`Start from the saved role`}
          renderChanges={(each, label) => <RoleDraftChanges draft={each} label={label} />}
        />
      </Page>
    )
  }
  const isLoaded = source === null || stored.data !== undefined || stored.isError
  if (!isLoaded || status === undefined || kept.kind === 'waiting' || draft === undefined) {
    return (
      <Page scrolls>
        <SkeletonRows rows={8} />
      </Page>
    )
  }
  const product = status.product === 'openbao' ? 'openbao' : 'vault'
  const fresh: RoleDraft =
    role !== null && stored.data !== undefined
      ? { name: stored.data.name, base: stored.data.settings, settings: stored.data.settings }
      : {
          name: like === null ? '' : `${like}-copy`,
          base: null,
          settings: stored.data?.settings ?? emptyRole(product),
        }
  return (
    <RoleEditor
      key={kept.address.session}
      profileId={profileId}
      mount={mount}
      stored={role === null ? null : (stored.data ?? null)}
      isGone={role !== null && stored.isError && errorOf(stored.error).code === 'not-found'}
      start={draft ?? fresh}
      fresh={fresh}
      address={kept.address}
      notice={role !== null && <OtherDraftsNotice others={kept.others} onChoose={kept.choose} />}
    />
  )
}
