import { zodResolver } from '@hookform/resolvers/zod'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Controller, type FieldErrors, FormProvider, useForm, useWatch } from 'react-hook-form'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { everythingOf } from '../../lib/queries/connection.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { useAct } from '../../lib/useAct.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { FormActions, FormLayout, FormWide } from '../../ui/FormLayout.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { AddressField } from './AddressField.tsx'
import styles from './ConnectionForm.module.css'
import { ConnectionTest } from './ConnectionTest.tsx'
import { LeaveGuard } from './LeaveGuard.tsx'
import { type DraftFields, draftFields, draftOf, nameFromAddress } from './profileDraft.ts'
import { StageField } from './StageField.tsx'
import { tlsFieldNames, TlsFields } from './TlsFields.tsx'

export interface ConnectionFormProps {
  readonly profile: Profile | null
  readonly initial: DraftFields
  /** Tests as soon as the page opens. */
  readonly isTested?: boolean
}

/** The form of one connection. *Test* tries it as it is typed; *Save* opens it. */
export function ConnectionForm({ profile, initial, isTested = false }: ConnectionFormProps) {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const keptClientKey = profile?.hasClientKey ?? false
  const form = useForm<DraftFields>({ resolver: zodResolver(draftFields(keptClientKey)), defaultValues: initial })
  const { control, formState, handleSubmit, setValue } = form
  const skipVerify = useWatch({ control, name: 'skipVerify' })
  const nameTyped = useRef(profile !== null)
  const saved = useRef(false)
  const [isTlsOpen, setTlsOpen] = useState(
    initial.caPem !== '' || initial.clientCertPem !== '' || initial.skipVerify || initial.proxy !== '',
  )

  const save = useAct(async (fields: DraftFields) => {
    const draft = draftOf(fields)
    const { id } = await valueOf(
      profile === null
        ? bridge.connections.add({ profile: draft })
        : bridge.connections.update({ profileId: profile.id, profile: draft }),
    )
    saved.current = true
    await queryClient.invalidateQueries({ queryKey: connectionList.queryKey })
    await queryClient.invalidateQueries(everythingOf(id))
    go(routes.server(id), { replace: true })
  })
  // A folded field cannot take the focus.
  const unfold = (errors: FieldErrors<DraftFields>) => {
    if (tlsFieldNames.some((name) => errors[name] !== undefined)) setTlsOpen(true)
  }
  const submit = handleSubmit((fields) => void save.start(fields), unfold)

  return (
    <FormProvider {...form}>
      <form className={styles['page']} onSubmit={(event) => void submit(event)} noValidate>
        <h1 className={styles['title']}>
          {profile === null ? <Trans>New connection</Trans> : <Trans>Edit {profile.name}</Trans>}
        </h1>
        {skipVerify && (
          <Banner tone="danger" title={<Trans>Certificate verification is off.</Trans>}>
            <Trans>Anyone on the network path can read and change all traffic, including your token.</Trans>
          </Banner>
        )}
        <FormLayout>
          <FormWide>
            <AddressField
              onAddress={(address) => {
                if (!nameTyped.current) setValue('name', nameFromAddress(address), { shouldDirty: true })
              }}
            />
          </FormWide>
          <Controller
            control={control}
            name="name"
            render={({ field }) => (
              <TextField
                {...field}
                label={t`Name`}
                maxLength={512}
                onChange={(name) => {
                  nameTyped.current = name !== ''
                  field.onChange(name)
                }}
              />
            )}
          />
          <Controller
            control={control}
            name="namespace"
            render={({ field }) => (
              <TextField
                {...field}
                label={t`Namespace`}
                mono
                description={t`Leave blank for the root namespace.`}
                error={formState.errors.namespace && t`Names separated by single slashes, without spaces.`}
              />
            )}
          />
          <FormWide>
            <StageField />
          </FormWide>
          <FormWide>
            <TlsFields keptClientKey={keptClientKey} isOpen={isTlsOpen} onOpenChange={setTlsOpen} />
          </FormWide>
          <FormWide>
            <ConnectionTest profileId={profile?.id ?? null} isBegun={isTested} onInvalid={unfold} />
          </FormWide>
          {save.problem !== null && (
            <FormWide>
              <CallProblem problem={save.problem} />
            </FormWide>
          )}
          <FormActions>
            <Button type="submit" variant="primary" isPending={save.isPending}>
              {profile === null ? <Trans>Save and open</Trans> : <Trans>Save {profile.name}</Trans>}
            </Button>
            <Button variant="quiet" onPress={() => go(routes.connections())}>
              <Trans>Cancel</Trans>
            </Button>
          </FormActions>
        </FormLayout>
      </form>
      <LeaveGuard name={profile?.name ?? t`a new connection`} isChanged={formState.isDirty} saved={saved} />
    </FormProvider>
  )
}
