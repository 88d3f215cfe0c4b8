import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { mountPathProblem, toMountPath } from '../../../lib/mountPath.ts'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { MountPathField } from '../../../components/MountPathField.tsx'

/** Opens a mount by its path, for those who may not list auth methods. */
export function OpenMountDialog({ onClose, onOpen }: { onClose: () => void; onOpen: (mount: string) => void }) {
  const { t } = useLingui()
  const [path, setPath] = useState('')
  const [wasTried, setTried] = useState(false)
  const bare = path.trim().replace(/^\/?auth\//, '')
  const isLegal = mountPathProblem(bare) === null

  function open() {
    setTried(true)
    if (!isLegal) return
    onClose()
    onOpen(toMountPath(bare))
  }

  return (
    <FormDialog
      size="small"
      title={t`Open mount by path`}
      submitLabel={t`Open mount`}
      onSubmit={open}
      onClose={onClose}
    >
      <MountPathField
        label={t`Path`}
        description={t`The path that pods sign in at, such as kubernetes or team/kubernetes.`}
        value={path}
        onChange={setPath}
        isWrong={wasTried && !isLegal}
      />
    </FormDialog>
  )
}
