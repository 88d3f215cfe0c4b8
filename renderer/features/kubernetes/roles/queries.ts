/** Which policies of a role let a token become root. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'
import { policyPlaces } from '../../../lib/queries/policies.ts'

/** Texts of policies beyond this number are not read for a warning. */
const maxRead = 200

export interface PoliciesAsked {
  readonly names: readonly string[]
  /** Whether a token has all of these policies, so that their combined access counts. */
  readonly isOneToken: boolean
}

/** The policies with which their holder can become root. Policies that the person cannot read are left out. */
export const escalatingPolicies = (profileId: string, { names, isOneToken }: PoliciesAsked) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'escalating', isOneToken, ...names],
    queryFn: async ({ signal, client }) => {
      const { readPolicy } = await import('../../../../policy/meaning.ts')
      const { escalationsOf } = await import('../../../../policy/escalation.ts')
      const places = await client.fetchQuery(policyPlaces(profileId)).catch(() => null)
      const mounts = places?.complete === true ? places.mounts : null
      const read: Parameters<typeof escalationsOf>[0][number][] = []
      let dialect: 'vault' | 'openbao' = 'vault'
      const left = names.slice(0, maxRead)
      const readSome = async () => {
        for (let name = left.shift(); name !== undefined; name = left.shift()) {
          const answer = await bridge.policies.read({ profileId, name }, signal)
          if (!answer.ok) continue
          dialect = answer.value.extras === null ? 'vault' : 'openbao'
          read.push({ name, rules: readPolicy(answer.value.text, { dialect, now: Date.now() }).rules })
        }
      }
      await Promise.all(Array.from({ length: 8 }, readSome))
      const groups = isOneToken ? [read] : read.map((policy) => [policy])
      const found = groups.flatMap((policies) => escalationsOf(policies, { dialect, mounts }))
      const involved = new Set(found.flatMap(({ rules }) => rules.map(({ policy }) => policy)))
      return names.filter((name) => involved.has(name))
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
