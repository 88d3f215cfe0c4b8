/** Asks whether to keep or discard an edit that is left. */
import { useLingui } from '@lingui/react/macro'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'

export function LeaveDialog({
  name,
  onStay,
  onDiscard,
  onKeep,
}: {
  name: string
  onStay: () => void
  onDiscard: () => void
  onKeep: () => void
}) {
  const { t } = useLingui()
  return (
    <Dialog
      isOpen
      onOpenChange={onStay}
      size="small"
      role="alertdialog"
      title={t`Stop editing ${name}?`}
      footer={
        <>
          <Button onPress={onStay}>{t`Keep editing`}</Button>
          <Button variant="danger" onPress={onDiscard}>
            {t`Discard changes`}
          </Button>
          <Button variant="primary" autoFocus onPress={onKeep}>
            {t`Keep draft`}
          </Button>
        </>
      }
    >
      <p>{t`You can resume a kept draft when you return here. Nothing is saved on the server.`}</p>
    </Dialog>
  )
}
