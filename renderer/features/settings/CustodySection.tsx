import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CustodyState } from '../../../electron/contract/app.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { appState } from '../../lib/queries/app.ts'
import { routes } from '../../lib/routes.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import { Link } from '../../ui/Link.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import styles from './SettingsPage.module.css'

const shortest = 8

/** Where tokens and keys rest on this computer, and the passphrase file for a computer without a keychain. */
export function CustodySection({ custody }: { custody: CustodyState }) {
  return (
    <section className={styles['section']} aria-labelledby="settings-custody">
      <h2 id="settings-custody" className={styles['heading']}>
        <Trans>Where secrets rest</Trans>
      </h2>
      <p>
        {custody.kind === 'keychain' ? (
          <Trans>
            Tokens and keys that you ask to keep are in sealed files on this computer. Their key is in its keychain.
          </Trans>
        ) : custody.kind === 'passphrase' ? (
          <Trans>Tokens and keys that you ask to keep are in sealed files that your passphrase opens.</Trans>
        ) : (
          <Trans>
            This computer has no keychain. Tokens and keys stay in memory and are gone when Strongroom ends.
          </Trans>
        )}
      </p>
      {custody.reason !== undefined && <p className={styles['quiet']}>{custody.reason}</p>}
      {custody.putAside.length > 0 && (
        <Banner tone="warn" title={<Trans>Some files could not be read and were put aside</Trans>}>
          {custody.putAside.join(', ')}
        </Banner>
      )}
      <p>
        <Link href={routes.keychain()}>
          <Trans>What this computer keeps</Trans>
        </Link>
      </p>
      {custody.kind === 'memory' && <PassphraseForm />}
    </section>
  )
}

function PassphraseForm() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const keep = useMutation({
    mutationFn: () => valueOf(bridge.app.keepInPassphraseFile({ passphrase })),
    onSuccess: () => {
      setPassphrase('')
      setAgain('')
      return queryClient.invalidateQueries({ queryKey: appState.queryKey })
    },
  })
  const tooShort = passphrase.length < shortest
  const differs = passphrase !== again
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!tooShort && !differs) keep.mutate()
  }

  return (
    <form className={styles['fields']} onSubmit={submit}>
      <p>
        <Trans>
          A file that a passphrase opens can take the keychain's place. Without the passphrase nobody can open it, you
          included.
        </Trans>
      </p>
      <PasswordField
        label={t`New passphrase`}
        value={passphrase}
        onChange={setPassphrase}
        error={tried && tooShort ? t`Use 8 characters or more.` : undefined}
      />
      <PasswordField
        label={t`The same again`}
        value={again}
        onChange={setAgain}
        error={tried && differs ? t`The two differ.` : undefined}
      />
      {keep.isError && <CallProblem problem={keep.error} />}
      <div>
        <Button type="submit" isPending={keep.isPending}>
          <Trans>Keep in a passphrase file</Trans>
        </Button>
      </div>
    </form>
  )
}
