import { Trans, useLingui } from '@lingui/react/macro'
import { ArrowRight, GraduationCap, Server } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { routes, useGo } from '../../lib/routes.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { addressProblem } from '../../../electron/contract/typedAddress.ts'
import styles from './WelcomePage.module.css'

/** The first screen: connect to an existing server, or start one to practice on. */
export function WelcomePage() {
  const { t } = useLingui()
  const go = useGo()
  const [address, setAddress] = useState('')
  const [tried, setTried] = useState(false)
  const isWrong = tried && addressProblem(address) !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (addressProblem(address) === null) go(routes.newConnection(address.trim()))
  }

  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <h1 className={styles['title']}>Strongroom</h1>
        <p className={styles['quiet']}>
          <Trans>Administer HashiCorp Vault and OpenBao. Unseal servers, sign in and manage secrets.</Trans>
        </p>
      </header>
      <section className={styles['choice']} aria-labelledby="welcome-connect">
        <Server size={20} aria-hidden="true" className={styles['icon']} />
        <div className={styles['words']}>
          <h2 id="welcome-connect" className={styles['heading']}>
            <Trans>Connect to a server</Trans>
          </h2>
          <p className={styles['quiet']}>
            <Trans>Enter the server's address. Strongroom then shows its product and state.</Trans>
          </p>
          <form className={styles['form']} onSubmit={submit} noValidate>
            <TextField
              label={t`Address`}
              hideLabel
              mono
              autoFocus
              placeholder="http://localhost:30000"
              value={address}
              onChange={setAddress}
              error={isWrong ? t`This isn't an address. Example: https://vault.example.com:8200` : undefined}
            />
            <Button type="submit" variant="primary" iconAfter={<ArrowRight size={16} />}>
              <Trans>Connect</Trans>
            </Button>
          </form>
        </div>
      </section>
      <section className={styles['choice']} aria-labelledby="welcome-practice">
        <GraduationCap size={20} aria-hidden="true" className={styles['icon']} />
        <div className={styles['words']}>
          <h2 id="welcome-practice" className={styles['heading']}>
            <Trans>Practice Vault on this computer</Trans>
          </h2>
          <p className={styles['quiet']}>
            <Trans>A real server with temporary storage. You can initialize, unseal, break and wipe it.</Trans>
          </p>
          <div>
            <Button onPress={() => go(routes.practice())}>
              <Trans>Start practice Vault</Trans>
            </Button>
          </div>
        </div>
      </section>
    </div>
  )
}
