import { useLingui } from '@lingui/react/macro'
import { TextField, type TextFieldProps } from '../ui/TextField.tsx'

/** The path of a mount, or of a new one: the first field of its form. */
export function MountPathField({ isWrong, ...props }: Omit<TextFieldProps, 'error'> & { isWrong: boolean }) {
  const { t } = useLingui()
  return (
    <TextField
      {...props}
      mono
      autoFocus
      error={isWrong && t`A path needs at least one name and can't contain //, . or .. as a name.`}
    />
  )
}
