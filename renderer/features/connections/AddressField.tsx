import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './ConnectionForm.module.css'
import type { DraftFields } from './profileDraft.ts'

export interface AddressFieldProps {
  readonly value: string
  readonly onChange: (address: string) => void
  /** What the environment's variables say, when the person asks for it. */
  readonly onEnvironment: (fields: Partial<DraftFields>) => void
  readonly error: string | undefined
}

/** The server's address, typed or taken from `VAULT_ADDR`. */
export function AddressField({ value, onChange, onEnvironment, error }: AddressFieldProps) {
  const { t } = useLingui()
  const fill = useMutation({
    mutationFn: () => valueOf(bridge.connections.fromEnvironment({})),
    onSuccess: ({ address, namespace, caPem, tlsServerName, skipVerify }) =>
      onEnvironment({
        ...(address !== undefined && { address }),
        ...(namespace !== undefined && { namespace }),
        ...(caPem !== undefined && { caPem }),
        ...(tlsServerName !== undefined && { tlsServerName }),
        ...(skipVerify !== undefined && { skipVerify }),
      }),
  })
  const used = fill.data?.from
  return (
    <div className={styles['row']}>
      <TextField
        label={t`Address`}
        mono
        autoFocus
        placeholder="https://vault.example.com:8200"
        value={value}
        onChange={onChange}
        error={error}
        description={
          used === undefined ? undefined : used.length === 0 ? (
            <Trans>The environment says nothing of a server.</Trans>
          ) : (
            <Trans>Filled from {used.join(', ')}</Trans>
          )
        }
      />
      <div className={styles['beside']}>
        <Button onPress={() => fill.mutate()} isPending={fill.isPending}>
          <Trans>Fill from VAULT_ADDR</Trans>
        </Button>
      </div>
    </div>
  )
}
