import type { ReactNode } from 'react'
import { Group, TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components'
import { boxClass, fieldClass, FieldFrame, type FieldProps, hasError } from './Field.tsx'

/** `value`, `onChange(value)`, `onBlur`, `name`, `isRequired`, `isDisabled`, `type` are React Aria's. */
export type TextFrameProps = Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> & FieldProps

/** The common parts of a line of text and a text of several lines: all but the control in the box. */
export function TextFrame({
  label,
  hideLabel,
  description,
  error,
  children,
  ...props
}: TextFrameProps & { children: ReactNode }) {
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
        <Group className={boxClass}>{children}</Group>
      </FieldFrame>
    </AriaTextField>
  )
}
