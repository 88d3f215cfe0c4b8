/** Enables a KV engine. API: `POST /sys/mounts/:path`. */
import { zodResolver } from '@hookform/resolvers/zod'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, FormProvider, useForm, useWatch } from 'react-hook-form'
import { z } from 'zod'
import { limits } from '../../../../electron/contract/limits.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { FormLayout, FormWide } from '../../../ui/FormLayout.tsx'
import { MountPathField } from '../../../components/MountPathField.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { KvSettingsFields, kvSettingsShape } from './KvSettingsFields.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { durationOf, secondsOfAmount } from '../../../lib/durations.ts'
import { MountPathInput, toMountPath } from '../../../lib/mountPath.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

const Form = z.object({
  path: MountPathInput,
  version: z.enum(['1', '2']),
  description: z.string().max(limits.path),
  ...kvSettingsShape,
})

export interface EnableKvDialogProps {
  readonly profileId: string
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  /** The mount that was enabled. */
  readonly onEnabled: (mount: string) => void
}

export function EnableKvDialog(props: EnableKvDialogProps) {
  // Mounted again each time, so that no earlier input remains.
  return props.isOpen ? <OpenDialog {...props} /> : null
}

function OpenDialog({ profileId, onOpenChange, onEnabled }: EnableKvDialogProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [problem, setProblem] = useState<unknown>(null)
  const form = useForm({
    resolver: zodResolver(Form),
    defaultValues: {
      path: 'secret',
      version: '2' as const,
      description: '',
      maxVersions: 0,
      casRequired: false,
      deleteAfter: { amount: 0, unit: 'h' as const },
    },
  })
  const { control, handleSubmit, formState } = form
  const [version, path] = useWatch({ control, name: ['version', 'path'] })
  const versioned = version === '2'

  const enable = handleSubmit(async ({ path, version, description, maxVersions, casRequired, deleteAfter }) => {
    const mount = toMountPath(path)
    const deleteSeconds = secondsOfAmount(deleteAfter)
    try {
      const { warnings } = await answerOf(
        bridge.mounts.enableKv({
          profileId,
          mount,
          version: version === '2' ? 2 : 1,
          description,
          ...(version === '2' && maxVersions > 0 && { maxVersions }),
          ...(version === '2' && casRequired && { casRequired }),
          ...(version === '2' && deleteSeconds > 0 && { deleteVersionAfter: durationOf(deleteSeconds) }),
        }),
      )
      await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
      sayDone(t`${visibleText(mount, 'path')} enabled`, warnings)
      onOpenChange(false)
      onEnabled(mount)
    } catch (thrown) {
      setProblem(thrown)
      // The operation may be half done: enabled, but not all of its settings written.
      await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
    }
  })

  return (
    <FormDialog
      title={t`Enable KV secrets engine`}
      submitLabel={t`Enable KV`}
      onSubmit={() => void enable()}
      onClose={() => onOpenChange(false)}
      isPending={formState.isSubmitting}
    >
      <FormProvider {...form}>
        <FormLayout>
          <Controller
            control={control}
            name="path"
            render={({ field, fieldState }) => (
              <MountPathField
                {...field}
                label={t`Path`}
                isRequired
                description={t`Secrets are below this path. Slashes are allowed.`}
                isWrong={fieldState.invalid}
              />
            )}
          />
          <Controller
            control={control}
            name="version"
            render={({ field: { ref: _ref, ...field } }) => (
              <RadioGroup
                {...field}
                label={t`Version`}
                options={[
                  {
                    value: '2',
                    label: t`KV 2`,
                    description: t`Keeps earlier versions, and detects a newer version when you save.`,
                  },
                  { value: '1', label: t`KV 1`, description: t`Keeps only the current values.` },
                ]}
              />
            )}
          />
          <FormWide>
            <Controller
              control={control}
              name="description"
              render={({ field }) => <TextField {...field} label={t`Description`} />}
            />
          </FormWide>
          {versioned && <KvSettingsFields isNew />}
        </FormLayout>
      </FormProvider>
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: 'update', path: `sys/mounts/${toMountPath(path).replace(/\/$/, '')}` }}
        />
      )}
    </FormDialog>
  )
}
