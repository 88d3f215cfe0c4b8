/** The pages of secrets at their addresses. */
import { useParams, useSearch } from '@tanstack/react-router'
import { EnginesPage } from '../../features/kv/engines/EnginesPage.tsx'
import { KvPage } from '../../features/kv/shared/KvPage.tsx'

export { startReading } from '../../features/kv/startReading.ts'

export function Engines() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  return <EnginesPage key={profileId} profileId={profileId} />
}

export function Kv() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  const place = useSearch({ from: '/c/$profileId/kv' })
  return <KvPage key={profileId} profileId={profileId} place={place} />
}
