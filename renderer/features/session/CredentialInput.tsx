import { useLingui } from '@lingui/react/macro'
import type { ControllerRenderProps } from 'react-hook-form'
import type { CredentialField, FieldName } from '../../../electron/contract/signInMethods.ts'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { fieldLabels, type FieldLabels } from './signInLabels.ts'
import type { SignInValues } from './signInValues.ts'

interface CredentialInputProps extends ControllerRenderProps<SignInValues, `fields.${FieldName}`> {
  readonly described: CredentialField<FieldName>
  readonly autoFocus: boolean
  /** Whether the server refused the credentials, which marks the secret fields. */
  readonly isRefused: boolean
  readonly isMissing: boolean
}

/** One field of a sign-in method, as the contract describes it. */
export function CredentialInput({ described, isRefused, isMissing, ...field }: CredentialInputProps) {
  const { i18n } = useLingui()
  const { label, missing }: FieldLabels = fieldLabels[described.name]
  const props = {
    ...field,
    label: i18n._(label),
    error: isMissing && missing !== undefined ? i18n._(missing) : undefined,
  }
  return described.kind === 'secret' ? (
    <PasswordField {...props} isInvalid={isRefused || isMissing} />
  ) : (
    <TextField {...props} mono={described.kind === 'id'} autoComplete="off" />
  )
}
