/** A duration as a number and its unit. */
import { useLingui } from '@lingui/react/macro'
import { NumberField } from './NumberField.tsx'
import { Select } from './Select.tsx'
import { type Amount, type DurationUnit, durationUnits } from '../lib/durations.ts'
import styles from './DurationField.module.css'

export function DurationField({
  label,
  description,
  value,
  onChange,
}: {
  label: string
  description?: string
  value: Amount
  onChange: (value: Amount) => void
}) {
  const { t } = useLingui()
  const names: Readonly<Record<DurationUnit, string>> = { s: t`seconds`, m: t`minutes`, h: t`hours`, d: t`days` }
  return (
    <div className={styles['duration']}>
      <NumberField
        label={label}
        description={description}
        minValue={0}
        maxValue={10_000_000}
        value={value.amount}
        onChange={(amount) => onChange({ ...value, amount })}
      />
      <Select
        label={t`Unit of ${label}`}
        hideLabel
        options={durationUnits.map((unit) => ({ value: unit, label: names[unit] }))}
        value={value.unit}
        onChange={(unit) => onChange({ ...value, unit })}
      />
    </div>
  )
}
