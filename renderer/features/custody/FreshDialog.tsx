import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import type { CustodyState } from '../../../electron/contract/app.ts'
import { errorOf } from '../../lib/call.ts'
import { useTypesOutside } from '../../lib/typesOutside.ts'
import { useAct } from '../../lib/useAct.ts'
import { CallProblem } from '../../components/CallProblem.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import dialogs from './shared/dialogs.module.css'

export interface FreshDialogProps {
  readonly title: string
  readonly submitLabel: ReactNode
  readonly custody: CustodyState['kind']
  /** Describes what will happen. */
  readonly children?: ReactNode
  /** Returns the requested value. `typed` is sent with the call; a rejection is shown here. */
  readonly onUnlock: (typed: { passphrase?: string }) => Promise<void>
  readonly onClose: () => void
  /** As of `FormDialog`. */
  readonly answer?: ReactNode
}

/**
 * Asks before a value leaves. In the desktop shell the passphrase is typed here; otherwise the button makes Strongroom
 * ask the keychain, or ask the person for the passphrase outside the page.
 */
export function FreshDialog({ title, submitLabel, custody, children, onUnlock, onClose, answer }: FreshDialogProps) {
  const { t } = useLingui()
  const [passphrase, setPassphrase] = useState('')
  const typesOutside = useTypesOutside()
  const isTyped = custody === 'passphrase' && !typesOutside

  const { start, isPending, problem } = useAct(async () => {
    try {
      await onUnlock(isTyped ? { passphrase } : {})
    } finally {
      setPassphrase('')
    }
  })

  return (
    <FormDialog
      title={title}
      size="small"
      submitLabel={submitLabel}
      onSubmit={() => void start()}
      onClose={onClose}
      isPending={isPending}
      isDisabled={isTyped && passphrase === ''}
      submitHasFocus={!isTyped}
      answer={answer}
    >
      <div className={dialogs['form']}>
        {children}
        {isTyped && (
          <PasswordField
            label={t`Passphrase`}
            value={passphrase}
            onChange={setPassphrase}
            autoComplete="current-password"
            autoFocus
          />
        )}
        {custody === 'passphrase' && typesOutside && (
          <p>
            <Trans>
              Strongroom asks for your passphrase outside this page. The next message says where to enter it.
            </Trans>
          </p>
        )}
        {custody === 'keychain' && (
          <p>
            <Trans>Strongroom first asks this computer's keychain again.</Trans>
          </p>
        )}
        {custody === 'memory' && (
          <p>
            <Trans>The value is in memory only, so Strongroom doesn't ask for confirmation.</Trans>
          </p>
        )}
        {problem !== null && <FreshProblem problem={problem} />}
      </div>
    </FormDialog>
  )
}

/** Why a value was not handed out, with a message of its own for a missing keychain. */
function FreshProblem({ problem }: { problem: unknown }) {
  const { t } = useLingui()
  return errorOf(problem).code === 'keychain-unavailable' ? (
    <CallProblem
      problem={problem}
      title={t`The keychain is not available`}
      meaning={t`The keychain was available when Strongroom started. The sealed files are unchanged. Make the keychain available again, then retry.`}
    />
  ) : (
    <CallProblem problem={problem} />
  )
}
