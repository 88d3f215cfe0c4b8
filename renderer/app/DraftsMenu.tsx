import { Plural, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { DraftSummary } from '../../electron/contract/drafts.ts'
import { formatRelative } from '../lib/format.ts'
import { draftList } from '../lib/queries/app.ts'
import { connectionList } from '../lib/queries/connections.ts'
import { mountList } from '../lib/queries/mounts.ts'
import { routes } from '../lib/routes.ts'
import { Button } from '../ui/Button.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useNow } from '../ui/useNow.ts'

/** How many edits are unsaved, and the way back to each. Nothing when there is none. */
export function DraftsMenu() {
  const { t, i18n } = useLingui()
  const now = useNow()
  const queryClient = useQueryClient()
  const { data: drafts } = useQuery(draftList)
  const { data: profiles } = useQuery(connectionList)
  if (drafts === undefined || drafts.length === 0) return null

  const nameOf = (profileId: string) => profiles?.find(({ id }) => id === profileId)?.name ?? ''
  const labelOf = (draft: DraftSummary) => {
    const role = roleOf(draft)
    if (role !== null) return role.name === '' ? t`New role` : t`Role ${role.name}`
    if (newPolicyOf(draft) !== null) return t`New policy`
    const mount = configOf(draft)
    if (mount !== null) return t`Configuration of ${mount}`
    const policy = policyOf(draft)
    return policy === null ? pathOf(draft) : t`Policy ${policy}`
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
            id: `${draft.profileId} ${draft.place}`,
            label: labelOf(draft),
            description: `${nameOf(draft.profileId)} · ${formatRelative(new Date(draft.changedAt), new Date(now), i18n.locale)}`,
            href: hrefOf(draft, mountsOf(draft.profileId)),
          })),
        },
      ]}
    />
  )
}

const pathOf = ({ place }: DraftSummary): string => place.replace(/^secret:/, '')

const behind = (start: string, { place }: DraftSummary): string | null =>
  place.startsWith(start) ? place.slice(start.length) : null

/** The name of the policy that is being edited; null for anything else. */
const policyOf = (draft: DraftSummary): string | null => behind('policy:', draft)

/** The id of a policy that is new. */
const newPolicyOf = (draft: DraftSummary): string | null => behind('new-policy:', draft)

/** The role of Kubernetes auth that is being edited, its name empty for a new one; null for anything else. */
function roleOf({ place }: DraftSummary): { readonly mount: string; readonly name: string } | null {
  if (!place.startsWith('kubernetes-role:')) return null
  const [mount = '', name = ''] = place.slice('kubernetes-role:'.length).split('\n')
  return { mount, name }
}

/** The mount of Kubernetes auth whose configuration is being edited; null for anything else. */
const configOf = ({ place }: DraftSummary): string | null =>
  place.startsWith('kubernetes-config:') ? place.slice('kubernetes-config:'.length) : null

/** The editor that the draft belongs to. Where no mount is known yet, the first name of the path is taken for it. */
function hrefOf(draft: DraftSummary, mounts: readonly string[]): string {
  const role = roleOf(draft)
  if (role !== null) {
    const { mount, name } = role
    return name === ''
      ? routes.newKubernetesRole(draft.profileId, mount)
      : routes.kubernetesRole(draft.profileId, mount, name)
  }
  const newPolicy = newPolicyOf(draft)
  if (newPolicy !== null) return routes.newPolicy(draft.profileId, newPolicy)
  const config = configOf(draft)
  if (config !== null) return routes.kubernetesMount(draft.profileId, config, 'config')
  const policy = policyOf(draft)
  if (policy !== null) return routes.policy(draft.profileId, policy)
  const whole = pathOf(draft)
  const known = mounts.filter((mount) => whole.startsWith(mount)).sort((a, b) => b.length - a.length)[0]
  const mount = known ?? `${whole.split('/')[0]}/`
  const path = whole.slice(mount.length)
  return routes.kv(draft.profileId, { mount, path, mode: path === '' || path.endsWith('/') ? 'new' : 'edit' })
}
