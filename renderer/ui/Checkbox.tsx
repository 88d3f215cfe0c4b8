import { Check, Minus } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { CheckboxButton, CheckboxField, type CheckboxFieldProps, Text } from 'react-aria-components'
import styles from './Checkbox.module.css'
import { classNames } from './classNames.ts'
import toggle from './shared/toggle.module.css'

export type CheckboxProps = Omit<CheckboxFieldProps, 'className' | 'style' | 'children'> & {
  /** The label next to the box. Without it, pass `aria-label`. */
  readonly children?: ReactNode
  /** A line of explanation below the label. */
  readonly description?: ReactNode
  readonly ref?: Ref<HTMLDivElement>
}

/** A choice that takes effect on save. `isSelected`, `onChange(selected)`, `isIndeterminate`, `isDisabled`, `name`. */
export function Checkbox({ children, description, ...props }: CheckboxProps) {
  return (
    <CheckboxField {...props} className={classNames(toggle['field'])}>
      <CheckboxButton className={classNames(toggle['button'])}>
        {({ isSelected, isIndeterminate }) => (
          <>
            <span className={styles['box']} aria-hidden="true">
              {isIndeterminate ? (
                <Minus size={12} strokeWidth={3} />
              ) : (
                isSelected && <Check size={12} strokeWidth={3} />
              )}
            </span>
            {children}
          </>
        )}
      </CheckboxButton>
      {description !== undefined && (
        <Text slot="description" className={classNames(toggle['description'], styles['description'])}>
          {description}
        </Text>
      )}
    </CheckboxField>
  )
}
