import type { ReactNode, Ref } from 'react'
import {
  Group,
  Input,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components'
import { boxClass, fieldClass, FieldFrame, type FieldProps, hasError, inputClass } from './Field.tsx'

export type TextFieldProps = Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> &
  FieldProps & {
    readonly placeholder?: string | undefined
    /** Paths, addresses, keys and values are set in the monospace. */
    readonly mono?: boolean | undefined
    /** Stands inside the box, before and after the text. */
    readonly before?: ReactNode
    readonly after?: ReactNode
    /** The input itself, so that a form can move the focus to the first mistake. */
    readonly ref?: Ref<HTMLInputElement>
  }

/** A line of text. `value`, `onChange(value)`, `onBlur`, `name`, `isRequired`, `isDisabled`, `type` are React Aria's. */
export function TextField({
  label,
  hideLabel,
  description,
  error,
  placeholder,
  mono,
  before,
  after,
  ref,
  ...props
}: TextFieldProps) {
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
          {before}
          <Input
            ref={ref ?? null}
            className={inputClass}
            {...(placeholder !== undefined && { placeholder })}
            data-mono={mono || undefined}
          />
          {after}
        </Group>
      </FieldFrame>
    </AriaTextField>
  )
}
