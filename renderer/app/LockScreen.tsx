import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { LockKeyhole } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { AppState } from '../../electron/contract/app.ts'
import { bridge } from '../lib/bridge.ts'
import { CallFailed, errorOf, valueOf } from '../lib/call.ts'
import { appState } from '../lib/queries/app.ts'
import { useAct } from '../lib/useAct.ts'
import { Button } from '../ui/Button.tsx'
import { CallProblem } from '../components/CallProblem.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import styles from './LockScreen.module.css'
import { KeychainRecovery } from './KeychainRecovery.tsx'

export interface LockScreenProps {
  /** Null while it is not known yet. */
  readonly state: AppState | null
}

/** Shows only how to unlock: the keychain is asked, or the passphrase typed. */
export function LockScreen({ state }: LockScreenProps) {
  const passphraseNeeded = state?.passphraseNeeded ?? false
  const custody = state?.custody ?? null
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [passphrase, setPassphrase] = useState('')
  const [tried, setTried] = useState(false)
  const unlock = useAct(async () => {
    setTried(true)
    try {
      await valueOf(bridge.app.unlock(passphraseNeeded ? { passphrase } : {}))
      await queryClient.invalidateQueries({ queryKey: appState.queryKey })
    } finally {
      setPassphrase('')
    }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void unlock.start()
  }

  const kind = custody?.kind ?? 'memory'
  const refusal = custody?.refusal
  // A problem of the start is shown at once; the result of the person's own try replaces it.
  const problem = unlock.problem ?? (!tried && refusal !== undefined ? new CallFailed(refusal) : null)
  const isGone = kind === 'keychain' && problem !== null && errorOf(problem).code === 'keychain-unavailable'

  return (
    <main className={styles['screen']}>
      <form className={styles['card']} onSubmit={submit}>
        <LockKeyhole size={28} aria-hidden="true" className={styles['icon']} />
        <h1 className={styles['title']}>
          <Trans>Strongroom is locked</Trans>
        </h1>
        <p className={styles['words']}>
          {state?.dropped !== true && refusal === undefined ? (
            <Trans>
              Stored tokens, key shares and drafts are sealed on this computer. Unlock Strongroom to use them.
            </Trans>
          ) : kind === 'memory' ? (
            <Trans>Strongroom removed tokens from memory. Sign in again after you unlock Strongroom.</Trans>
          ) : refusal !== undefined ? (
            <Trans>Sealed files on this computer can't be opened until its keychain is available.</Trans>
          ) : (
            <Trans>Strongroom removed tokens and keys from memory. Unsaved edits are kept, encrypted.</Trans>
          )}
        </p>
        {problem !== null &&
          (isGone ? (
            <CallProblem
              problem={problem}
              title={t`The keychain is not available`}
              meaning={t`The keychain was available when Strongroom started. Make it available and unlock again, or continue without it.`}
            />
          ) : (
            <CallProblem problem={problem} />
          ))}
        {problem !== null && kind === 'keychain' && <KeychainRecovery code={errorOf(problem).code} />}
        {passphraseNeeded && (
          <PasswordField
            label={t`Passphrase`}
            autoFocus
            value={passphrase}
            onChange={setPassphrase}
            autoComplete="current-password"
          />
        )}
        <Button type="submit" variant="primary" autoFocus={!passphraseNeeded} isPending={unlock.isPending}>
          <Trans>Unlock</Trans>
        </Button>
      </form>
    </main>
  )
}
