/** The certificate authority of an API server: pasted, or from a file. A kubeconfig has it, too; see `extra`. */
import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useMemo, useState } from 'react'
import { limits } from '../../../../electron/contract/limits.ts'
import { certificatesInFile, certificatesInText } from '../../../../electron/contract/text/pem.ts'
import type { Tidied } from '../../../../electron/contract/text/tidied.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import styles from './CaField.module.css'
import type { CaProblem } from './configForm.ts'

export interface CaFieldProps {
  readonly value: string
  readonly onChange: (pem: string) => void
  readonly problem: CaProblem | null
  /** Another way to get a certificate. */
  readonly extra?: ReactNode
}

export function CaField({ value, onChange, problem, extra }: CaFieldProps) {
  const { t } = useLingui()
  /** Of a file; its text is then not used. */
  const [fileProblem, setFileProblem] = useState<CaProblem | null>(null)
  const [ofFile, setOfFile] = useState<readonly Tidied[]>([])
  const inText = useMemo(() => {
    const found = certificatesInText(value)
    return 'pem' in found ? found.tidied : []
  }, [value])
  const words: Readonly<Record<CaProblem, string>> = {
    'ca-needed': t`This server requires a CA unless it uses its pod's.`,
    'ca-not-pem': t`This text contains no PEM certificate.`,
    'ca-broken-off': t`The PEM text breaks off before its last END line.`,
    'ca-holds-key': t`This text contains a private key, and others can read these settings. Enter only the certificate.`,
    'ca-pkcs7': t`This is PKCS#7. Convert it with: openssl pkcs7 -print_certs`,
    'ca-pkcs12': t`This is PKCS#12. Convert it with: openssl pkcs12 -nokeys`,
    'ca-request': t`This is a certificate request, not a certificate.`,
    'ca-no-certificate': t`This text contains PEM, but no certificate.`,
  }
  async function read(files: readonly File[]) {
    const [file] = files
    if (file === undefined || file.size > limits.pem) return
    // SECURITY: a private key next to the certificates stays in its file (docs/security.md, "Kubernetes").
    const found = certificatesInFile(new Uint8Array(await file.arrayBuffer()))
    setFileProblem('problem' in found ? `ca-${found.problem}` : null)
    setOfFile('pem' in found ? found.tidied : [])
    if ('pem' in found) onChange(found.pem)
  }
  const shown = fileProblem ?? problem
  return (
    <div className={styles['pem']}>
      <div>
        <TextArea
          label={t`CA of the API server`}
          description={t`PEM, as in the config map kube-root-ca.crt of every namespace.`}
          mono
          rows={5}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={value}
          onChange={(text) => {
            setFileProblem(null)
            setOfFile([])
            onChange(text)
          }}
          error={shown !== null && words[shown]}
        />
        <TidiedNote tidied={[...ofFile, ...inText]} />
      </div>
      <div className={styles['ways']}>
        <FileDrop
          label={t`Choose a CA file`}
          hint={t`or drop it here`}
          accept={['.crt', '.pem', '.cer']}
          onFiles={(files) => void read(files)}
        />
        {extra}
      </div>
    </div>
  )
}
