import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionList } from '../../lib/queries/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { ConnectionForm } from './ConnectionForm.tsx'
import { emptyFields, fieldsOf, nameFromAddress } from './profileDraft.ts'

export interface ConnectionPageProps {
  /** Null for a new connection. */
  readonly profileId: string | null
  /** The address that was typed before, for a new one. */
  readonly address?: string
  /** Whether to test that address at once. Not when it comes from someone else (docs/security.md, "Links"). */
  readonly isTested?: boolean
}

/** Adds a connection or changes one. */
export function ConnectionPage({ profileId, address = '', isTested = true }: ConnectionPageProps) {
  const { t } = useLingui()
  const go = useGo()
  const { data: profiles, error } = useQuery(connectionList)
  if (profileId === null) {
    const initial = { ...emptyFields, address, name: nameFromAddress(address) }
    return <ConnectionForm key={address} profile={null} initial={initial} isTested={isTested && address !== ''} />
  }
  if (profiles === undefined) return error === null ? <SkeletonRows rows={6} /> : <CallProblem problem={error} />
  const profile = profiles.find(({ id }) => id === profileId)
  if (profile !== undefined) return <ConnectionForm profile={profile} initial={fieldsOf(profile)} />
  return (
    <EmptyState
      title={t`This connection no longer exists`}
      action={
        <Button variant="primary" autoFocus onPress={() => go(routes.connections())}>
          {t`Show connections`}
        </Button>
      }
    />
  )
}
