import { useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { ToggleButton } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './PasswordField.module.css'
import { TextField, type TextFieldProps } from './TextField.tsx'

export type PasswordFieldProps = Omit<TextFieldProps, 'type' | 'after' | 'mono'>

/** A secret being typed: dots, with an eye to show it. Browsers and spelling checkers are told to keep out. */
export function PasswordField(props: PasswordFieldProps) {
  const { t } = useLingui()
  const [isShown, setShown] = useState(false)
  return (
    <TextField
      {...props}
      mono
      // SECURITY: a password manager or a spelling service must never be sent what is typed here.
      type={isShown ? 'text' : 'password'}
      autoComplete={props.autoComplete ?? 'new-password'}
      spellCheck="false"
      data-1p-ignore
      after={
        <ToggleButton
          className={classNames(styles['reveal'])}
          aria-label={t`Show what is typed`}
          isSelected={isShown}
          onChange={setShown}
        >
          {isShown ? <EyeOff size={16} /> : <Eye size={16} />}
        </ToggleButton>
      }
    />
  )
}
