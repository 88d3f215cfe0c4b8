/** For tokens that can change a secret but not read it: the possible changes, explained before the edit begins. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../ui/Button.tsx'
import { blindDraft, patchDraft } from './blindly.ts'
import styles from './BlindStart.module.css'
import type { Draft } from './draft.ts'
import { apiName, type KvVersion, type SecretPlace } from '../shared/names.ts'
import { capabilitiesOn } from '../queries.ts'

export function BlindStart({
  profileId,
  place,
  kvVersion,
  onStart,
}: {
  profileId: string
  place: SecretPlace
  kvVersion: KvVersion
  onStart: (draft: Draft) => void
}) {
  const { t } = useLingui()
  const path = apiName(place, kvVersion)
  const { data: known } = useQuery(capabilitiesOn(profileId, [path]))
  if (known === undefined) return null
  const may = known.get(path) ?? null
  // If the capabilities are not known, the server decides.
  const mayPatch = kvVersion === 2 && (may === null || may.includes('patch'))
  const mayWrite = may === null || may.includes('update')
  if (!mayPatch && !mayWrite) return null
  return (
    <section className={styles['start']} aria-label={t`Edit without reading`}>
      {mayPatch && (
        <div className={styles['way']}>
          <p>
            <Trans>You can set and remove individual keys without reading the others, which stay unchanged.</Trans>
          </p>
          <Button onPress={() => onStart(patchDraft(place.path))}>{t`Set or remove keys`}</Button>
        </div>
      )}
      {mayWrite && (
        <div className={styles['way']}>
          <p>
            <Trans>You can overwrite the whole secret without reading it. Keys that you don't enter are removed.</Trans>
          </p>
          <Button onPress={() => onStart(blindDraft(place.path))}>{t`Overwrite without reading`}</Button>
        </div>
      )}
    </section>
  )
}
