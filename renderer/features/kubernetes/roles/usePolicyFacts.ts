/** The known policies of the server, for warnings about roles. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { policyNames } from '../../../lib/queries/policies.ts'
import { type KnownPolicies, storedPolicy } from './roleLint.ts'
import { escalatingPolicies } from './queries.ts'

/**
 * Requests the names once, and checks the texts of the `used` policies for ways to become root.
 * `isOneToken`: one token has all of them.
 */
export function usePolicyFacts(profileId: string, used: readonly string[], isOneToken: boolean): KnownPolicies {
  const names = useQuery({ ...policyNames(profileId), retry: false })
  const sorted = useMemo(() => [...new Set(used.map(storedPolicy))].sort(), [used])
  const escalating = useQuery({
    ...escalatingPolicies(profileId, { names: sorted, isOneToken }),
    enabled: sorted.length > 0,
  })
  return useMemo(
    () => ({
      names: names.data === undefined ? null : new Set([...names.data, 'root']),
      escalating: new Set(escalating.data),
    }),
    [names.data, escalating.data],
  )
}
