import { Trans, useLingui } from '@lingui/react/macro'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import { useState } from 'react'
import type { EnvironmentHints } from '../../../electron/contract/connections.ts'
import { type AddressProblem, addressProblem } from '../../../electron/contract/typedAddress.ts'
import { asciiAddress, impliedPort, looksDifferent, withoutApiPath } from '../../../electron/contract/plainAddress.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './AddressField.module.css'
import type { DraftFields } from './profileDraft.ts'
import { useIgnoredMessages } from './useIgnoredMessages.ts'

export interface AddressFieldProps {
  /** Called with a new address, so that the name can follow it. */
  readonly onAddress: (address: string) => void
}

/** The server's address, typed or taken from `VAULT_ADDR` together with the other variables of the environment. */
export function AddressField({ onAddress }: AddressFieldProps) {
  const { t } = useLingui()
  const { control, setValue, formState } = useFormContext<DraftFields>()
  /** The environment variables that the form was filled from, and those that were not used; null before. */
  const [hinted, setHinted] = useState<Pick<EnvironmentHints, 'from' | 'ignored'> | null>(null)
  const ignoredMessages = useIgnoredMessages()
  const fill = useAct(async () => {
    setHinted(null)
    const { from, ignored, ...hints } = await valueOf(bridge.connections.fromEnvironment({}))
    const how = { shouldDirty: true, shouldValidate: formState.isSubmitted }
    if (hints.address !== undefined) {
      setValue('address', hints.address, how)
      onAddress(hints.address)
    }
    if (hints.namespace !== undefined) setValue('namespace', hints.namespace, how)
    if (hints.caPem !== undefined) setValue('caPem', hints.caPem, how)
    if (hints.clientCertPem !== undefined) setValue('clientCertPem', hints.clientCertPem, how)
    if (hints.proxy !== undefined) setValue('proxy', hints.proxy, how)
    if (hints.tlsServerName !== undefined) setValue('tlsServerName', hints.tlsServerName, how)
    if (hints.skipVerify !== undefined) setValue('skipVerify', hints.skipVerify, how)
    setHinted({ from, ignored })
  })
  const [removed, setRemoved] = useState(false)
  const port = impliedPort(useWatch({ control, name: 'address' }))
  const problemMessages: Readonly<Record<AddressProblem, string>> = {
    'not-an-address': t`This isn't an address. Example: https://vault.example.com:8200`,
    'broken-scheme': t`A colon or a slash is missing after http or https. Example: https://vault.example.com:8200`,
    socket: t`Unix sockets are not supported. Use an http or https address.`,
  }
  return (
    <div className={styles['row']}>
      <Controller
        control={control}
        name="address"
        render={({ field }) => (
          <TextField
            {...field}
            label={t`Address`}
            mono
            autoFocus
            placeholder="https://vault.example.com:8200"
            onChange={(address) => {
              setRemoved(false)
              field.onChange(address)
              onAddress(address)
            }}
            error={formState.errors.address && problemMessages[addressProblem(field.value) ?? 'not-an-address']}
            onBlur={() => {
              field.onBlur()
              const address = withoutApiPath(field.value)
              setRemoved(address !== null)
              if (address === null) return
              field.onChange(address)
              onAddress(address)
            }}
            description={
              removed ? (
                <Trans>Removed /v1 from the address, because Strongroom adds it.</Trans>
              ) : looksDifferent(field.value) ? (
                <Trans>
                  Connects to <code translate="no">{asciiAddress(field.value)}</code>
                </Trans>
              ) : port !== null ? (
                <Trans>No port given. Connects to port {port}.</Trans>
              ) : hinted === null ? undefined : hinted.from.length === 0 ? (
                <Trans>No environment variable contains a server address.</Trans>
              ) : (
                <Trans>Filled from {hinted.from.join(', ')}</Trans>
              )
            }
          />
        )}
      />
      <div className={styles['beside']}>
        <Button onPress={() => void fill.start()} isPending={fill.isPending}>
          <Trans>Fill from environment</Trans>
        </Button>
      </div>
      {hinted !== null && hinted.ignored.length > 0 && (
        <ul className={styles['ignored']} aria-label={t`Unused environment variables`}>
          {hinted.ignored.map(({ name, why }) => (
            <li key={name}>
              <code translate="no">{name}</code>: {ignoredMessages[why]}
            </li>
          ))}
        </ul>
      )}
      {fill.problem !== null && <CallProblem problem={fill.problem} />}
    </div>
  )
}
