/** The labels of the sign-in form for each method and each field, in the person's language. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { FieldName, RequiredFieldName, SignInMethod } from '../../../electron/contract/signInMethods.ts'

export interface MethodLabels {
  readonly name: MessageDescriptor
  /** The help for a refusal, if the general one (a wrong mount path, name or password) does not fit. */
  readonly refused?: MessageDescriptor
}

export const methodLabels: Readonly<Record<SignInMethod, MethodLabels>> = {
  token: { name: msg`Token`, refused: msg`The token is wrong, expired or revoked.` },
  userpass: { name: msg`User name` },
  ldap: { name: msg`LDAP` },
  approle: { name: msg`AppRole` },
}

export interface FieldLabels {
  readonly label: MessageDescriptor
  /** The message of an empty field. An optional field has no such message. */
  readonly missing?: MessageDescriptor
}

export const fieldLabels: {
  readonly [Name in FieldName]: Name extends RequiredFieldName ? Required<FieldLabels> : FieldLabels
} = {
  token: { label: msg`Token`, missing: msg`Enter a token.` },
  username: { label: msg`User name`, missing: msg`Enter your user name.` },
  password: { label: msg`Password`, missing: msg`Enter your password.` },
  roleId: { label: msg`Role ID`, missing: msg`Enter the role ID.` },
  secretId: { label: msg`Secret ID` },
}
