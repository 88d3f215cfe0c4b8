import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { RoleName } from '../../../../electron/contract/kubernetes.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { TextField } from '../../../ui/TextField.tsx'

/** A button that asks for a role's name, for those who may not list roles. */
export function OpenRoleDialog({ onOpen }: { onOpen: (name: string) => void }) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const isLegal = RoleName.safeParse(name.trim()).success
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t`Open by name…`}</Button>
      {isOpen && (
        <FormDialog
          size="small"
          title={t`Open role by name`}
          submitLabel={t`Open role`}
          isDisabled={!isLegal}
          onSubmit={() => {
            if (isLegal) onOpen(name.trim().toLowerCase())
          }}
          onClose={() => setOpen(false)}
        >
          <TextField label={t`Role name`} mono autoFocus value={name} onChange={setName} />
        </FormDialog>
      )}
    </>
  )
}
