import { useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../ui/CallProblem.tsx'
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

/** Takes one public key by paste or from a file, and has it read before it counts. */
export function PgpKeyInput({ label, action, onKey }: PgpKeyInputProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const read = useMutation({
    mutationFn: async (key: string) => ({ text: key, facts: await valueOf(bridge.server.readPgpKey({ key })) }),
    onSuccess: (key) => {
      setText('')
      onKey(key)
    },
  })
  const take = async (files: readonly File[]) => {
    const [file] = files
    if (file !== undefined && file.size <= largest) read.mutate(await keyTextOf(file))
  }
  return (
    <div className={styles['pgp']}>
      <TextArea
        label={label}
        description={t`The armored text, from “gpg --armor --export NAME”, or base64.`}
        value={text}
        onChange={setText}
        rows={3}
        mono
      />
      {read.isError && <CallProblem problem={read.error} />}
      <div className={forms['actions']}>
        <Button isDisabled={text.trim() === ''} isPending={read.isPending} onPress={() => read.mutate(text)}>
          {action}
        </Button>
        <FileDrop label={t`Choose a key file`} onFiles={(files) => void take(files)} isDisabled={read.isPending} />
      </div>
    </div>
  )
}

/** Armored text as it is; the bytes of a binary key in base64. */
async function keyTextOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  if (text.includes('-----BEGIN PGP')) return text
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
