/** Changes the settings of a mount. API: `POST /sys/mounts/:path/tune`, `POST /:path/config`. */
import { zodResolver } from '@hookform/resolvers/zod'
import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, FormProvider, useForm } from 'react-hook-form'
import { z } from 'zod'
import { limits } from '../../../../electron/contract/limits.ts'
import type { KvConfig, Mount } from '../../../../electron/contract/mounts.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { mountList, mountSettings } from '../../../lib/queries/mounts.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { FormLayout, FormWide } from '../../../ui/FormLayout.tsx'
import { LeaseTtlFields } from '../../../components/LeaseTtlFields.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { KvSettingsFields, kvSettingsShape } from './KvSettingsFields.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { AmountInput, amountOf, secondsOfDuration } from '../../../lib/durations.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { changesOf } from './tuning.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

const Form = z.object({
  description: z.string().max(limits.path),
  defaultLeaseTtl: AmountInput,
  maxLeaseTtl: AmountInput,
  ...kvSettingsShape,
})
export type TuneForm = z.infer<typeof Form>

export function TuneDialog({ profileId, mount, onClose }: { profileId: string; mount: string; onClose: () => void }) {
  const { t } = useLingui()
  // Fresh each time: only differences from it are sent.
  const settings = useQuery({ ...mountSettings(profileId, mount), staleTime: 0, gcTime: 0 })
  if (settings.isSuccess) return <LoadedDialog {...settings.data} profileId={profileId} onClose={onClose} />
  return (
    <Dialog isOpen onOpenChange={onClose} title={t`Tune ${mount}`}>
      {settings.isError ? (
        <Problem
          problem={settings.error}
          needs={{ capability: 'read', path: 'sys/mounts' }}
          onRetry={() => void settings.refetch()}
        />
      ) : (
        <SkeletonRows rows={5} />
      )}
    </Dialog>
  )
}

function LoadedDialog({
  profileId,
  mount,
  kv,
  onClose,
}: {
  profileId: string
  mount: Mount
  kv: KvConfig | null
  onClose: () => void
}) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [problem, setProblem] = useState<unknown>(null)
  const [before] = useState<TuneForm>({
    description: mount.description,
    defaultLeaseTtl: amountOf(mount.defaultLeaseTtl),
    maxLeaseTtl: amountOf(mount.maxLeaseTtl),
    maxVersions: kv?.maxVersions ?? 0,
    casRequired: kv?.casRequired ?? false,
    deleteAfter: amountOf(secondsOfDuration(kv?.deleteVersionAfter ?? '')),
  })
  const form = useForm({ resolver: zodResolver(Form), defaultValues: before })
  const { control, handleSubmit, formState } = form

  const tune = handleSubmit(async (after) => {
    const changes = changesOf(before, after)
    if (Object.keys(changes).length === 0) {
      onClose()
      return
    }
    try {
      const { warnings } = await answerOf(bridge.mounts.tune({ profileId, mount: mount.path, ...changes }))
      sayDone(t`${visibleText(mount.path, 'path')} tuned`, warnings)
      onClose()
    } catch (thrown) {
      setProblem(thrown)
    } finally {
      await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
    }
  })

  return (
    <FormDialog
      title={t`Tune ${mount.path}`}
      submitLabel={t`Save settings`}
      onSubmit={() => void tune()}
      onClose={onClose}
      isPending={formState.isSubmitting}
    >
      <FormProvider {...form}>
        <FormLayout>
          <FormWide>
            <Controller
              control={control}
              name="description"
              render={({ field }) => <TextField {...field} label={t`Description`} autoFocus />}
            />
          </FormWide>
          <LeaseTtlFields />
          {mount.kvVersion === 2 && kv !== null && <KvSettingsFields isNew={false} />}
        </FormLayout>
      </FormProvider>
      {mount.kvVersion === 2 && kv === null && (
        <p>{t`You need read on ${mount.path}config to see the version settings.`}</p>
      )}
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: 'update', path: `sys/mounts/${mount.path}tune, ${mount.path}config` }}
        />
      )}
    </FormDialog>
  )
}
