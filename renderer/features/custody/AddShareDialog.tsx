import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { HeldForConnection } from '../../../electron/contract/custody.ts'
import { limits } from '../../../electron/contract/limits.ts'
import { bridge } from '../../lib/bridge.ts'
import { errorOf, valueOf } from '../../lib/call.ts'
import { useAct } from '../../lib/useAct.ts'
import { Banner } from '../../ui/Banner.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { KeepAnywayField } from '../../components/KeepAnywayField.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import dialogs from './shared/dialogs.module.css'

export interface AddShareDialogProps {
  readonly profile: Profile
  readonly held: HeldForConnection
  readonly onClose: () => void
}

/** Stores a share that its holder has on paper or in a file, so that one click unseals with it from now on. */
export function AddShareDialog({ profile, held, onClose }: AddShareDialogProps) {
  const { t } = useLingui()
  const taken = new Set(held.shares.map((share) => share.index))
  const firstFree =
    Array.from({ length: limits.shares }, (_, before) => before + 1).find((each) => !taken.has(each)) ?? 1
  // SECURITY: the typed share is dropped with the dialog; no cache holds it (docs/security.md, "The window").
  const [share, setShare] = useState('')
  const [index, setIndex] = useState(firstFree)
  const [typed, setTyped] = useState('')
  // Of the last try, also while the next one runs.
  const [mustType, setMustType] = useState(false)
  const isNumber = Number.isInteger(index) && index >= 1 && index <= limits.shares

  const { start, isPending, problem } = useAct(async () => {
    if (share.trim() === '' || !isNumber) return
    try {
      const acknowledged = mustType ? { acknowledgedFor: typed } : {}
      await valueOf(bridge.custody.addShare({ profileId: profile.id, share, index, ...acknowledged }))
      onClose()
    } catch (thrown) {
      setMustType(errorOf(thrown).code === 'confirmation-needed')
      throw thrown
    }
  })

  return (
    <FormDialog
      title={t`Store a key share of ${profile.name}`}
      submitLabel={<Trans>Store key share</Trans>}
      onSubmit={() => void start()}
      onClose={onClose}
      isPending={isPending}
      isDisabled={share.trim() === '' || !isNumber || (mustType && typed !== profile.name)}
    >
      <div className={dialogs['form']}>
        <p>
          <Trans>
            Strongroom stores the share encrypted on this computer. You can submit it in one click, only to this server,
            when the server is sealed.
          </Trans>
        </p>
        <PasswordField
          label={t`Unseal key share`}
          description={t`Hex or base64. Leading and trailing spaces and line breaks are ignored.`}
          value={share}
          onChange={setShare}
          autoFocus
        />
        <NumberField
          label={t`Share number`}
          description={t`A share doesn't contain its number. The number is only a label.`}
          minValue={1}
          maxValue={limits.shares}
          value={index}
          onChange={setIndex}
          error={isNumber ? undefined : t`Enter a number from 1 to ${limits.shares}.`}
        />
        {mustType ? (
          <>
            <Banner tone="warn" title={t`This defeats the purpose of key shares`}>
              <Trans>
                With this share, enough shares for the threshold are stored here. Anyone who opens this computer can
                unseal the production server without other holders.
              </Trans>
            </Banner>
            <KeepAnywayField name={profile.name} value={typed} onChange={setTyped} autoFocus />
          </>
        ) : (
          problem !== null && <KeepProblem problem={problem} />
        )}
      </div>
    </FormDialog>
  )
}

function KeepProblem({ problem }: { problem: unknown }) {
  const { t } = useLingui()
  const { code } = errorOf(problem)
  if (code === 'invalid-input') {
    return (
      <CallProblem
        problem={problem}
        title={t`This is not an unseal key share`}
        meaning={t`Nothing was stored. Enter the share exactly as the server returned it, in hex or base64.`}
      />
    )
  }
  if (code === 'rejected') {
    return (
      <CallProblem
        problem={problem}
        title={t`The share was not stored`}
        meaning={t`The share is stored already, the share policy doesn't allow more shares, or the stored credentials belong to another server.`}
      />
    )
  }
  return <CallProblem problem={problem} />
}
