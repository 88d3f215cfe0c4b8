/** Chooses the two versions to compare, among all that are kept. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { SecretMetadata } from '../../../../electron/contract/kvHistory.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import type { SecretPlace } from '../shared/names.ts'
import { secretMetadata } from '../queries.ts'
import styles from './CompareChooser.module.css'
import compareTools from './shared/compareTools.module.css'

export interface CompareChooserProps {
  readonly profileId: string
  readonly place: SecretPlace
  readonly a: number
  readonly b: number
}

export function CompareChooser({ profileId, place, a, b }: CompareChooserProps) {
  const { t } = useLingui()
  const go = useGo()
  const { data } = useQuery(secretMetadata(profileId, place))
  const options = optionsOf(data, a, b).map((number) => ({ value: String(number), label: t`Version ${number}` }))
  const to = (compare: number, version: number) =>
    go(routes.kv(profileId, { mount: place.mount, path: place.path, compare, version }), { replace: true })
  return (
    <div className={styles['chooser']}>
      <Select label={t`Before`} options={options} value={String(a)} onChange={(value) => to(Number(value), b)} />
      <Select label={t`After`} options={options} value={String(b)} onChange={(value) => to(a, Number(value))} />
      <Button onPress={() => to(b, a)}>{t`Swap`}</Button>
      <span className={compareTools['space']} />
      <Button
        variant="quiet"
        onPress={() => go(routes.kv(profileId, { mount: place.mount, path: place.path }))}
      >{t`Close comparison`}</Button>
    </div>
  )
}

function optionsOf(metadata: SecretMetadata | undefined, ...shown: readonly number[]): number[] {
  const kept = metadata?.versions.filter(({ state }) => state !== 'destroyed').map(({ number }) => number) ?? []
  return [...new Set([...kept, ...shown])].sort((one, other) => other - one)
}
