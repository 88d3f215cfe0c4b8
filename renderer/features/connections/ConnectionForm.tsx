import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { FormActions, FormLayout, FormWide } from '../../ui/FormLayout.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { AddressField } from './AddressField.tsx'
import styles from './ConnectionForm.module.css'
import { type DraftFields, draftOf, isAddress, nameFromAddress } from './profileDraft.ts'
import { ConnectionTest } from './ConnectionTest.tsx'
import { TlsFields } from './TlsFields.tsx'

export interface ConnectionFormProps {
  readonly profile: Profile | null
  readonly initial: DraftFields
}

/** The form of one connection. *Test* tries it as it is typed; *Save* goes there. */
export function ConnectionForm({ profile, initial }: ConnectionFormProps) {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const [fields, setFields] = useState(initial)
  const [nameTyped, setNameTyped] = useState(profile !== null)
  const [tried, setTried] = useState(false)
  const saved = useRef(false)
  const changed = JSON.stringify(fields) !== JSON.stringify(initial)
  useBlocker({
    shouldBlockFn: () => changed && !saved.current && !window.confirm(t`Leave without saving this connection?`),
    enableBeforeUnload: false,
  })

  const change = (part: Partial<DraftFields>) =>
    setFields((before) => {
      const next = { ...before, ...part }
      return nameTyped || part.address === undefined ? next : { ...next, name: nameFromAddress(part.address) }
    })
  const addressIsWrong = !isAddress(fields.address)
  const namespaceIsWrong = fields.namespace.trim() !== '' && !/^[^/\s]+(\/[^/\s]+)*$/.test(fields.namespace.trim())
  const proxyIsWrong = fields.proxy.trim() !== '' && !isAddress(fields.proxy)
  const isWrong = addressIsWrong || namespaceIsWrong || proxyIsWrong

  const save = useMutation({
    mutationFn: () => {
      const draft = draftOf(fields)
      return valueOf(
        profile === null
          ? bridge.connections.add({ profile: draft })
          : bridge.connections.update({ profileId: profile.id, profile: draft }),
      )
    },
    onSuccess: async ({ id }) => {
      saved.current = true
      await queryClient.invalidateQueries({ queryKey: connectionList.queryKey })
      await queryClient.invalidateQueries({ queryKey: [id] })
      go(routes.server(id), { replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isWrong) save.mutate()
  }

  return (
    <form className={styles['page']} onSubmit={submit} noValidate>
      <h1 className={styles['title']}>
        {profile === null ? <Trans>New connection</Trans> : <Trans>Edit {profile.name}</Trans>}
      </h1>
      {fields.skipVerify && (
        <Banner tone="danger" title={<Trans>Certificates are not verified</Trans>}>
          <Trans>Anybody on the way can read and change everything, your token included.</Trans>
        </Banner>
      )}
      <FormLayout>
        <FormWide>
          <AddressField
            value={fields.address}
            onChange={(address) => change({ address })}
            onEnvironment={(hints) => change(hints)}
            error={
              tried && addressIsWrong
                ? t`This is not an address. An example: https://vault.example.com:8200`
                : undefined
            }
          />
        </FormWide>
        <TextField
          label={t`Name`}
          value={fields.name}
          onChange={(name) => {
            setNameTyped(name !== '')
            change({ name })
          }}
          maxLength={200}
        />
        <TextField
          label={t`Namespace`}
          mono
          description={t`Empty for the root namespace.`}
          value={fields.namespace}
          onChange={(namespace) => change({ namespace })}
          error={namespaceIsWrong ? t`Names separated by single slashes, without spaces.` : undefined}
        />
        <FormWide>
          <RadioGroup
            label={t`Stage`}
            look="segments"
            value={fields.stage}
            onChange={(stage) => change({ stage })}
            options={[
              { value: 'none', label: t`None`, mark: <Dot colour="none" /> },
              { value: 'dev', label: t`Dev`, mark: <Dot colour="dev" /> },
              { value: 'staging', label: t`Staging`, mark: <Dot colour="staging" /> },
              { value: 'production', label: t`Production`, mark: <Dot colour="production" shape="square" /> },
            ]}
          />
        </FormWide>
        <TlsFields
          fields={fields}
          onChange={change}
          keptClientKey={profile?.hasClientKey ?? false}
          proxyError={proxyIsWrong ? t`This is not an address. An example: http://proxy.example.com:3128` : undefined}
          isOpenAtFirst={
            initial.caPem !== '' || initial.clientCertPem !== '' || initial.skipVerify || initial.proxy !== ''
          }
        />
        <FormWide>
          <ConnectionTest
            profileId={profile?.id ?? null}
            fields={fields}
            isReady={!isWrong}
            onTried={() => setTried(true)}
            onTrust={(caPem) => change({ caPem: fields.caPem === '' ? caPem : `${fields.caPem.trimEnd()}\n${caPem}` })}
          />
        </FormWide>
        {save.isError && (
          <FormWide>
            <CallProblem problem={save.error} />
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
  )
}
