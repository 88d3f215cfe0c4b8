/** The version settings of a KV 2 mount, as fields of the form around them (`FormProvider`). */
import { useLingui } from '@lingui/react/macro'
import { Controller, useFormContext } from 'react-hook-form'
import { z } from 'zod'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { FormSection, FormWide } from '../../../ui/FormLayout.tsx'
import { NumberField } from '../../../ui/NumberField.tsx'
import { DurationField } from '../../../ui/DurationField.tsx'
import { AmountInput } from '../../../lib/durations.ts'

const maxVersions = 100_000

/** The fields, for the schema of the form. */
export const kvSettingsShape = {
  maxVersions: z.number().int().min(0).max(maxVersions).or(z.nan()),
  casRequired: z.boolean(),
  deleteAfter: AmountInput,
}
const KvSettings = z.object(kvSettingsShape)
type KvSettings = z.infer<typeof KvSettings>

/**
 * Props: `isNew` for a mount that holds nothing yet; for any other, the fields explain what a change does to its
 * content.
 */
export function KvSettingsFields({ isNew }: { isNew: boolean }) {
  const { t } = useLingui()
  const { control } = useFormContext<KvSettings>()
  return (
    <FormSection title={t`Versions`}>
      <Controller
        control={control}
        name="maxVersions"
        render={({ field }) => (
          <NumberField
            {...field}
            label={t`Versions to keep`}
            description={
              isNew
                ? t`0 = server default, 10.`
                : t`0 = server default, 10. With a lower number than now, the next save deletes the oldest versions.`
            }
            minValue={0}
            maxValue={maxVersions}
          />
        )}
      />
      <Controller
        control={control}
        name="deleteAfter"
        render={({ field }) => (
          <DurationField
            label={t`Delete versions after`}
            description={isNew ? t`0 = never.` : t`0 = never. Applies to versions saved from now on.`}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <FormWide>
        <Controller
          control={control}
          name="casRequired"
          render={({ field: { value, onChange } }) => (
            <Checkbox
              isSelected={value}
              onChange={onChange}
              description={t`Strongroom always uses check-and-set. This setting applies to all other clients.`}
            >
              {t`Accept only writes with check-and-set`}
            </Checkbox>
          )}
        />
      </FormWide>
    </FormSection>
  )
}
