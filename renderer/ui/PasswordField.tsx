import { useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { ToggleButton } from 'react-aria-components'
import { useKeysShown } from '../lib/keysShown.ts'
import { insideClass } from './Field.tsx'
import { TextField, type TextFieldProps } from './TextField.tsx'

export type PasswordFieldProps = Omit<TextFieldProps, 'type' | 'after' | 'mono'>

/**
 * A secret while it is typed: dots, with a button that shows it. Attributes keep browsers and spelling checkers out.
 */
export function PasswordField({ ref, ...props }: PasswordFieldProps) {
  const { t } = useLingui()
  const [isShown, setShown] = useState(false)
  useKeysShown(isShown && props.value !== '')
  const input = useRef<HTMLInputElement>(null)
  useImperativeHandle<HTMLInputElement | null, HTMLInputElement | null>(ref, () => input.current)
  useLayoutEffect(() => {
    const element = input.current
    return () => {
      if (element === null) return
      // SECURITY: the page may retain an input that was removed, and with it the typed text
      // (docs/security.md, "The window").
      element.value = ''
      element.defaultValue = ''
    }
  }, [])
  return (
    <TextField
      {...props}
      ref={input}
      mono
      // SECURITY: a password manager or a spelling service must never be sent the text that is typed here.
      type={isShown ? 'text' : 'password'}
      autoComplete={props.autoComplete ?? 'new-password'}
      spellCheck="false"
      data-1p-ignore
      after={
        <ToggleButton
          className={insideClass}
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
