import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { mountPathProblem, toMountPath } from '../../../lib/mountPath.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { TextField } from '../../../ui/TextField.tsx'

/** Opens a mount by its path, for those who may not list auth methods. */
export function OpenMountDialog({ onClose, onOpen }: { onClose: () => void; onOpen: (mount: string) => void }) {
  const { t } = useLingui()
  const formId = useId()
  const [path, setPath] = useState('')
  const [wasTried, setTried] = useState(false)
  const bare = path.trim().replace(/^\/?auth\//, '')
  const isLegal = mountPathProblem(bare) === null

  function open(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!isLegal) return
    onClose()
    onOpen(toMountPath(bare))
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="small"
      title={t`Type a mount`}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button type="submit" form={formId} variant="primary">
            {t`Open mount`}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={open} noValidate>
        <TextField
          label={t`Path`}
          description={t`As pods name it: kubernetes, or team/kubernetes.`}
          mono
          autoFocus
          value={path}
          onChange={setPath}
          error={wasTried && !isLegal && t`A path has at least one name, no // and no . or .. as a name.`}
        />
      </form>
    </Dialog>
  )
}
