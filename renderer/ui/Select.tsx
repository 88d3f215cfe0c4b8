import { ChevronsUpDown } from 'lucide-react'
import type { Ref } from 'react'
import {
  Button,
  Popover,
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  SelectValue,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { fieldClass, FieldFrame, type FieldProps, hasError } from './Field.tsx'
import { type Option, OptionList } from './Option.tsx'
import { panelClass } from './Popover.tsx'
import styles from './Select.module.css'

export type SelectProps<Value extends string> = Omit<
  AriaSelectProps<object>,
  | 'className'
  | 'style'
  | 'children'
  | 'value'
  | 'defaultValue'
  | 'onChange'
  | 'selectedKey'
  | 'onSelectionChange'
  | 'selectionMode'
> &
  FieldProps & {
    readonly options: readonly Option<Value>[]
    readonly value?: Value | null
    readonly defaultValue?: Value
    readonly onChange?: (value: Value) => void
    readonly size?: 'normal' | 'small'
    readonly ref?: Ref<HTMLButtonElement>
  }

/** One of a known list. For a long list or a free value see ComboBox. */
export function Select<Value extends string>({
  label,
  hideLabel,
  description,
  error,
  options,
  onChange,
  size = 'normal',
  ref,
  ...props
}: SelectProps<Value>) {
  return (
    <AriaSelect
      {...props}
      {...(onChange !== undefined && {
        onChange: (value: unknown) => {
          if (typeof value === 'string') onChange(value as Value)
        },
      })}
      {...(hasError(error) && { isInvalid: true })}
      className={fieldClass}
      validationBehavior={props.validationBehavior ?? 'aria'}
    >
      <FieldFrame label={label} hideLabel={hideLabel} description={description} error={error}>
        <Button ref={ref ?? null} className={classNames(styles['button'])} data-size={size}>
          <SelectValue className={classNames(styles['value'])}>
            {({ isPlaceholder, defaultChildren, state }) => {
              const chosen = options.find((option) => option.value === state.selectedItem?.key)
              return isPlaceholder || chosen === undefined ? (
                defaultChildren
              ) : (
                <>
                  {chosen.mark}
                  {chosen.label}
                </>
              )
            }}
          </SelectValue>
          <ChevronsUpDown size={14} className={styles['chevron']} aria-hidden="true" />
        </Button>
        <Popover className={classNames(panelClass, styles['popover'])} offset={4}>
          <OptionList options={options} />
        </Popover>
      </FieldFrame>
    </AriaSelect>
  )
}
