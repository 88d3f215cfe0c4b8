import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import type { CustodyState } from '../../../electron/contract/app.ts'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { deliver } from '../../lib/savedFile.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { showToast } from '../../ui/toasts.ts'
import styles from './Custody.module.css'
import { FreshProblem } from './FreshProblem.tsx'
import { FreshUnlock } from './FreshUnlock.tsx'

export interface ExportDialogProps {
  readonly profile: Profile
  readonly custody: CustodyState['kind']
  readonly onClose: () => void
}

/** Writes the kept keys of a connection into a file, after the keychain or the passphrase was asked anew. */
export function ExportDialog({ profile, custody, onClose }: ExportDialogProps) {
  const { t } = useLingui()
  const formId = useId()
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState<unknown>(null)
  const [isPending, setPending] = useState(false)
  const { name } = profile

  const save = async (event: FormEvent) => {
    event.preventDefault()
    setPending(true)
    setProblem(null)
    try {
      const typed = custody === 'passphrase' ? { passphrase } : {}
      const saved = await deliver(bridge.custody.exportKeys({ profileId: profile.id, ...typed }))
      if (saved !== null) showToast({ tone: 'ok', title: t`Saved`, body: saved.where })
      onClose()
    } catch (thrown) {
      setProblem(thrown)
    } finally {
      setPassphrase('')
      setPending(false)
    }
  }

  return (
    <Dialog
      title={t`Export the keys of ${name}`}
      isOpen
      onOpenChange={onClose}
      size="small"
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            isPending={isPending}
            isDisabled={custody === 'passphrase' && passphrase === ''}
            autoFocus={custody !== 'passphrase'}
          >
            <Trans>Save as cluster-keys.json</Trans>
          </Button>
        </>
      }
    >
      <form id={formId} className={styles['form']} onSubmit={(event) => void save(event)}>
        <p>
          <Trans>
            The shares and the root token that are kept here go into one file, in the clear, as the vault program writes
            it. Move it to a safe place.
          </Trans>
        </p>
        <FreshUnlock custody={custody} passphrase={passphrase} onChange={setPassphrase} />
        {problem !== null && <FreshProblem problem={problem} />}
      </form>
    </Dialog>
  )
}
