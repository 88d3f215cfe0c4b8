import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import type { ChosenFile } from '../../../../electron/contract/files.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { offeredFiles } from '../../../lib/queries/files.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { NoFolderNotice } from '../../../components/NoFolderNotice.tsx'
import styles from './KeysFileField.module.css'

export interface KeysFileFieldProps {
  readonly file: ChosenFile | null
  readonly onChange: (file: ChosenFile) => void
  /** Why the form cannot be sent, or undefined. */
  readonly error: string | undefined
}

/** A new file for new keys: chosen in a dialog, or named by the core in the folder of the start. */
export function KeysFileField({ file, onChange, error }: KeysFileFieldProps) {
  const { t } = useLingui()
  const { data: offered } = useQuery(offeredFiles)
  const [problem, setProblem] = useState<unknown>(null)
  async function choose() {
    setProblem(null)
    try {
      const chosen = await valueOf(bridge.files.choose({ kind: 'keys' }))
      if (chosen !== null) onChange(chosen)
    } catch (thrown) {
      setProblem(thrown)
    }
  }
  if (offered === undefined) return null
  if (offered.how === 'none') return <NoFolderNotice command={offered.command} />
  return (
    <div className={styles['file']}>
      <Button icon={<FolderOpen size={16} />} onPress={() => void choose()}>
        {offered.how === 'dialog' ? t`Choose file…` : t`Use a new file in ${offered.folder}`}
      </Button>
      {file !== null && <code>{file.shownPath}</code>}
      {error !== undefined && file === null && (
        <p role="alert" className={styles['error']}>
          {error}
        </p>
      )}
      {problem !== null && <CallProblem problem={problem} />}
    </div>
  )
}
