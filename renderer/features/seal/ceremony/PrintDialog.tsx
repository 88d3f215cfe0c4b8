import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Ceremony, CeremonyItem } from '../../../../electron/contract/ceremony.ts'
import { useKeysShown } from '../../../lib/keysShown.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { KeySheet } from './KeySheet.tsx'
import styles from './PrintDialog.module.css'

export interface PrintDialogProps {
  readonly ceremony: Ceremony
  readonly items: readonly CeremonyItem[]
  readonly fetchValue: (item: CeremonyItem) => Promise<string | null>
  readonly onPrinted: () => Promise<void>
  readonly onClose: () => void
}

interface Sheet {
  readonly item: CeremonyItem
  readonly value: string
}

/** Prints a sheet for each item, and asks whether they were printed. They are never visible on the screen. */
export function PrintDialog({ ceremony, items, fetchValue, onPrinted, onClose }: PrintDialogProps) {
  const { t } = useLingui()
  // SECURITY: the values are in the page while the dialog is open (docs/security.md, "The window").
  const [sheets, setSheets] = useState<readonly Sheet[] | null>(null)

  // The system's preview shows the sheets.
  useKeysShown(sheets !== null)
  useEffect(() => {
    if (sheets !== null) window.print()
  }, [sheets])

  const print = useAct(async () => {
    const fetched: Sheet[] = []
    for (const item of items) {
      const value = await fetchValue(item)
      if (value !== null) fetched.push({ item, value })
    }
    if (fetched.length === items.length) setSheets(fetched)
  })
  const confirm = useAct(async () => {
    await onPrinted()
    onClose()
  })
  const count = items.length
  return (
    <>
      <Dialog
        title={t`Print keys`}
        isOpen
        onOpenChange={onClose}
        size="small"
        footer={
          sheets === null ? (
            <>
              <Button onPress={onClose}>{t`Cancel`}</Button>
              <Button variant="primary" isPending={print.isPending} onPress={() => void print.start()} autoFocus>
                <Plural value={count} one="Print sheet" other="Print # sheets" />
              </Button>
            </>
          ) : (
            <>
              <Button onPress={() => setSheets([...sheets])}>
                <Trans>Print again</Trans>
              </Button>
              <Button onPress={onClose}>
                <Trans>No, it failed</Trans>
              </Button>
              <Button variant="primary" isPending={confirm.isPending} onPress={() => void confirm.start()}>
                <Plural value={count} one="Yes, printed" other="Yes, all printed" />
              </Button>
            </>
          )
        }
      >
        {sheets === null ? (
          <p>
            <Trans>
              Each sheet shows one key, unencrypted, as text and as a QR code. Many printers store what they print, so
              use a printer that you trust. Store the sheets of one server in different places.
            </Trans>
          </p>
        ) : (
          <p>
            <Plural
              value={count}
              one="Is the sheet complete and readable?"
              other="Are all # sheets complete and readable?"
            />
          </p>
        )}
      </Dialog>
      {sheets !== null &&
        createPortal(
          <div className={styles['sheets']} data-print-root>
            {sheets.map(({ item, value }) => (
              <KeySheet key={item} ceremony={ceremony} item={item} value={value} />
            ))}
          </div>,
          document.body,
        )}
    </>
  )
}
