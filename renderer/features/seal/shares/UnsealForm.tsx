import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import type { Result } from '../../../../electron/contract/result.ts'
import type { KeyFileFacts } from '../../../../electron/contract/seal.ts'
import type { ServerStatus, UnsealProgress } from '../../../../electron/contract/server.ts'
import { bridge } from '../../../lib/bridge.ts'
import { readTextFile } from '../../../lib/readTextFile.ts'
import { keptCredentials } from '../../../lib/queries/server.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { PasswordField } from '../../../ui/PasswordField.tsx'
import { ProgressRing } from '../../../ui/ProgressRing.tsx'
import { DecryptCommand } from '../ceremony/DecryptCommand.tsx'
import { encryptedShares } from '../initialize/pgpMessage.ts'
import { SealKind } from '../status/SealKind.tsx'
import forms from '../shared/forms.module.css'
import styles from './UnsealForm.module.css'
import { isAutoUnseal } from '../status/statusMessages.ts'
import { KeyFileRead } from './KeyFileRead.tsx'
import { UnsealFailure } from './UnsealFailure.tsx'
import { useFileDroppedAnywhere } from './useFileDroppedAnywhere.ts'
import { useForgotten } from './useForgotten.ts'
import { type Unsealing, useUnseal } from './useUnseal.ts'

const largestFile = 1024 * 1024

