import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { RoleName } from '../../../../electron/contract/kubernetes.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { TextField } from '../../../ui/TextField.tsx'

/** A button that asks for a role's name, for those who may not list roles. */
export function OpenRoleDialog({ onOpen }: { onOpen: (name: string) => void }) {
  const { t } = useLingui()
  const formId = useId()
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const isLegal = RoleName.safeParse(name.trim()).success
  function open(event: FormEvent) {
    event.preventDefault()
    if (isLegal) onOpen(name.trim().toLowerCase())
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t`Type a role`}</Button>
      <Dialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        size="small"
        title={t`Type a role`}
        footer={
          <>
            <Button onPress={() => setOpen(false)}>{t`Cancel`}</Button>
            <Button type="submit" form={formId} variant="primary" isDisabled={!isLegal}>
              {t`Open role`}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={open} noValidate>
          <TextField label={t`Name of the role`} mono autoFocus value={name} onChange={setName} />
        </form>
      </Dialog>
    </>
  )
}
