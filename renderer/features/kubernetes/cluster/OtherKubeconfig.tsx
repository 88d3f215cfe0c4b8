/** Chooses a kubeconfig that is not the default one: by a dialog, from the folder of the start, or by dropping it. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import type { KubeconfigSource } from '../../../../electron/contract/kubeconfig.ts'
import type { Tidied } from '../../../../electron/contract/text/tidied.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { readTextFile } from '../../../lib/readTextFile.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { offeredFiles } from '../../../lib/queries/files.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { NoFolderNotice } from '../../../components/NoFolderNotice.tsx'
import { Select } from '../../../ui/Select.tsx'
import fields from './shared/fields.module.css'

export interface OtherKubeconfigProps {
  readonly source: KubeconfigSource | null
  readonly onSource: (source: KubeconfigSource) => void
}

export function OtherKubeconfig({ source, onSource }: OtherKubeconfigProps) {
  const { t } = useLingui()
  const { data: offered } = useQuery(offeredFiles)
  const [shownPath, setShownPath] = useState<string | null>(null)
  const [tidied, setTidied] = useState<readonly Tidied[]>([])
  const [problem, setProblem] = useState<unknown>(null)

  async function attempt(act: () => Promise<void>) {
    setProblem(null)
    try {
      await act()
    } catch (thrown) {
      setProblem(thrown)
    }
  }
  const choose = () =>
    attempt(async () => {
      const chosen = await valueOf(bridge.files.choose({ kind: 'kubeconfig' }))
      if (chosen === null) return
      setShownPath(chosen.shownPath)
      setTidied([])
      onSource({ kind: 'file', handle: chosen.handle })
    })
  const give = (file: File | undefined) =>
    attempt(async () => {
      if (file === undefined) return
      // Bytes that are not text are refused with the same message as a text that is not a kubeconfig.
      const read = await readTextFile(file)
      const text = read?.text ?? (await file.text())
      const { id } = await valueOf(bridge.kubeconfig.give({ text }))
      setShownPath(null)
      setTidied(read?.tidied ?? [])
      onSource({ kind: 'given', id })
    })

  return (
    <>
      {offered?.how === 'dialog' && (
        <div className={fields['names']}>
          <Button icon={<FolderOpen size={16} />} onPress={() => void choose()}>{t`Choose kubeconfig…`}</Button>
          {shownPath !== null && <code>{shownPath}</code>}
        </div>
      )}
      {offered?.how === 'folder' && (
        <Select
          label={t`Kubeconfig file`}
          description={t`A file in ${offered.folder}, the folder that Strongroom was started with.`}
          placeholder={offered.files.length === 0 ? t`No files in this folder` : t`Choose a file`}
          isDisabled={offered.files.length === 0}
          value={source?.kind === 'file' ? source.handle : null}
          onChange={(handle) => onSource({ kind: 'file', handle })}
          options={offered.files.map(({ handle, name }) => ({ value: handle, label: name }))}
        />
      )}
      {offered?.how === 'none' && <NoFolderNotice command={offered.command} />}
      <FileDrop
        label={offered?.how === 'dialog' ? t`Load a copy` : t`Choose a kubeconfig`}
        hint={t`or drop it here. Strongroom keeps the copy until the next lock. A copy runs no program and reads no file.`}
        onFiles={([file]) => void give(file)}
      />
      <TidiedNote tidied={tidied} />
      {problem !== null && <CallProblem problem={problem} />}
    </>
  )
}
