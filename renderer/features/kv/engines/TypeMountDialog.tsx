/** Adds a mount by its path, for those who may not list mounts. The path is stored on this computer. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { useAct } from '../../../lib/useAct.ts'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { FormLayout } from '../../../ui/FormLayout.tsx'
import { MountPathField } from '../../../components/MountPathField.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { isCubbyhole } from '../shared/cubbyhole.ts'
import { mountPathProblem, toMountPath } from '../../../lib/mountPath.ts'
import { Problem } from '../../../components/Problem.tsx'

export function TypeMountDialog({
  profileId,
  onClose,
  onAdded,
}: {
  profileId: string
  onClose: () => void
  onAdded: (mount: string) => void
}) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [path, setPath] = useState('')
  const [version, setVersion] = useState<'1' | '2'>('2')
  const [wasTried, setTried] = useState(false)
  const isLegal = mountPathProblem(path) === null

  const { start, isPending, problem } = useAct(async () => {
    setTried(true)
    if (!isLegal) return
    // The cubbyhole is not added as a mount: each token has one.
    if (isCubbyhole(toMountPath(path))) {
      onClose()
      onAdded(toMountPath(path))
      return
    }
    const mount = await valueOf(
      bridge.mounts.addTyped({ profileId, mount: toMountPath(path), kvVersion: version === '2' ? 2 : 1 }),
    )
    await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
    onClose()
    onAdded(mount.path)
  })

  return (
    <FormDialog
      size="small"
      title={t`Add mount by path`}
      submitLabel={t`Add mount`}
      onSubmit={() => void start()}
      onClose={onClose}
      isPending={isPending}
    >
      <FormLayout>
        <MountPathField
          label={t`Path of a KV engine`}
          description={t`The first part of a secret's path: secret in secret/webapp/config.`}
          value={path}
          onChange={setPath}
          isRequired
          isWrong={wasTried && !isLegal}
        />
        <RadioGroup
          label={t`Version`}
          look="segments"
          description={t`Used if the server doesn't report the version.`}
          value={version}
          onChange={setVersion}
          options={[
            { value: '2', label: t`KV 2` },
            { value: '1', label: t`KV 1` },
          ]}
        />
      </FormLayout>
      {problem !== null && <Problem problem={problem} />}
    </FormDialog>
  )
}
