import { Plural, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { DraftSummary } from '../../electron/contract/drafts.ts'
import { readDraftPlace } from '../lib/draftPlaces.ts'
import { formatAge } from '../lib/format.ts'
import { draftList } from '../lib/queries/app.ts'
import { connectionList } from '../lib/queries/connections.ts'
import { mountList } from '../lib/queries/mounts.ts'
import { routes } from '../lib/routes.ts'
import { Button } from '../ui/Button.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useNow } from '../ui/useNow.ts'

/** The number of unsaved edits, and a link to each. Renders nothing when there are none. */
export function DraftsMenu() {
  const { t, i18n } = useLingui()
  const now = useNow()
  const queryClient = useQueryClient()
  const { data: drafts } = useQuery(draftList)
  const { data: profiles } = useQuery(connectionList)
  if (drafts === undefined || drafts.length === 0) return null

  const nameOf = (profileId: string) => profiles?.find(({ id }) => id === profileId)?.name ?? ''
  const labelOf = (draft: DraftSummary) => {
    const { kind, name } = readDraftPlace(draft.place)
    switch (kind) {
      case 'secret':
        return draft.name === '' ? name : t`New: ${draft.name}`
      case 'policy':
        return t`Policy ${name}`
      case 'newPolicy':
        return draft.name === '' ? t`New policy` : t`New policy ${draft.name}`
      case 'role':
        return name === '' ? (draft.name === '' ? t`New role` : t`New role ${draft.name}`) : t`Role ${name}`
      case 'config':
        return t`Configuration of ${name}`
    }
  }
  const mountsOf = (profileId: string) =>
    queryClient.getQueryData(mountList(profileId).queryKey)?.mounts.map(({ path }) => path) ?? []
  return (
    <Menu
      label={t`Unsaved edits`}
      placement="top end"
      trigger={
        <Button variant="quiet" size="small">
          <Plural value={drafts.length} one="# draft" other="# drafts" />
        </Button>
      }
      groups={[
        {
          items: drafts.map((draft) => ({
            id: `${draft.profileId} ${draft.place} ${draft.session}`,
            label: labelOf(draft),
            description: `${nameOf(draft.profileId)} · ${formatAge(new Date(draft.changedAt), new Date(now), i18n.locale)}`,
            href: hrefOf(draft, mountsOf(draft.profileId)),
          })),
        },
      ]}
    />
  )
}

/**
 * Returns the address of the editor that the draft belongs to. Where no mount is known yet, the first name of the path
 * is used as the mount.
 */
function hrefOf({ profileId, place: text, session }: DraftSummary, mounts: readonly string[]): string {
  const place = readDraftPlace(text)
  const { name } = place
  switch (place.kind) {
    case 'policy':
      return routes.policy(profileId, name, session)
    case 'newPolicy':
      return routes.newPolicy(profileId, name)
    case 'config':
      return routes.kubernetesMount(profileId, name, 'config')
    case 'role':
      return name === ''
        ? routes.newKubernetesRole(profileId, place.mount, undefined, session)
        : routes.kubernetesRole(profileId, place.mount, name, session)
    case 'secret': {
      const known = mounts.filter((mount) => name.startsWith(mount)).sort((a, b) => b.length - a.length)[0]
      const mount = known ?? `${name.split('/')[0]}/`
      const path = name.slice(mount.length)
      return routes.kv(profileId, {
        mount,
        path,
        mode: path === '' || path.endsWith('/') ? 'new' : 'edit',
        draft: session,
      })
    }
  }
}
