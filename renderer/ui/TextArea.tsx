import type { Ref } from 'react'
import {
  Group,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { boxClass, fieldClass, FieldFrame, type FieldProps, hasError, inputClass } from './Field.tsx'
import styles from './TextArea.module.css'

export type TextAreaProps = Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> &
  FieldProps & {
    readonly placeholder?: string | undefined
    readonly rows?: number
    readonly mono?: boolean | undefined
    readonly ref?: Ref<HTMLTextAreaElement>
  }

/** Several lines of text: PEM, notes, a multi-line value. Line breaks are kept as they are typed. */
export function TextArea({
  label,
  hideLabel,
  description,
  error,
  placeholder,
  rows = 4,
  mono,
  ref,
  ...props
}: TextAreaProps) {
  return (
    <AriaTextField
      {...props}
      {...(hasError(error) && { isInvalid: true })}
      className={fieldClass}
      spellCheck={props.spellCheck ?? 'false'}
      autoComplete={props.autoComplete ?? 'off'}
      validationBehavior={props.validationBehavior ?? 'aria'}
    >
      <FieldFrame label={label} hideLabel={hideLabel} description={description} error={error}>
        <Group className={boxClass}>
          <AriaTextArea
            ref={ref ?? null}
            className={classNames(inputClass, styles['area'])}
            {...(placeholder !== undefined && { placeholder })}
            rows={rows}
            data-mono={mono || undefined}
          />
        </Group>
      </FieldFrame>
    </AriaTextField>
  )
}
