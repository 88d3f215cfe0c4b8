import { Trans, useLingui } from '@lingui/react/macro'
import type { CustodyState } from '../../../electron/contract/app.ts'
import { PasswordField } from '../../ui/PasswordField.tsx'

export interface FreshUnlockProps {
  readonly custody: CustodyState['kind']
  readonly passphrase: string
  readonly onChange: (passphrase: string) => void
}

/** What is asked before a value leaves: the passphrase is typed here, the keychain is asked when the button is pressed. */
export function FreshUnlock({ custody, passphrase, onChange }: FreshUnlockProps) {
  const { t } = useLingui()
  if (custody === 'passphrase') {
    return (
      <PasswordField
        label={t`Passphrase`}
        value={passphrase}
        onChange={onChange}
        autoComplete="current-password"
        autoFocus
      />
    )
  }
  return (
    <p>
      {custody === 'keychain' ? (
        <Trans>The keychain of this computer is asked anew first.</Trans>
      ) : (
        <Trans>It is in memory only, so nothing can be asked first.</Trans>
      )}
    </p>
  )
}
