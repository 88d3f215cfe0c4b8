import { useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { Controller, useFormContext } from 'react-hook-form'
import { decodeText } from '../../../electron/contract/text/decodeText.ts'
import { certificatesInFile, certificatesInText } from '../../../electron/contract/text/pem.ts'
import type { Tidied } from '../../../electron/contract/text/tidied.ts'
import { TidiedNote } from '../../components/TidiedNote.tsx'
import { FileDrop } from '../../ui/FileDrop.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import styles from './PemField.module.css'
import type { DraftFields, PemProblem } from './profileDraft.ts'

const pemKinds = ['.pem', '.crt', '.cer', '.der', '.key', 'application/x-pem-file'] as const
const largestFile = 512 * 1024

export interface PemFieldProps {
  readonly name: 'caPem' | 'clientCertPem' | 'clientKeyPem'
  readonly label: string
  /** The label of the button that takes a file. */
  readonly choose: string
  readonly placeholder: string
  readonly description?: string
  readonly onTyped?: () => void
}

/** PEM text, pasted or from a file, checked as it is typed. */
export function PemField({ name, label, choose, placeholder, description, onTyped }: PemFieldProps) {
  const { t } = useLingui()
  const { control, formState, setValue, trigger } = useFormContext<DraftFields>()
  const [isTooLarge, setTooLarge] = useState(false)
  const [fileProblem, setFileProblem] = useState<PemProblem | null>(null)
  const [ofFile, setOfFile] = useState<readonly Tidied[]>([])
  const words: Readonly<Record<PemProblem, string>> = {
    'not-pem': t`This isn't PEM text. PEM text begins with -----BEGIN … -----.`,
    'broken-off': t`The PEM text ends before its last END line.`,
    pkcs7: t`This is PKCS#7. Convert it with: openssl pkcs7 -in FILE -print_certs -out ca.pem`,
    pkcs12: t`This is PKCS#12. Convert it with: openssl pkcs12 -in FILE -nokeys -out ca.pem`,
    request: t`This is a certificate request, not a certificate.`,
    'no-certificate': t`This PEM text contains no certificate.`,
    'holds-key': t`This text contains a private key. Paste the private key into the Client key field.`,
    'not-a-key': t`This PEM text isn't a private key.`,
    encrypted: t`This key is encrypted with a passphrase. Enter an unencrypted key. Strongroom stores it encrypted.`,
    'without-certificate': t`The client key needs its certificate.`,
    'without-key': t`The client certificate needs its private key.`,
  }
  const problem = fileProblem ?? (formState.errors[name]?.message as PemProblem | undefined)
  const read = async (files: readonly File[]) => {
    const file = files[0]
    if (file === undefined) return
    setTooLarge(file.size > largestFile)
    if (file.size > largestFile) return
    const bytes = new Uint8Array(await file.arrayBuffer())
    // The text is not changed, so that the person sees what a message is about; the core reads only its certificates.
    const decoded = decodeText(bytes)
    const text = decoded?.text
    const found = certificatesInFile(bytes)
    const binaryProblem = text !== undefined ? null : 'problem' in found ? found.problem : null
    setFileProblem(binaryProblem)
    if (binaryProblem !== null) return
    setOfFile(decoded?.tidied ?? [])
    setValue(name, text ?? ('pem' in found ? found.pem : ''), { shouldDirty: true })
    onTyped?.()
    void trigger(name)
  }
  return (
    <div className={styles['pem']}>
      <Controller
        control={control}
        name={name}
        render={({ field }) => (
          <div>
            <TextArea
              {...field}
              label={label}
              mono
              rows={3}
              placeholder={placeholder}
              onChange={(text) => {
                setTooLarge(false)
                setFileProblem(null)
                setOfFile([])
                field.onChange(text)
                onTyped?.()
              }}
              onBlur={() => {
                field.onBlur()
                if (field.value !== '') void trigger(name)
              }}
              error={isTooLarge ? t`The file is larger than 512 KiB.` : problem && words[problem]}
              description={description}
            />
            <PemNote name={name} text={field.value} ofFile={ofFile} />
          </div>
        )}
      />
      <div className={styles['file']}>
        <FileDrop label={choose} hint={t`or drop it here`} accept={pemKinds} onFiles={(files) => void read(files)} />
      </div>
    </div>
  )
}

function PemNote({ name, text, ofFile }: { name: PemFieldProps['name']; text: string; ofFile: readonly Tidied[] }) {
  const tidied = useMemo(() => {
    // A key is stored as it was given.
    const found = name === 'clientKeyPem' || text === '' ? null : certificatesInText(text)
    return found !== null && 'pem' in found ? found.tidied : []
  }, [name, text])
  return <TidiedNote tidied={[...ofFile, ...tidied]} />
}
