/** What is known of the server's policies, for remarks on roles. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { policyNames } from '../../../lib/queries/policies.ts'
import type { KnownPolicies } from './roleLint.ts'
import { rootLikePolicies } from './policyQueries.ts'

/** Names are asked once; the texts of `used` policies are looked at for those that allow nearly everything. */
export function usePolicyFacts(profileId: string, used: readonly string[]): KnownPolicies {
  const names = useQuery({ ...policyNames(profileId), retry: false })
  const sorted = useMemo(() => [...new Set(used)].sort(), [used])
  const wide = useQuery({ ...rootLikePolicies(profileId, sorted), enabled: sorted.length > 0 })
  return useMemo(
    () => ({
      names: names.data === undefined ? null : new Set([...names.data, 'root']),
      rootLike: new Set(wide.data),
    }),
    [names.data, wide.data],
  )
}
