import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { LockKeyhole } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { CustodyState } from '../../electron/contract/app.ts'
import { bridge } from '../lib/bridge.ts'
import { CallFailed, errorOf, valueOf } from '../lib/call.ts'
import { appState } from '../lib/queries/app.ts'
import { Button } from '../ui/Button.tsx'
import { CallProblem } from '../ui/CallProblem.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import styles from './LockScreen.module.css'
import { WaysOut } from './WaysOut.tsx'

export interface LockScreenProps {
  readonly passphraseNeeded: boolean
  /** Null while it is not known yet. */
  readonly custody: CustodyState | null
}

/** Nothing but the way back in: the keychain is asked, or the passphrase typed. */
export function LockScreen({ passphraseNeeded, custody }: LockScreenProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [passphrase, setPassphrase] = useState('')
  const unlock = useMutation({
    mutationFn: () => valueOf(bridge.app.unlock(passphraseNeeded ? { passphrase } : {})),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: appState.queryKey }),
    onSettled: () => setPassphrase(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    unlock.mutate()
  }

  const kind = custody?.kind ?? 'memory'
  const refusal = custody?.refusal
  // What the start met with is said at once; a try of one's own takes its place.
  const problem = unlock.error ?? (unlock.isIdle && refusal !== undefined ? new CallFailed(refusal) : null)
  const isGone = kind === 'keychain' && problem !== null && errorOf(problem).code === 'keychain-unavailable'

  return (
    <main className={styles['screen']}>
      <form className={styles['card']} onSubmit={submit}>
        <LockKeyhole size={28} aria-hidden="true" className={styles['icon']} />
        <h1 className={styles['title']}>
          <Trans>Strongroom is locked</Trans>
        </h1>
        <p className={styles['words']}>
          {kind === 'memory' ? (
            <Trans>Tokens were dropped from memory. You sign in again after this.</Trans>
          ) : refusal !== undefined ? (
            <Trans>What is sealed on this computer stays closed until its keychain opens.</Trans>
          ) : (
            <Trans>Tokens and keys were dropped from memory. Unsaved edits are kept, sealed.</Trans>
          )}
        </p>
        {problem !== null &&
          (isGone ? (
            <CallProblem
              problem={problem}
              title={t`The keychain is gone`}
              meaning={t`It was there when Strongroom started. Bring it back and unlock again, or go on without it.`}
            />
          ) : (
            <CallProblem problem={problem} />
          ))}
        {problem !== null && kind === 'keychain' && <WaysOut code={errorOf(problem).code} />}
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
