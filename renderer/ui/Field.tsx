import type { ReactNode } from 'react'
import { FieldError, Label, Text } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Field.module.css'
import { hiddenClass } from './VisuallyHidden.tsx'

/** Props of every field. */
export type FieldProps = {
  readonly label: ReactNode
  /** Hides the label visually if the context names the field: a filter above its list. */
  readonly hideLabel?: boolean | undefined
  /** One line of help below the field. */
  readonly description?: ReactNode
  /** The error message; also marks the field invalid. */
  readonly error?: ReactNode
}

/** The class of a field's outermost element. */
export const fieldClass: string = classNames(styles['field'])
/** The class of the bordered box around an input and its additions. */
export const boxClass: string = classNames(styles['box'])
/** The class of the input inside a box. */
export const inputClass: string = classNames(styles['input'])
/** The class of a button inside the box, after the input. */
export const insideClass: string = classNames(styles['inside'])

/** Lays out label, control, help and error; the ids between them are React Aria's. */
export function FieldFrame({ label, hideLabel, description, error, children }: FieldProps & { children: ReactNode }) {
  return (
    <>
      <Label className={hideLabel === true ? hiddenClass : classNames(styles['label'])}>{label}</Label>
      {children}
      {description !== undefined && (
        <Text slot="description" className={classNames(styles['description'])}>
          {description}
        </Text>
      )}
      <FieldError className={classNames(styles['error'])}>
        {({ validationErrors }) => error ?? validationErrors.join(' ')}
      </FieldError>
    </>
  )
}

/** Whether `error` has content. */
export function hasError(error: ReactNode): boolean {
  return error !== undefined && error !== null && error !== false && error !== ''
}
