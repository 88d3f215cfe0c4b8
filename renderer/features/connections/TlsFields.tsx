import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { FileDrop } from '../../ui/FileDrop.tsx'
import { FormWide } from '../../ui/FormLayout.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './ConnectionForm.module.css'
import type { DraftFields } from './profileDraft.ts'

export interface TlsFieldsProps {
  readonly fields: DraftFields
  readonly onChange: (part: Partial<DraftFields>) => void
  /** Is a client key kept for this connection? */
  readonly keptClientKey: boolean
  readonly proxyError: string | undefined
  readonly isOpenAtFirst: boolean
}

const pemKinds = ['.pem', '.crt', '.cer', '.key', 'application/x-pem-file'] as const
const largestFile = 512 * 1024

/** What only some connections need: CAs, client certificates, a server name, a proxy. */
export function TlsFields({ fields, onChange, keptClientKey, proxyError, isOpenAtFirst }: TlsFieldsProps) {
  const { t } = useLingui()
  const notPem = (text: string) => text.trim() !== '' && !text.includes('-----BEGIN ')
  const wrong = t`This is not PEM: it begins with -----BEGIN … -----.`
  return (
    <FormWide>
      <Disclosure title={<Trans>TLS and proxy</Trans>} isOpenAtFirst={isOpenAtFirst}>
        <div className={styles['stack']}>
          <PemField
            label={t`CA certificates to trust`}
            choose={t`Choose a CA file`}
            value={fields.caPem}
            onChange={(caPem) => onChange({ caPem })}
            error={notPem(fields.caPem) ? wrong : undefined}
          />
          <PemField
            label={t`Client certificate`}
            choose={t`Choose a certificate file`}
            value={fields.clientCertPem}
            onChange={(clientCertPem) => onChange({ clientCertPem })}
            error={notPem(fields.clientCertPem) ? wrong : undefined}
          />
          <PemField
            label={t`Client key`}
            choose={t`Choose a key file`}
            value={fields.clientKeyPem}
            onChange={(clientKeyPem) => onChange({ clientKeyPem, eraseClientKey: false })}
            error={notPem(fields.clientKeyPem) ? wrong : undefined}
            description={
              keptClientKey
                ? fields.eraseClientKey
                  ? t`The kept key is erased when you save.`
                  : t`A key is kept, sealed. Paste another one to replace it.`
                : t`Kept sealed, and never shown again.`
            }
          />
          {keptClientKey && (
            <div>
              <Button
                size="small"
                onPress={() => onChange({ eraseClientKey: !fields.eraseClientKey, clientKeyPem: '' })}
              >
                {fields.eraseClientKey ? t`Keep the key` : t`Erase the kept key`}
              </Button>
            </div>
          )}
          <TextField
            label={t`TLS server name`}
            mono
            description={t`Where the certificate's name differs from the address.`}
            value={fields.tlsServerName}
            onChange={(tlsServerName) => onChange({ tlsServerName })}
          />
          <TextField
            label={t`Proxy`}
            mono
            placeholder="http://proxy.example.com:3128"
            value={fields.proxy}
            onChange={(proxy) => onChange({ proxy })}
            error={proxyError}
          />
          <Checkbox isSelected={fields.skipVerify} onChange={(skipVerify) => onChange({ skipVerify })}>
            <Trans>Do not verify the server's certificate</Trans>
          </Checkbox>
        </div>
      </Disclosure>
    </FormWide>
  )
}

interface PemFieldProps {
  readonly label: string
  readonly choose: string
  readonly value: string
  readonly onChange: (pem: string) => void
  readonly error: string | undefined
  readonly description?: string
}

/** PEM, pasted or from a file. */
function PemField({ label, choose, value, onChange, error, description }: PemFieldProps) {
  const { t } = useLingui()
  const [tooLarge, setTooLarge] = useState(false)
  const read = async (files: readonly File[]) => {
    const file = files[0]
    if (file === undefined) return
    setTooLarge(file.size > largestFile)
    if (file.size <= largestFile) onChange(await file.text())
  }
  return (
    <div className={styles['stack']}>
      <TextArea
        label={label}
        mono
        rows={3}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={value}
        onChange={onChange}
        error={tooLarge ? t`The file is larger than 512 KiB.` : error}
        description={description}
      />
      <FileDrop label={choose} hint={t`or drop it here`} accept={pemKinds} onFiles={(files) => void read(files)} />
    </div>
  )
}