/** Submits unseal key shares one by one, from a file, or from this computer's keychain. */
export function UnsealForm({ profileId, status }: { profileId: string; status: ServerStatus }) {
  const { t } = useLingui()
  const { data: kept } = useQuery(keptCredentials(profileId))
  const { run: give, pending, failure } = useUnseal(profileId)
  const { forgotten, clear } = useForgotten(status.unseal)
  const field = useRef<HTMLInputElement>(null)
  // SECURITY: the typed share is dropped as soon as the server has it, or with the page.
  const [share, setShare] = useState('')
  const [note, setNote] = useState<'duplicate' | 'reset' | 'too-large' | 'not-text' | null>(null)
  const [keyFile, setKeyFile] = useState<KeyFileFacts | null>(null)
  const [encrypted, setEncrypted] = useState<readonly string[]>([])
  const recovery = isAutoUnseal(status) && status.migration !== true
  const threshold = status.unseal?.threshold ?? 1
  const given = status.unseal?.given ?? 0
  const nonce = status.unseal?.nonce ?? ''
  const attempt = nonce.slice(0, 8)
  const shareNumber = given + 1

  const run = async (unsealing: Unsealing) => {
    const result = await give(unsealing)
    // The outcome of this call has a message of its own.
    clear()
    return result
  }
  const noteDuplicate = (before: number, result: Result<UnsealProgress> | undefined) => {
    if (result?.ok === true && result.value.sealed && before > 0 && result.value.given === before) setNote('duplicate')
  }
  /**
   * A share that is encrypted for its holder is of no use to the server: a notice explains that, and nothing is sent.
   */
  const isEncrypted = (text: string): boolean => {
    const messages = encryptedShares(text)
    setEncrypted(messages)
    if (messages.length > 0) setNote(null)
    return messages.length > 0
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (share.trim() === '' || pending !== null || isEncrypted(share)) return
    setNote(null)
    const result = await run({ by: 'share', share })
    // A share that the server refused is of no more use. Text that is not a share can be corrected.
    if (result?.ok === true || result?.error.code === 'rejected') setShare('')
    noteDuplicate(given, result)
    field.current?.focus()
    field.current?.select()
  }
  const take = async (files: readonly File[]) => {
    const [file] = files
    if (file === undefined || pending !== null) return
    setNote(null)
    setKeyFile(null)
    if (file.size > largestFile) return setNote('too-large')
    const written = await readTextFile(file)
    if (written === null) return setNote('not-text')
    const content = written.text
    if (isEncrypted(content)) return
    const read = await bridge.server.readKeyFile({ content })
    if (read.ok) setKeyFile({ ...read.value, tidied: [...written.tidied, ...read.value.tidied] })
    noteDuplicate(given, await run({ by: 'file', content }))
  }
  const reset = async () => {
    setShare('')
    setNote(null)
    if ((await run({ by: 'reset' }))?.ok === true) setNote('reset')
    field.current?.focus()
  }
  const isAwaiting = useFileDroppedAnywhere((files) => void take(files))
  const keptAreEnough = kept !== undefined && kept.shares > 0 && kept.shares + given >= threshold

  return (
    <form className={forms['form']} onSubmit={(event) => void submit(event)}>
      <SealKind status={status} />
      <div className={styles['progress']}>
        <ProgressRing label={t`Unseal key shares given`} value={given} max={threshold} size={52} />
        <div>
          <output className={styles['strong']}>
            <Trans>
              {given} of {threshold} shares given
            </Trans>
          </output>
          <p className={forms['quiet']}>
            {nonce === '' ? (
              <Plural
                value={threshold}
                one="This server needs its one share to unseal."
                other="Any # different shares unseal this server. Each holder can give theirs from their own computer."
              />
            ) : (
              <Trans>
                Attempt <code>{attempt}</code>. Others can give their shares to the same attempt.
              </Trans>
            )}
          </p>
        </div>
      </div>

      <PasswordField
        ref={field}
        label={
          recovery
            ? t`Recovery key share ${shareNumber} of ${threshold}`
            : threshold === 1
              ? t`Unseal key share`
              : t`Unseal key share ${shareNumber} of ${threshold}`
        }
        description={t`Hex or base64. Spaces and line breaks around it do not matter.`}
        value={share}
        onChange={setShare}
        autoFocus
      />
      {encrypted.length > 0 && (
        <Banner
          tone="info"
          title={
            <Plural
              value={encrypted.length}
              one="This share is encrypted (PGP)."
              other="These # shares are encrypted (PGP)."
            />
          }
        >
          <DecryptCommand messages={encrypted} />
        </Banner>
      )}
      {keyFile !== null && encrypted.length === 0 && <KeyFileRead facts={keyFile} />}
      {failure !== null && encrypted.length === 0 && <UnsealFailure failure={failure} />}
      {status.joining === true && failure === null && (
        <Banner tone="info" title={t`Key shares accepted. The node is joining the cluster`}>
          <Trans>
            The node unseals when it has received the cluster's data from the active node. If this takes longer than a
            minute, check that the nodes reach each other's cluster address, then submit the key shares again.
          </Trans>
        </Banner>
      )}
      {forgotten && status.joining !== true && failure === null && note === null && (
        <Banner tone="warn" title={t`The server has forgotten the shares given before`}>
          <Trans>
            Somebody started over or gave a wrong share from elsewhere, or the server was restarted. Every share must be
            given again.
          </Trans>
        </Banner>
      )}
      {note === 'duplicate' && (
        <Banner tone="warn" title={t`The progress did not change`}>
          <Trans>This share was given before. Give a different one.</Trans>
        </Banner>
      )}
      {note === 'reset' && (
        <Banner tone="info" title={t`The server has forgotten the shares given so far`}>
          <Trans>Begin again with any share.</Trans>
        </Banner>
      )}
      {note === 'not-text' && (
        <Banner tone="warn" title={t`This is not a text file`}>
          <Trans>Key files are text. Nothing was read.</Trans>
        </Banner>
      )}
      {note === 'too-large' && (
        <Banner tone="warn" title={t`This file is larger than 1 MB`}>
          <Trans>A cluster-keys.json is much smaller. Nothing was read.</Trans>
        </Banner>
      )}

      <div className={forms['actions']}>
        <Button
          type="submit"
          variant={keptAreEnough && share === '' ? 'secondary' : 'primary'}
          isPending={pending === 'share'}
        >
          {given + 1 >= threshold ? t`Unseal` : t`Give this share`}
        </Button>
        {kept !== undefined && kept.shares > 0 && (
          <Button
            variant={keptAreEnough && share === '' ? 'primary' : 'secondary'}
            icon={<KeyRound size={14} />}
            isPending={pending === 'kept'}
            onPress={() => void run({ by: 'kept' }).then((result) => noteDuplicate(given, result))}
          >
            <Plural
              value={kept.shares}
              one="Use the share kept on this computer"
              other="Use the # shares kept on this computer"
            />
          </Button>
        )}
        {given > 0 && (
          <Button variant="quiet" isPending={pending === 'reset'} onPress={() => void reset()}>
            <Trans>Start over</Trans>
          </Button>
        )}
      </div>
      <FileDrop
        label={t`Choose a key file`}
        hint={t`or drop it anywhere on this page. It is read here and kept nowhere.`}
        accept={['.json', 'application/json', '.txt', '.yaml', '.yml', 'text/plain']}
        onFiles={(files) => void take(files)}
        isDisabled={pending !== null}
        isAwaiting={isAwaiting}
      />
    </form>
  )
}
