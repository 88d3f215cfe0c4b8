import { useLingui } from '@lingui/react/macro'
import { Minus, Plus } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import {
  Button,
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { boxClass, fieldClass, FieldFrame, type FieldProps, hasError, inputClass } from './Field.tsx'
import styles from './NumberField.module.css'

export type NumberFieldProps = Omit<AriaNumberFieldProps, 'className' | 'style' | 'children'> &
  FieldProps & {
    /** A unit after the number: `seconds`, `MB`. */
    readonly unit?: ReactNode
    readonly placeholder?: string | undefined
    readonly ref?: Ref<HTMLInputElement>
  }

/** A whole or decimal number with steps. `value`, `onChange(number)` (NaN when empty), `minValue`, `maxValue`, `step`. */
export function NumberField({
  label,
  hideLabel,
  description,
  error,
  unit,
  placeholder,
  ref,
  ...props
}: NumberFieldProps) {
  const { t } = useLingui()
  return (
    <AriaNumberField
      {...props}
      {...(hasError(error) && { isInvalid: true })}
      className={fieldClass}
      validationBehavior={props.validationBehavior ?? 'aria'}
      incrementAriaLabel={t`Increase`}
      decrementAriaLabel={t`Decrease`}
    >
      <FieldFrame label={label} hideLabel={hideLabel} description={description} error={error}>
        <Group className={classNames(boxClass, styles['box'])}>
          <Input
            ref={ref ?? null}
            className={inputClass}
            {...(placeholder !== undefined && { placeholder })}
            autoComplete="off"
          />
          {unit !== undefined && <span className={styles['unit']}>{unit}</span>}
          <Button slot="decrement" className={classNames(styles['step'])}>
            <Minus size={14} />
          </Button>
          <Button slot="increment" className={classNames(styles['step'])}>
            <Plus size={14} />
          </Button>
        </Group>
      </FieldFrame>
    </AriaNumberField>
  )
}
