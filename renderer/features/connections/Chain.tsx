import { Trans, useLingui } from '@lingui/react/macro'
import type { CertificateFacts } from '../../../electron/contract/result.ts'
import { Button } from '../../ui/Button.tsx'
import { KeyValue } from '../../ui/KeyValue.tsx'
import styles from './Chain.module.css'

/**
 * The certificates that the server showed, leaf first, and the choice to trust the last of them: the CA that signed the
 * others, or the server's own certificate if the server shows only that.
 */
export function Chain({ chain, onTrust }: { chain: readonly CertificateFacts[]; onTrust: (pem: string) => void }) {
  const { t } = useLingui()
  const top = chain.at(-1)
  if (top === undefined) return null
  return (
    <div className={styles['chain']}>
      {chain.map((certificate) => (
        <KeyValue
          key={certificate.fingerprint}
          items={[
            { key: 'subject', name: t`Subject`, value: certificate.subject, mono: true },
            { key: 'issuer', name: t`Issuer`, value: certificate.issuer, mono: true },
            { key: 'valid', name: t`Valid`, value: `${day(certificate.validFrom)} – ${day(certificate.validTo)}` },
            { key: 'fingerprint', name: t`SHA-256 fingerprint`, value: certificate.fingerprint, mono: true },
          ]}
        />
      ))}
      <div>
        <Button onPress={() => onTrust(top.pem)}>
          {top.isCa ? <Trans>Trust only this CA</Trans> : <Trans>Trust only this certificate</Trans>}
        </Button>
      </div>
    </div>
  )
}

const day = (time: string): string => time.slice(0, 10)
