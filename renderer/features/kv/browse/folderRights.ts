/** Whether a secret may be created in a folder, as far as that is known before it has a name. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { apiName, type KvVersion, type SecretPlace } from '../shared/names.ts'
import { capabilitiesOn } from '../queries.ts'

/** Returns why *New secret* cannot be pressed; undefined when it can, or when that is not known. */
export function useNewSecretReason(profileId: string, place: SecretPlace, kvVersion: KvVersion): string | undefined {
  const { t } = useLingui()
  // A rule for `…/webapp/*` also covers the folder's own path; a rule for a single name is not seen here.
  const path = apiName(place, kvVersion)
  const { data } = useQuery({ ...capabilitiesOn(profileId, [path]), enabled: place.mount !== '' })
  const can = data?.get(path) ?? null
  if (can === null || can.includes('create')) return undefined
  return t`You need create on ${path}. If you have it for a single name, enter that name in the field at the top.`
}
