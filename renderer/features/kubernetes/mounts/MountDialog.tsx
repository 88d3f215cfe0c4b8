/** Enables a mount, or changes its settings. API: `POST /sys/auth/:path`, `POST /sys/auth/:path/tune`. */
import { zodResolver } from '@hookform/resolvers/zod'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { z } from 'zod'
import type { KubernetesMount } from '../../../../electron/contract/kubernetes.ts'
import { limits } from '../../../../electron/contract/limits.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { amountOf, durationOf, durationUnits, secondsOfAmount } from '../../../lib/durations.ts'
import { mountPathProblem, toMountPath } from '../../../lib/mountPath.ts'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { DurationField } from '../../../ui/DurationField.tsx'
import { FormLayout, FormWide } from '../../../ui/FormLayout.tsx'
import { Problem } from '../../../ui/Problem.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { TextField } from '../../../ui/TextField.tsx'
import { kubernetesMounts } from '../queries.ts'

const Amount = z.object({ amount: z.number().min(0).or(z.nan()), unit: z.enum(durationUnits) })
const Form = z.object({
  path: z
    .string()
    .max(limits.path)
    .refine((path) => mountPathProblem(path) === null),
  description: z.string().max(limits.path),
  defaultLeaseTtl: Amount,
  maxLeaseTtl: Amount,
  isListed: z.boolean(),
})
type Form = z.infer<typeof Form>

/** What is sent of the form: when tuning, only what differs from `before`. */
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
  const formId = useId()
  const queryClient = useQueryClient()
  const [problem, setProblem] = useState<unknown>(null)
  const [before] = useState<Form>({
    path: mount?.path ?? 'kubernetes',
    description: mount?.description ?? '',
    defaultLeaseTtl: amountOf(mount?.defaultLeaseTtl ?? 0),
    maxLeaseTtl: amountOf(mount?.maxLeaseTtl ?? 0),
    isListed: mount?.isListed ?? false,
  })
  const { control, handleSubmit, formState } = useForm<Form>({ resolver: zodResolver(Form), defaultValues: before })

  const save = handleSubmit(async (form) => {
    const at = { profileId, mount: mount?.path ?? toMountPath(form.path) }
    try {
      const { warnings } = await answerOf(
        mount === null
          ? bridge.kubernetes.enable({ ...at, ...settingsOf(form, null) })
          : bridge.kubernetes.tune({ ...at, ...settingsOf(form, before) }),
      )
      await queryClient.invalidateQueries({ queryKey: kubernetesMounts(profileId).queryKey })
      sayDone(mount === null ? t`${at.mount} is enabled` : t`${at.mount} is tuned`, warnings)
      onClose()
      onDone?.(at.mount)
    } catch (thrown) {
      setProblem(thrown)
    }
  })

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={mount === null ? t`Enable Kubernetes auth` : t`Tune ${mount.path}`}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button type="submit" form={formId} variant="primary" isPending={formState.isSubmitting}>
            {mount === null ? t`Enable Kubernetes auth` : t`Save settings`}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void save(event)} noValidate>
        <FormLayout>
          {mount === null && (
            <FormWide>
              <Controller
                control={control}
                name="path"
                render={({ field, fieldState }) => (
                  <TextField
                    {...field}
                    label={t`Path`}
                    mono
                    autoFocus
                    isRequired
                    description={t`One mount for each cluster. Pods name it when they sign in.`}
                    error={fieldState.invalid && t`A path has at least one name, no // and no . or .. as a name.`}
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
          <Controller
            control={control}
            name="defaultLeaseTtl"
            render={({ field }) => (
              <DurationField
                label={t`Default lease TTL`}
                description={t`0: the system's default.`}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
          <Controller
            control={control}
            name="maxLeaseTtl"
            render={({ field }) => (
              <DurationField
                label={t`Maximum lease TTL`}
                description={t`0: the system's default.`}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
          <FormWide>
            <Controller
              control={control}
              name="isListed"
              render={({ field: { value, onChange } }) => (
                <Checkbox
                  isSelected={value}
                  onChange={onChange}
                  description={t`listing_visibility: pods do not need it.`}
                >
                  {t`Show this mount to people who have not signed in`}
                </Checkbox>
              )}
            />
          </FormWide>
        </FormLayout>
        {problem !== null && (
          <Problem problem={problem} needs={{ capability: 'create, update, sudo', path: 'sys/auth/…' }} />
        )}
      </form>
    </Dialog>
  )
}
