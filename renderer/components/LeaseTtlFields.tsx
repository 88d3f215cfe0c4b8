import { useLingui } from '@lingui/react/macro'
import { Controller, useFormContext } from 'react-hook-form'
import type { Amount } from '../lib/durations.ts'
import { DurationField } from '../ui/DurationField.tsx'

/** The lease TTLs of a mount, as fields of the form around them (`FormProvider`). */
export function LeaseTtlFields() {
  const { t } = useLingui()
  const { control } = useFormContext<{ defaultLeaseTtl: Amount; maxLeaseTtl: Amount }>()
  const labels = { defaultLeaseTtl: t`Default lease TTL`, maxLeaseTtl: t`Maximum lease TTL` }
  return (['defaultLeaseTtl', 'maxLeaseTtl'] as const).map((name) => (
    <Controller
      key={name}
      control={control}
      name={name}
      render={({ field: { value, onChange } }) => (
        <DurationField label={labels[name]} description={t`0 = system default`} value={value} onChange={onChange} />
      )}
    />
  ))
}
