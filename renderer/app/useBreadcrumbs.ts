import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import type { Profile } from '../../electron/contract/connections.ts'
import { connectionList } from '../lib/queries/connections.ts'
import { routes } from '../lib/routes.ts'
import type { Crumb } from '../ui/Breadcrumbs.tsx'
import { profileIdOf } from './lastRoutes.ts'

/** The path from the connection to where the person is; every step but the last is a link. */
export function useBreadcrumbs(): readonly Crumb[] {
  const { t } = useLingui()
  const { pathname, searchStr } = useLocation()
  const { data: profiles } = useQuery(connectionList)
  const profileId = profileIdOf(pathname)
  if (profileId === null) {
    if (pathname === routes.settings()) return [{ id: 'settings', label: t`Settings`, isWords: true }]
    if (pathname === routes.keychain()) return [{ id: 'keychain', label: t`Stored credentials`, isWords: true }]
    if (pathname === routes.practice()) return [{ id: 'practice', label: t`Practice Vault`, isWords: true }]
    if (pathname === routes.newConnection()) {
      return [
        { id: 'connections', label: t`Connections`, isWords: true, href: routes.connections() },
        { id: 'new', label: t`New connection`, isWords: true },
      ]
    }
    return [{ id: 'connections', label: t`Connections`, isWords: true, href: routes.connections() }]
  }
  const name = profiles?.find(({ id }) => id === profileId)?.name ?? ''
  const server: Crumb = { id: 'server', label: name, href: routes.server(profileId) }
  const search = new URLSearchParams(searchStr)
  if (pathname.endsWith('/kv')) {
    return [server, ...kvCrumbs(profileId, search.get('mount') ?? '', search.get('path') ?? '')]
  }
  if (pathname === routes.policies(profileId)) {
    const policies: Crumb = { id: 'policies', label: t`Policies`, isWords: true, href: routes.policies(profileId) }
    const name = search.get('name')
    return name === null ? [server, policies] : [server, policies, { id: `policy ${name}`, label: name }]
  }
  if (pathname.startsWith(routes.kubernetes(profileId))) {
    return [server, ...kubernetesCrumbs(profileId, search.get('mount'), search.get('role'), t`Kubernetes`)]
  }
  if (pathname === routes.seal(profileId)) return [server, { id: 'seal', label: t`Seal`, isWords: true }]
  if (pathname === routes.access(profileId)) return [server, { id: 'access', label: t`Access`, isWords: true }]
  return [server, { id: 'secrets', label: t`Secrets engines`, isWords: true }]
}

function kubernetesCrumbs(profileId: string, mount: string | null, role: string | null, label: string): Crumb[] {
  const steps: Crumb[] = [{ id: 'kubernetes', label, isWords: true, href: routes.kubernetes(profileId) }]
  if (mount !== null)
    steps.push({
      id: 'mount',
      label: mount.replace(/\/$/, ''),
      href: routes.kubernetesMount(profileId, mount),
    })
  if (role !== null) steps.push({ id: `role ${role}`, label: role })
  return steps
}

function kvCrumbs(profileId: Profile['id'], mount: string, path: string): readonly Crumb[] {
  const names = path.split('/').filter((name, index, all) => name !== '' || index < all.length - 1)
  const steps = names.map((name, index): Crumb => {
    const upTo = names.slice(0, index + 1).join('/')
    const isFolder = index < names.length - 1 || path.endsWith('/')
    const place = isFolder ? `${upTo}/` : upTo
    return { id: `path ${place}`, label: name, href: routes.kv(profileId, { mount, path: place }) }
  })
  return [{ id: 'mount', label: mount.replace(/\/$/, ''), href: routes.kv(profileId, { mount, path: '' }) }, ...steps]
}
