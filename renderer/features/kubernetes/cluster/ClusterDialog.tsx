/** Asks for a cluster, for a form that reads something from it. */
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ClusterFields } from './ClusterFields.tsx'

export function ClusterDialog({
  title,
  chosen,
  onClose,
  onDone,
}: {
  title: string
  chosen: ClusterAccess | null
  onClose: () => void
  /** The dialog closes when this resolves, and shows what it throws. */
  onDone: (access: ClusterAccess) => void | Promise<void>
}) {
  const { t } = useLingui()
  const [access, setAccess] = useState(chosen)
  const [problem, setProblem] = useState<unknown>(null)
  async function take() {
    if (access === null) return
    try {
      await onDone(access)
      onClose()
    } catch (thrown) {
      setProblem(thrown)
    }
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={title}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            onPress={() => void take()}
            disabledReason={access === null ? t`Choose a context first` : undefined}
          >
            {t`Use this kubeconfig`}
          </Button>
        </>
      }
    >
      <ClusterFields chosen={access} onChoose={setAccess} />
      {problem !== null && <CallProblem problem={problem} />}
    </Dialog>
  )
}
