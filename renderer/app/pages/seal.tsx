/** The pages of one server at their addresses. */
import { useParams } from '@tanstack/react-router'
import { AccessPage } from '../../features/session/AccessPage.tsx'
import { SealPage } from '../../features/seal/status/SealPage.tsx'

export function Seal() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  return <SealPage key={profileId} profileId={profileId} />
}

export function Access() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  return <AccessPage key={profileId} profileId={profileId} />
}
