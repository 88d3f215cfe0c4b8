/** The passphrase of a computer without a keychain: setting the first one, and changing it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { type NewPassphrase, problemOfNew } from '../../lib/newPassphrase.ts'
import { appState } from '../../lib/queries/app.ts'
import { useTypesOutside } from '../../lib/typesOutside.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { NewPassphraseFields } from '../../components/NewPassphraseFields.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import sections from './shared/sections.module.css'

const nothingTyped: NewPassphrase = { passphrase: '', again: '' }

/** Moves stored items from memory to sealed files. */
export function NewPassphraseForm() {
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState(nothingTyped)
  const [tried, setTried] = useState(false)
  const keep = useAct(async () => {
    await valueOf(bridge.app.keepInPassphraseFile({ passphrase: typed.passphrase }))
    setTyped(nothingTyped)
    await queryClient.invalidateQueries({ queryKey: appState.queryKey })
  })
  const problem = problemOfNew(typed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problem === null) void keep.start()
  }

  return (
    <form className={sections['fields']} onSubmit={submit}>
      <p>
        <Trans>
          You can use a passphrase-protected file instead of a keychain. Without the passphrase, no one can open it,
          including you.
        </Trans>
      </p>
      <NewPassphraseFields value={typed} onChange={setTyped} problem={tried ? problem : null} />
      {keep.problem !== null && <CallProblem problem={keep.problem} />}
      <div>
        <Button type="submit" isPending={keep.isPending}>
          <Trans>Use passphrase-protected file</Trans>
        </Button>
      </div>
    </form>
  )
}

/** Replaces the passphrase. The old one is required, here or outside the page, so access to an open window is not enough. */
export function ChangePassphraseForm() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const typesOutside = useTypesOutside()
  const [oldPassphrase, setOld] = useState('')
  const [typed, setTyped] = useState(nothingTyped)
  const [tried, setTried] = useState(false)
  const [isChanged, setChanged] = useState(false)
  const change = useAct(async () => {
    setChanged(false)
    const { passphrase } = typed
    await valueOf(bridge.app.changePassphrase(typesOutside ? { passphrase } : { oldPassphrase, passphrase }))
    setOld('')
    setTyped(nothingTyped)
    setTried(false)
    await queryClient.invalidateQueries({ queryKey: appState.queryKey })
    setChanged(true)
  })
  const problem = problemOfNew(typed)
  const isMissing = !typesOutside && oldPassphrase === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problem === null && !isMissing) void change.start()
  }

  return (
    <form className={sections['fields']} onSubmit={submit} aria-labelledby="change-passphrase">
      <h3 id="change-passphrase">
        <Trans>Change passphrase</Trans>
      </h3>
      {!typesOutside && (
        <PasswordField
          label={t`Current passphrase`}
          value={oldPassphrase}
          onChange={setOld}
          autoComplete="current-password"
          error={tried && isMissing ? t`Enter the current passphrase.` : undefined}
        />
      )}
      <NewPassphraseFields value={typed} onChange={setTyped} problem={tried ? problem : null} />
      {change.problem !== null && <CallProblem problem={change.problem} />}
      {isChanged && (
        <output>
          <Trans>Passphrase changed. Everything is sealed under a new key.</Trans>
        </output>
      )}
      <div>
        <Button type="submit" isPending={change.isPending}>
          <Trans>Change passphrase</Trans>
        </Button>
      </div>
    </form>
  )
}
