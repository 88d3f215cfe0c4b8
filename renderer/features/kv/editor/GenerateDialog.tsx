/** Makes a password, a passphrase, or a value by a policy of the server, and puts it into a row on request. */
import { useLingui } from '@lingui/react/macro'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { PassphraseMaker, PasswordMaker, PolicyMaker } from './GenerateMakers.tsx'
import styles from './GenerateDialog.module.css'
import type { Made } from './GenerateMakers.tsx'
import { strengthOf } from './generating.ts'

export function GenerateDialog({
  profileId,
  name,
  onTake,
  onClose,
}: {
  profileId: string
  /** The key whose value it becomes. */
  name: string
  onTake: (text: string) => void
  onClose: () => void
}) {
  const { t } = useLingui()
  const [made, setMade] = useState<Made | null>(null)
  const [attempt, setAttempt] = useState(0)
  const shared = { attempt, onMade: setMade }
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t`Generate value for ${name}`}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            autoFocus
            disabledReason={made === null ? t`No value generated yet` : undefined}
            onPress={() => {
              if (made !== null) onTake(made.text)
            }}
          >
            {t`Use this value`}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <Tabs
          label={t`Value type`}
          onSelect={() => setMade(null)}
          items={[
            { id: 'password', label: t`Password`, content: <PasswordMaker {...shared} /> },
            { id: 'passphrase', label: t`Passphrase`, content: <PassphraseMaker {...shared} /> },
            {
              id: 'policy',
              label: t`Server password policy`,
              content: <PolicyMaker {...shared} profileId={profileId} />,
            },
          ]}
        />
        <TextField
          label={t`Generated value`}
          mono
          isReadOnly
          value={made?.text ?? ''}
          description={<Strength made={made} />}
          after={
            <IconButton label={t`Generate another`} onPress={() => setAttempt(attempt + 1)}>
              <RefreshCw size={14} />
            </IconButton>
          }
        />
      </div>
    </Dialog>
  )
}

function Strength({ made }: { made: Made | null }) {
  const { t } = useLingui()
  if (made === null || made.bits === null) return null
  const bits = Math.floor(made.bits)
  switch (strengthOf(made.bits)) {
    case 'weak':
      return t`Weak, ${bits} bits: one computer can guess it. Make it longer.`
    case 'fair':
      return t`Fair, ${bits} bits: enough if sign-in attempts are limited, but not if a hash is stolen.`
    case 'strong':
      return t`Strong, ${bits} bits: can't be guessed in practice.`
    case 'very-strong':
      return t`Very strong, ${bits} bits: as strong as a key.`
  }
}
