import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { decodeText } from '../../../../electron/contract/text/decodeText.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import type { GivenKey } from './pgpKeys.ts'
import styles from './PgpKeyInput.module.css'
import forms from '../shared/forms.module.css'

export interface PgpKeyInputProps {
  readonly label: string
  readonly action: string
  readonly onKey: (key: GivenKey) => void
}

const largest = 96 * 1024

/** Takes one public key by paste or from a file, and has the core read it before it is added. */
export function PgpKeyInput({ label, action, onKey }: PgpKeyInputProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const read = useAct(async (key: string) => {
    const facts = await valueOf(bridge.server.readPgpKey({ key }))
    setText('')
    onKey({ text: key, facts })
  })
  const take = async (files: readonly File[]) => {
    const [file] = files
    if (file !== undefined && file.size <= largest) await read.start(await keyTextOf(file))
  }
  return (
    <div className={styles['pgp']}>
      <TextArea
        label={label}
        description={t`Armored text from “gpg --armor --export NAME”, or base64.`}
        value={text}
        onChange={setText}
        rows={3}
        mono
      />
      {read.problem !== null && <CallProblem problem={read.problem} />}
      <div className={forms['actions']}>
        <Button isDisabled={text.trim() === ''} isPending={read.isPending} onPress={() => void read.start(text)}>
          {action}
        </Button>
        <FileDrop label={t`Choose key file`} onFiles={(files) => void take(files)} isDisabled={read.isPending} />
      </div>
    </div>
  )
}

/** Armored text unchanged; the bytes of a binary key in base64. */
async function keyTextOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const text = decodeText(bytes)?.text
  if (text?.includes('-----BEGIN PGP') === true) return text
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
