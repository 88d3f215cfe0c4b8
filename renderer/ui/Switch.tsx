import type { ReactNode } from 'react'
import { SwitchButton, SwitchField, type SwitchFieldProps, Text } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Switch.module.css'
import toggle from './shared/toggle.module.css'

export type SwitchProps = Omit<SwitchFieldProps, 'className' | 'style' | 'children'> & {
  readonly children?: ReactNode
  readonly description?: ReactNode
}

/** A setting that takes effect at once. `isSelected`, `onChange(selected)`, `isDisabled`. */
export function Switch({ children, description, ...props }: SwitchProps) {
  return (
    <SwitchField {...props} className={classNames(toggle['field'])}>
      <SwitchButton className={classNames(toggle['button'])}>
        <span className={styles['track']} aria-hidden="true">
          <span className={styles['thumb']} />
        </span>
        {children}
      </SwitchButton>
      {description !== undefined && (
        <Text slot="description" className={classNames(toggle['description'], styles['description'])}>
          {description}
        </Text>
      )}
    </SwitchField>
  )
}
