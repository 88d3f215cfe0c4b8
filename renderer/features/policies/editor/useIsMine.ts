import { useQuery } from '@tanstack/react-query'
import { signedInIdentity } from '../../../lib/queries/session.ts'

/** Whether the token that is signed in has this policy. */
export function useIsMine(profileId: string, name: string | null): boolean {
  const { data: identity } = useQuery(signedInIdentity(profileId))
  return [...(identity?.policies ?? []), ...(identity?.identityPolicies ?? [])].includes(name ?? '')
}
