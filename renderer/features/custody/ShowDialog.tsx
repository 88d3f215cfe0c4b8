import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import type { CustodyState } from '../../../electron/contract/app.ts'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { HeldItem } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { copyShown } from '../../lib/copyShown.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import styles from './Custody.module.css'
import { FreshProblem } from './FreshProblem.tsx'
import { FreshUnlock } from './FreshUnlock.tsx'

export interface ShowDialogProps {
  readonly profile: Profile
  readonly item: HeldItem
  readonly name: string
  readonly custody: CustodyState['kind']
  readonly onClose: () => void
}

/** Shows one value, after the keychain or the passphrase was asked anew. */
export function ShowDialog({ profile, item, name, custody, onClose }: ShowDialogProps) {
  const { t } = useLingui()
  const formId = useId()
  const [passphrase, setPassphrase] = useState('')
  // SECURITY: the one copy in the page, dropped with the dialog; no cache sees it (docs/security.md, "The window").
  const [value, setValue] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [isPending, setPending] = useState(false)
  const connection = profile.name

  const show = async (event: FormEvent) => {
    event.preventDefault()
    setPending(true)
    setProblem(null)
    try {
      const typed = custody === 'passphrase' ? { passphrase } : {}
      setValue((await valueOf(bridge.custody.reveal({ profileId: profile.id, item, ...typed }))).value)
    } catch (thrown) {
      setProblem(thrown)
    } finally {
      setPassphrase('')
      setPending(false)
    }
  }

  return (
    <Dialog
      title={t`${connection}: ${name}`}
      isOpen
      onOpenChange={onClose}
      size="small"
      footer={
        value === null ? (
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
              <Trans>Show it</Trans>
            </Button>
          </>
        ) : (
          <Button variant="primary" onPress={onClose} autoFocus>
            <Trans>Close</Trans>
          </Button>
        )
      }
    >
      {value === null ? (
        <form id={formId} className={styles['form']} onSubmit={(event) => void show(event)}>
          <FreshUnlock custody={custody} passphrase={passphrase} onChange={setPassphrase} />
          {problem !== null && <FreshProblem problem={problem} />}
        </form>
      ) : (
        <div translate="no">
          <CodeBlock label={name} copyLabel={t`Copy ${name}`} onCopy={() => copyShown(value)} wraps>
            {value}
          </CodeBlock>
        </div>
      )}
    </Dialog>
  )
}
