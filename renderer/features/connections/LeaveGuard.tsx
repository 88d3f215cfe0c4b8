import { Trans, useLingui } from '@lingui/react/macro'
import { useBlocker } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { useUnsavedWork } from '../../lib/unsavedWork.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

export interface LeaveGuardProps {
  readonly name: string
  readonly isChanged: boolean
  /** Set when the form is saved, just before the page is left. */
  readonly saved: RefObject<boolean>
}

/** Asks before typed changes of a connection are left behind; does nothing when nothing was changed. */
export function LeaveGuard({ name, isChanged, saved }: LeaveGuardProps) {
  const { t } = useLingui()
  useUnsavedWork('form', isChanged ? name : null)
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged && !saved.current,
    enableBeforeUnload: () => isChanged && !saved.current,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      isOpen={blocker.status === 'blocked'}
      onOpenChange={() => blocker.reset?.()}
      title={t`Discard changes to this connection?`}
      confirmLabel={t`Discard changes`}
      onConfirm={() => {
        blocker.proceed?.()
        // The dialog closes with the page; closing it earlier would mean to stay.
        return false
      }}
    >
      <Trans>Your changes are not saved.</Trans>
    </ConfirmDialog>
  )
}
