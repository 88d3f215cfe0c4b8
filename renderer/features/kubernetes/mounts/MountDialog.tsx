/** Enables a mount, or changes its settings. API: `POST /sys/auth/:path`, `POST /sys/auth/:path/tune`. */
import { zodResolver } from '@hookform/resolvers/zod'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, FormProvider, useForm } from 'react-hook-form'
import { z } from 'zod'
import type { KubernetesMount } from '../../../../electron/contract/kubernetes.ts'
import { limits } from '../../../../electron/contract/limits.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { AmountInput, amountOf, durationOf, secondsOfAmount } from '../../../lib/durations.ts'
import { MountPathInput, toMountPath } from '../../../lib/mountPath.ts'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { FormLayout, FormWide } from '../../../ui/FormLayout.tsx'
import { LeaseTtlFields } from '../../../components/LeaseTtlFields.tsx'
import { MountPathField } from '../../../components/MountPathField.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { TextField } from '../../../ui/TextField.tsx'
import { kubernetesMounts } from '../queries.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

const Form = z.object({
  path: MountPathInput,
  description: z.string().max(limits.path),
  defaultLeaseTtl: AmountInput,
  maxLeaseTtl: AmountInput,
  isListed: z.boolean(),
})
type Form = z.infer<typeof Form>

/** Returns what is sent of the form: when tuning, only what differs from `before`. */
function settingsOf(form: Form, before: Form | null) {
  const ttl = (name: 'defaultLeaseTtl' | 'maxLeaseTtl') => {
    const seconds = secondsOfAmount(form[name])
    return seconds === (before === null ? 0 : secondsOfAmount(before[name])) ? {} : { [name]: durationOf(seconds) }
  }
  return {
    ...(form.description === (before?.description ?? '') ? {} : { description: form.description }),
    ...ttl('defaultLeaseTtl'),
    ...ttl('maxLeaseTtl'),
    ...(form.isListed === (before?.isListed ?? false) ? {} : { isListed: form.isListed }),
  }
}

export interface MountDialogProps {
  readonly profileId: string
  /** The one to tune; null to enable a new one. */
  readonly mount: KubernetesMount | null
  readonly onClose: () => void
  readonly onDone?: (mount: string) => void
}

export function MountDialog({ profileId, mount, onClose, onDone }: MountDialogProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [problem, setProblem] = useState<unknown>(null)
  const [before] = useState<Form>({
    path: mount?.path ?? 'kubernetes',
    description: mount?.description ?? '',
    defaultLeaseTtl: amountOf(mount?.defaultLeaseTtl ?? 0),
    maxLeaseTtl: amountOf(mount?.maxLeaseTtl ?? 0),
    isListed: mount?.isListed ?? false,
  })
  const filled = useForm<Form>({ resolver: zodResolver(Form), defaultValues: before })
  const { control, handleSubmit, formState } = filled

  const save = handleSubmit(async (form) => {
    const at = { profileId, mount: mount?.path ?? toMountPath(form.path) }
    try {
      const { warnings } = await answerOf(
        mount === null
          ? bridge.kubernetes.enable({ ...at, ...settingsOf(form, null) })
          : bridge.kubernetes.tune({ ...at, ...settingsOf(form, before) }),
      )
      await queryClient.invalidateQueries({ queryKey: kubernetesMounts(profileId).queryKey })
      const name = visibleText(at.mount, 'path')
      sayDone(mount === null ? t`${name} enabled` : t`${name} tuned`, warnings)
      onClose()
      onDone?.(at.mount)
    } catch (thrown) {
      setProblem(thrown)
    }
  })

  return (
    <FormDialog
      title={mount === null ? t`Enable Kubernetes auth` : t`Tune ${mount.path}`}
      submitLabel={mount === null ? t`Enable Kubernetes auth` : t`Save settings`}
      onSubmit={() => void save()}
      onClose={onClose}
      isPending={formState.isSubmitting}
    >
      <FormProvider {...filled}>
        <FormLayout>
          {mount === null && (
            <FormWide>
              <Controller
                control={control}
                name="path"
                render={({ field, fieldState }) => (
                  <MountPathField
                    {...field}
                    label={t`Path`}
                    isRequired
                    description={t`Use one mount for each cluster. Pods sign in at this path.`}
                    isWrong={fieldState.invalid}
                  />
                )}
              />
            </FormWide>
          )}
          <FormWide>
            <Controller
              control={control}
              name="description"
              render={({ field }) => <TextField {...field} label={t`Description`} autoFocus={mount !== null} />}
            />
          </FormWide>
          <LeaseTtlFields />
          <FormWide>
            <Controller
              control={control}
              name="isListed"
              render={({ field: { value, onChange } }) => (
                <Checkbox
                  isSelected={value}
                  onChange={onChange}
                  description={t`listing_visibility. Pods don't need this.`}
                >
                  {t`Show this mount before sign-in`}
                </Checkbox>
              )}
            />
          </FormWide>
        </FormLayout>
        {problem !== null && <Problem problem={problem} needs={{ capability: 'update, sudo', path: 'sys/auth/…' }} />}
      </FormProvider>
    </FormDialog>
  )
}
