import type { ReactNode } from 'react'
import {
  RadioButton,
  RadioField,
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  Text,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { fieldClass, FieldFrame, type FieldProps, hasError } from './Field.tsx'
import styles from './RadioGroup.module.css'

export type RadioOption<Value extends string> = {
  readonly value: Value
  readonly label: ReactNode
  readonly description?: ReactNode
  /** A colored dot or an icon before the label. */
  readonly mark?: ReactNode
  readonly isDisabled?: boolean
}

export type RadioGroupProps<Value extends string> = Omit<
  AriaRadioGroupProps,
  'className' | 'style' | 'children' | 'value' | 'defaultValue' | 'onChange'
> &
  FieldProps & {
    readonly options: readonly RadioOption<Value>[]
    readonly value?: Value | null
    readonly defaultValue?: Value
    readonly onChange?: (value: Value) => void
    /** `list`: one under the other; `segments`: one line of joined buttons, for two to four short choices. */
    readonly look?: 'list' | 'segments'
  }

/** One of a few options, all of them visible. */
export function RadioGroup<Value extends string>({
  label,
  hideLabel,
  description,
  error,
  options,
  onChange,
  look = 'list',
  ...props
}: RadioGroupProps<Value>) {
  return (
    <AriaRadioGroup
      {...props}
      {...(onChange !== undefined && { onChange: (value: string) => onChange(value as Value) })}
      {...(hasError(error) && { isInvalid: true })}
      orientation={look === 'segments' ? 'horizontal' : 'vertical'}
      className={fieldClass}
    >
      <FieldFrame label={label} hideLabel={hideLabel} description={description} error={error}>
        <div className={styles[look]}>
          {options.map((option) => (
            <RadioField
              key={option.value}
              value={option.value}
              isDisabled={option.isDisabled ?? false}
              className={classNames(styles['option'])}
            >
              <RadioButton className={classNames(styles['button'])}>
                {look === 'list' && <span className={styles['circle']} aria-hidden="true" />}
                {option.mark}
                {option.label}
              </RadioButton>
              {option.description !== undefined && look === 'list' && (
                <Text slot="description" className={classNames(styles['description'])}>
                  {option.description}
                </Text>
              )}
            </RadioField>
          ))}
        </div>
      </FieldFrame>
    </AriaRadioGroup>
  )
}
