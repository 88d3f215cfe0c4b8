/** Enables a KV engine. API: `POST /sys/mounts/:path`. */
import { zodResolver } from '@hookform/resolvers/zod'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Controller, useForm, useWatch } from 'react-hook-form'
import { z } from 'zod'
import { limits } from '../../../electron/contract/limits.ts'
import { bridge } from '../../lib/bridge.ts'
import { answerOf } from '../../lib/call.ts'
import { mountList } from '../../lib/queries/mounts.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormLayout, FormSection, FormWide } from '../../ui/FormLayout.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { DurationField } from './DurationField.tsx'
import { Problem } from './Problem.tsx'
import { durationOf, durationUnits, secondsOfAmount } from './durations.ts'
import { mountPathProblem, toMountPath } from './mountPath.ts'
import { sayDone } from './sayDone.ts'

const Form = z.object({
  path: z
    .string()
    .max(limits.path)
    .refine((path) => mountPathProblem(path) === null),
  version: z.enum(['1', '2']),
  description: z.string().max(limits.path),
  maxVersions: z.number().int().min(0).max(100_000).or(z.nan()),
  casRequired: z.boolean(),
  deleteAfter: z.object({ amount: z.number().or(z.nan()), unit: z.enum(durationUnits) }),
})

export interface EnableKvDialogProps {
  readonly profileId: string
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  /** The mount that was enabled. */
  readonly onEnabled: (mount: string) => void
}

export function EnableKvDialog(props: EnableKvDialogProps) {
  // Mounted anew for each time, so that nothing of the last one remains.
  return props.isOpen ? <OpenDialog {...props} /> : null
}

function OpenDialog({ profileId, isOpen, onOpenChange, onEnabled }: EnableKvDialogProps) {
  const { t } = useLingui()
  const formId = useId()
  const queryClient = useQueryClient()
  const [problem, setProblem] = useState<unknown>(null)
  const { control, handleSubmit, formState } = useForm({
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
      sayDone(t`${mount} is enabled`, warnings)
      onOpenChange(false)
      onEnabled(mount)
    } catch (thrown) {
      setProblem(thrown)
      // It may be half done: enabled, but not all of its settings written.
      await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
    }
  })

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t`Enable a KV engine`}
      footer={
        <>
          <Button onPress={() => onOpenChange(false)}>{t`Cancel`}</Button>
          <Button type="submit" form={formId} variant="primary" isPending={formState.isSubmitting}>
            {t`Enable KV`}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void enable(event)} noValidate>
        <FormLayout>
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
                description={t`Secrets are reached below it. It may hold slashes.`}
                error={fieldState.invalid && t`A path has at least one name, no // and no . or .. as a name.`}
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
                  { value: '2', label: t`KV 2`, description: t`Keeps earlier versions; a save notices a newer one.` },
                  { value: '1', label: t`KV 1`, description: t`One value, no history.` },
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
          {versioned && (
            <FormSection title={t`Versions`}>
              <Controller
                control={control}
                name="maxVersions"
                render={({ field }) => (
                  <NumberField
                    {...field}
                    label={t`Versions to keep`}
                    description={t`0: the server's default, 10.`}
                    minValue={0}
                    maxValue={100_000}
                  />
                )}
              />
              <Controller
                control={control}
                name="deleteAfter"
                render={({ field }) => (
                  <DurationField
                    label={t`Delete versions after`}
                    description={t`0: never.`}
                    value={field.value}
                    onChange={field.onChange}
                  />
                )}
              />
              <FormWide>
                <Controller
                  control={control}
                  name="casRequired"
                  render={({ field: { value, onChange } }) => (
                    <Checkbox
                      isSelected={value}
                      onChange={onChange}
                      description={t`Strongroom always does; this holds for everybody else.`}
                    >
                      {t`Accept only writes with check-and-set`}
                    </Checkbox>
                  )}
                />
              </FormWide>
            </FormSection>
          )}
        </FormLayout>
        {problem !== null && (
          <Problem
            problem={problem}
            needs={{ capability: 'create, update', path: `sys/mounts/${toMountPath(path).replace(/\/$/, '')}` }}
          />
        )}
      </form>
    </Dialog>
  )
}
