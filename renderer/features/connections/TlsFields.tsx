import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import { extraCas } from '../../lib/queries/connections.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './TlsFields.module.css'
import fieldStack from './shared/fieldStack.module.css'
import { PemField } from './PemField.tsx'
import type { DraftFields, ProxyProblem } from './profileDraft.ts'

/** The fields of this section: a mistake in one of them unfolds it. */
export const tlsFieldNames = ['caPem', 'clientCertPem', 'clientKeyPem', 'tlsServerName', 'proxy'] as const

export interface TlsFieldsProps {
  /** Whether a client key is stored for this connection. */
  readonly keptClientKey: boolean
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

/** Settings that only some connections need: CAs, client certificates, a server name, a proxy. */
export function TlsFields({ keptClientKey, isOpen, onOpenChange }: TlsFieldsProps) {
  const { t } = useLingui()
  const { control, formState, setValue } = useFormContext<DraftFields>()
  const [caPem, clientCertPem, tlsServerName, skipVerify, proxy, erase] = useWatch({
    control,
    name: ['caPem', 'clientCertPem', 'tlsServerName', 'skipVerify', 'proxy', 'eraseClientKey'],
  })
  const extra = useExtraCas()
  const given = [
    caPem !== '' && t`custom CA`,
    clientCertPem !== '' && t`client certificate`,
    tlsServerName !== '' && t`server name`,
    proxy !== '' && t`proxy`,
    skipVerify && t`not verified`,
  ].filter((words) => words !== false)
  const proxyMessages: Readonly<Record<ProxyProblem, string>> = {
    address: t`This isn't an address. Example: http://proxy.example.com:3128`,
    credentials: t`Proxies with a user name and password are not supported, because connections are stored unencrypted.`,
    scheme: t`Only http and https proxies are supported.`,
  }
  return (
    <Disclosure
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={
        <span>
          <Trans>TLS and proxy</Trans>
          {given.length > 0 && <span className={styles['given']}>{given.join(' · ')}</span>}
        </span>
      }
    >
      <div className={fieldStack['stack']}>
        <PemField
          name="caPem"
          label={t`CA certificates to trust`}
          choose={t`Choose CA file`}
          placeholder="-----BEGIN CERTIFICATE-----"
          {...(extra === undefined ? {} : { description: extra })}
        />
        <PemField
          name="clientCertPem"
          label={t`Client certificate`}
          choose={t`Choose certificate file`}
          placeholder="-----BEGIN CERTIFICATE-----"
        />
        <PemField
          name="clientKeyPem"
          label={t`Client key`}
          choose={t`Choose key file`}
          placeholder="-----BEGIN PRIVATE KEY-----"
          onTyped={() => setValue('eraseClientKey', false, { shouldDirty: true })}
          description={
            keptClientKey
              ? erase
                ? t`The stored key is removed when you save.`
                : t`A key is stored, encrypted. Paste another key to replace it.`
              : t`Stored encrypted, and never shown again.`
          }
        />
        {keptClientKey && (
          <div>
            <Button
              size="small"
              onPress={() => {
                setValue('eraseClientKey', !erase, { shouldDirty: true })
                setValue('clientKeyPem', '', { shouldDirty: true })
              }}
            >
              {erase ? t`Keep stored key` : t`Remove stored key`}
            </Button>
          </div>
        )}
        <Controller
          control={control}
          name="tlsServerName"
          render={({ field }) => (
            <TextField
              {...field}
              label={t`TLS server name`}
              mono
              maxLength={255}
              description={t`The name in the certificate. Leave blank if it matches the address.`}
            />
          )}
        />
        <Controller
          control={control}
          name="proxy"
          render={({ field }) => (
            <TextField
              {...field}
              label={t`Proxy`}
              mono
              placeholder="http://proxy.example.com:3128"
              error={formState.errors.proxy && proxyMessages[formState.errors.proxy.message as ProxyProblem]}
            />
          )}
        />
        <Controller
          control={control}
          name="skipVerify"
          render={({ field: { value, onChange } }) => (
            <Checkbox isSelected={value} onChange={onChange}>
              <Trans>Don't verify the server's certificate</Trans>
            </Checkbox>
          )}
        />
      </div>
    </Disclosure>
  )
}

/** Returns a sentence about what `NODE_EXTRA_CA_CERTS` adds to every connection. */
function useExtraCas(): string | undefined {
  const { t } = useLingui()
  const { data } = useQuery(extraCas)
  if (data === undefined) return undefined
  if (data.isUnreadable) return t`NODE_EXTRA_CA_CERTS is ignored, because its file contains no readable certificate.`
  if (data.count === 0) return undefined
  return t`${plural(data.count, { one: '# CA from NODE_EXTRA_CA_CERTS is trusted, too.', other: '# CAs from NODE_EXTRA_CA_CERTS are trusted, too.' })}`
}
