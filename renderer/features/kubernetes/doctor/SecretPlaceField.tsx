/** The secret that the role's token should read, as a person writes it. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { mountList } from '../../../lib/queries/mounts.ts'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { secretPlaceOf, type SecretPlace } from './secretPlace.ts'

export function SecretPlaceField({
  profileId,
  value,
  onChange,
}: {
  profileId: string
  value: string
  onChange: (text: string) => void
}) {
  const { t } = useLingui()
  const place = useSecretPlace(profileId, value)
  const mounts = useQuery(mountList(profileId))
  const kv = (mounts.data?.mounts ?? []).filter(({ kvVersion }) => kvVersion !== undefined)
  return (
    <ComboBox
      label={t`Secret to read`}
      mono
      value={value}
      onChange={onChange}
      placeholder="secret/webapp/config"
      description={t`Read with the role's token, not with yours.`}
      error={value !== '' && place === null && !value.endsWith('/') && t`Mount and path, such as secret/webapp/config.`}
      options={kv.map(({ path }) => ({ value: path, label: path }))}
    />
  )
}

/** Returns the mount and the path of the text; null if it does not name a secret. */
export function useSecretPlace(profileId: string, text: string): SecretPlace | null {
  const { data } = useQuery(mountList(profileId))
  return secretPlaceOf(text, data?.mounts ?? [])
}
