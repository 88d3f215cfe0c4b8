import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useId } from 'react'
import { Button } from './Button.tsx'
import { sayReason } from './sayReason.ts'
import { Dialog, type DialogProps } from './Dialog.tsx'

export type FormDialogProps = Pick<DialogProps, 'title' | 'children' | 'size' | 'isDismissable'> & {
  /** The verb and the object: `Copy secret`. */
  readonly submitLabel: ReactNode
  /** Called by the button, and by Enter in a field. */
  readonly onSubmit: () => void
  readonly onClose: () => void
  /** Prevents a second submit while the first runs. */
  readonly isPending?: boolean
  readonly isDisabled?: boolean
  /** Why it cannot be submitted now. */
  readonly disabledReason?: string | undefined
  /** For a form without a field to type in. */
  readonly submitHasFocus?: boolean
  /** The result, once it has arrived: shown in place of the form until the dialog is closed. */
  readonly answer?: ReactNode
}

/** A form in a dialog, open for as long as it is mounted. */
export function FormDialog({
  title,
  children,
  size,
  isDismissable,
  submitLabel,
  onSubmit,
  onClose,
  isPending = false,
  isDisabled = false,
  disabledReason,
  submitHasFocus = false,
  answer,
}: FormDialogProps) {
  const { t } = useLingui()
  const formId = useId()
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={title}
      {...(size !== undefined && { size })}
      {...(isDismissable !== undefined && { isDismissable })}
      footer={
        answer === undefined ? (
          <>
            <Button onPress={onClose}>{t`Cancel`}</Button>
            <Button
              type="submit"
              form={formId}
              variant="primary"
              isPending={isPending}
              isDisabled={isDisabled}
              disabledReason={disabledReason}
              autoFocus={submitHasFocus}
            >
              {submitLabel}
            </Button>
          </>
        ) : (
          <Button variant="primary" onPress={onClose} autoFocus>
            {t`Close`}
          </Button>
        )
      }
    >
      {answer ?? (
        <form
          id={formId}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (isPending) return
            if (disabledReason === undefined) onSubmit()
            else sayReason(disabledReason)
          }}
        >
          {children}
          {/* A disabled button that shows its reason submits nothing, so Enter in a field would do nothing. */}
          {disabledReason !== undefined && <input type="submit" hidden />}
        </form>
      )}
    </Dialog>
  )
}
