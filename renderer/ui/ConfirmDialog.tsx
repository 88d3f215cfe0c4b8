// A dialog must focus one of its elements: the cancel button, or the field that must be filled in.
/* oxlint-disable jsx-a11y/no-autofocus */
import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useAct } from '../lib/useAct.ts'
import { Button } from './Button.tsx'
import styles from './ConfirmDialog.module.css'
import { Dialog } from './Dialog.tsx'
import { TextField } from './TextField.tsx'
import { ExactText } from './ExactText.tsx'

export type ConfirmDialogProps = {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  /** A question with the object's name: `Destroy version 2 of config?` */
  readonly title: ReactNode
  /** Explains what will happen, and whether it can be undone. */
  readonly children: ReactNode
  /** The verb and the object: `Destroy version 2`. */
  readonly confirmLabel: string
  readonly tone?: 'danger' | 'plain'
  /** For large actions that cannot be undone: the exact text that must be typed first, usually the object's name. */
  readonly typeToConfirm?: string | undefined
  /** Closes the dialog when it resolves; a rejection or `false` keeps it open. */
  readonly onConfirm: () => void | boolean | Promise<void | boolean>
  /** Renders the last rejection. */
  readonly renderProblem?: (problem: unknown) => ReactNode
}

/** Asks before an action. The cancel button has the focus; the typed text must match exactly. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  // The body is mounted again for each question, so that no earlier typed text remains.
  return props.isOpen ? <OpenConfirmDialog {...props} /> : null
}

function OpenConfirmDialog({
  isOpen,
  onOpenChange,
  title,
  children,
  confirmLabel,
  tone = 'danger',
  typeToConfirm,
  onConfirm,
  renderProblem,
}: ConfirmDialogProps) {
  const { t } = useLingui()
  const formId = useId()
  const [typed, setTyped] = useState('')
  const { start, isPending, problem } = useAct(async () => {
    const outcome = await onConfirm()
    if (outcome !== false) onOpenChange(false)
  })
  const matches = typeToConfirm === undefined || typed === typeToConfirm

  function confirm(event: FormEvent) {
    event.preventDefault()
    if (matches) void start()
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!isPending) onOpenChange(open)
      }}
      title={title}
      size="small"
      role="alertdialog"
      footer={
        <>
          <Button onPress={() => onOpenChange(false)} isDisabled={isPending} autoFocus={typeToConfirm === undefined}>
            {t`Cancel`}
          </Button>
          <Button
            type="submit"
            form={formId}
            variant={tone === 'danger' ? 'danger' : 'primary'}
            isPending={isPending}
            disabledReason={matches ? undefined : t`Type the text above first`}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles['form']} onSubmit={confirm}>
        <div>{children}</div>
        {typeToConfirm !== undefined && (
          <TextField label={<ToType text={typeToConfirm} />} value={typed} onChange={setTyped} mono autoFocus />
        )}
        {problem !== null && renderProblem !== undefined && (
          <div className={styles['error']} role="alert">
            {renderProblem(problem)}
          </div>
        )}
      </form>
    </Dialog>
  )
}

function ToType({ text }: { text: string }) {
  const typeToConfirm = <ExactText text={text} kind="path" />
  return (
    <Trans>
      Type <code className={styles['text']}>{typeToConfirm}</code> to confirm
    </Trans>
  )
}
