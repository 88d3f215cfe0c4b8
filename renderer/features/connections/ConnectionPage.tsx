import { useQuery } from '@tanstack/react-query'
import { connectionList } from '../../lib/queries/connections.ts'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { ConnectionForm } from './ConnectionForm.tsx'
import { emptyFields, fieldsOf, nameFromAddress } from './profileDraft.ts'

export interface ConnectionPageProps {
  /** Null for a new connection. */
  readonly profileId: string | null
  /** What was typed before, for a new one. */
  readonly address?: string
}

/** Adds a connection or changes one. */
export function ConnectionPage({ profileId, address = '' }: ConnectionPageProps) {
  const { data: profiles } = useQuery(connectionList)
  if (profileId === null) {
    return <ConnectionForm profile={null} initial={{ ...emptyFields, address, name: nameFromAddress(address) }} />
  }
  if (profiles === undefined) return <SkeletonRows rows={6} />
  const profile = profiles.find(({ id }) => id === profileId)
  return profile === undefined ? null : <ConnectionForm profile={profile} initial={fieldsOf(profile)} />
}
