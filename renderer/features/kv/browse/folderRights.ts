/** Whether a secret may be made in a folder, as far as one can know before it has a name. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { apiName, type KvVersion, type SecretPlace } from '../shared/names.ts'
import { capabilitiesOn } from '../queries.ts'

/** Why *New secret* cannot be pressed; undefined when it can, or when nobody knows. */
export function useNewSecretReason(profileId: string, place: SecretPlace, kvVersion: KvVersion): string | undefined {
  const { t } = useLingui()
  // What a policy says of `…/webapp/*` holds for the folder's own path; a rule for one name alone is not seen here.
  const path = apiName(place, kvVersion)
  const { data } = useQuery({ ...capabilitiesOn(profileId, [path]), enabled: place.mount !== '' })
  const can = data?.get(path) ?? null
  if (can === null || can.includes('create')) return undefined
  return t`You need create on ${path}. Where you have it for one name, type that name in the field at the top.`
}
