/** The pages of Kubernetes auth at their addresses. */
import { useParams, useSearch } from '@tanstack/react-router'
import { KubernetesPage } from '../../features/kubernetes/mounts/KubernetesPage.tsx'
import { MountPage } from '../../features/kubernetes/MountPage.tsx'
import { RolePage } from '../../features/kubernetes/roles/RolePage.tsx'

export function Kubernetes() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  return <KubernetesPage key={profileId} profileId={profileId} />
}

export function KubernetesMount() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  const { mount, tab = 'roles', role } = useSearch({ from: '/c/$profileId/kubernetes/mount' })
  return <MountPage key={`${profileId} ${mount}`} profileId={profileId} mount={mount} tab={tab} role={role} />
}

export function KubernetesRole() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  const { mount, role, like, draft } = useSearch({ from: '/c/$profileId/kubernetes/role' })
  return (
    <RolePage
      key={`${profileId} ${mount} ${role ?? ''} ${like ?? ''} ${draft ?? ''}`}
      profileId={profileId}
      mount={mount}
      role={role ?? null}
      like={like ?? null}
      draft={draft}
    />
  )
}
