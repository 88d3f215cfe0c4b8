/** The certificate authority of an API server: pasted, or out of a file. A kubeconfig has it, too; see `extra`. */
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { limits } from '../../../../electron/contract/limits.ts'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import styles from './CaField.module.css'

export interface CaFieldProps {
  readonly value: string
  readonly onChange: (pem: string) => void
  readonly error: ReactNode
  /** Another way to get one. */
  readonly extra?: ReactNode
}

export function CaField({ value, onChange, error, extra }: CaFieldProps) {
  const { t } = useLingui()
  async function read(files: readonly File[]) {
    const [file] = files
    if (file !== undefined && file.size <= limits.pem) onChange(await file.text())
  }
  return (
    <div className={styles['pem']}>
      <TextArea
        label={t`CA of the API server`}
        description={t`PEM. The config map kube-root-ca.crt of every namespace has it.`}
        mono
        rows={5}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={value}
        onChange={onChange}
        error={error}
      />
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
