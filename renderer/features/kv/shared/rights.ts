/** A token's rights on a secret, and messages for missing ones. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { apiName, type KvVersion, type SecretPlace } from './names.ts'
import { missingRight, needsOf, type SecretAction } from './needs.ts'
import { capabilitiesOn } from '../queries.ts'

export interface SecretRights {
  /** Why an action is not possible, as a text; undefined when it is, or may be. */
  reason(action: SecretAction): string | undefined
}

/** Requests all capabilities that the pages of a secret need, in one call. */
export function useSecretRights(profileId: string, place: SecretPlace, kvVersion: KvVersion): SecretRights {
  const { t } = useLingui()
  const needs = needsOf(place, kvVersion)
  const paths = [...new Set(Object.values(needs).flatMap((of) => of.map(({ path }) => path)))]
  const { data } = useQuery(capabilitiesOn(profileId, kvVersion === 2 ? paths : [apiName(place, 1)]))
  return {
    reason: (action) => {
      const missing = missingRight(data, needs[action])
      return missing === undefined ? undefined : t`You need ${missing.capability} on ${missing.path}.`
    },
  }
}
