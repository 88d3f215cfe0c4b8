import { useLingui } from '@lingui/react/macro'
import { Controller, useFormContext } from 'react-hook-form'
import { Dot } from '../../ui/Dot.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import type { DraftFields } from './profileDraft.ts'

/** The purpose of the server: its color in the rail, and for production the tint of the window. */
export function StageField() {
  const { t } = useLingui()
  const { control } = useFormContext<DraftFields>()
  return (
    <Controller
      control={control}
      name="stage"
      render={({ field: { value, onChange } }) => (
        <RadioGroup
          label={t`Stage`}
          look="segments"
          value={value}
          onChange={onChange}
          options={[
            { value: 'none', label: t`None`, mark: <Dot color="none" /> },
            { value: 'dev', label: t`Dev`, mark: <Dot color="dev" /> },
            { value: 'staging', label: t`Staging`, mark: <Dot color="staging" /> },
            { value: 'production', label: t`Production`, mark: <Dot color="production" shape="square" /> },
          ]}
        />
      )}
    />
  )
}
