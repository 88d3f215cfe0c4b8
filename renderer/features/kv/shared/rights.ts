/** What a person may do with a secret, and what to say where they may not. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { apiName, type KvVersion, type SecretPlace } from './names.ts'
import { missingRight, needsOf, type SecretAction } from './needs.ts'
import { capabilitiesOn } from '../queries.ts'

export interface SecretRights {
  /** Why an action cannot be done, in words; undefined when it can, or may be. */
  reason(action: SecretAction): string | undefined
}

/** Asks for every right that the pages of a secret need, in one question. */
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
