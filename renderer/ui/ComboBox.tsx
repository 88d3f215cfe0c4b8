import { useLingui } from '@lingui/react/macro'
import { ChevronDown } from 'lucide-react'
import type { Ref } from 'react'
import {
  Button,
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  Group,
  Input,
  Popover,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './ComboBox.module.css'
import { boxClass, fieldClass, FieldFrame, type FieldProps, hasError, inputClass, insideClass } from './Field.tsx'
import { type Option, OptionList } from './Option.tsx'
import { panelClass } from './Popover.tsx'

export type ComboBoxProps = Omit<
  AriaComboBoxProps<object>,
  | 'className'
  | 'style'
  | 'children'
  | 'value'
  | 'defaultValue'
  | 'onChange'
  | 'selectedKey'
  | 'defaultSelectedKey'
  | 'onSelectionChange'
  | 'selectionMode'
  | 'inputValue'
  | 'defaultInputValue'
  | 'onInputChange'
> &
  FieldProps & {
    readonly options: readonly Option[]
    /** The text in the field. */
    readonly value: string
    /** Every change of the text, typed or chosen. A choice gives the option's `label`. */
    readonly onChange: (text: string) => void
    /** A choice from the list: its `value`. */
    readonly onChoose?: (value: string) => void
    readonly placeholder?: string | undefined
    readonly mono?: boolean | undefined
    readonly ref?: Ref<HTMLInputElement>
  }

/** A text with suggestions: any text is allowed, the list only helps (a mount, a role, a path). */
export function ComboBox({
  label,
  hideLabel,
  description,
  error,
  options,
  value,
  onChange,
  onChoose,
  placeholder,
  mono,
  ref,
  ...props
}: ComboBoxProps) {
  const { t } = useLingui()
  return (
    <AriaComboBox
      {...props}
      {...(hasError(error) && { isInvalid: true })}
      className={fieldClass}
      validationBehavior={props.validationBehavior ?? 'aria'}
      allowsCustomValue
      allowsEmptyCollection={false}
      menuTrigger={props.menuTrigger ?? 'focus'}
      inputValue={value}
      onInputChange={onChange}
      onChange={(key: unknown) => {
        if (typeof key === 'string') onChoose?.(key)
      }}
    >
      <FieldFrame label={label} hideLabel={hideLabel} description={description} error={error}>
        <Group className={boxClass}>
          <Input
            ref={ref ?? null}
            className={inputClass}
            {...(placeholder !== undefined && { placeholder })}
            data-mono={mono || undefined}
            spellCheck="false"
            autoComplete="off"
          />
          <Button className={insideClass} aria-label={t`Show options`}>
            <ChevronDown size={14} />
          </Button>
        </Group>
        <Popover className={classNames(panelClass, styles['popover'])} offset={4}>
          <OptionList options={options} />
        </Popover>
      </FieldFrame>
    </AriaComboBox>
  )
}
