import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { HeldForConnection, SharePolicy } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { errorOf, valueOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { sharePolicyMessages } from '../../lib/sharePolicyMessages.ts'
import { useAct } from '../../lib/useAct.ts'
import { CallProblem } from '../../components/CallProblem.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Select } from '../../ui/Select.tsx'
import styles from './SharePolicyField.module.css'

/** How many shares of a connection may be stored here; all of them on production only after its name was typed. */
export function SharePolicyField({ profile, held }: { profile: Profile; held: HeldForConnection }) {
  const { t, i18n } = useLingui()
  const { name, id: profileId } = profile
  const [asks, setAsks] = useState(false)
  const set = async (to: { readonly sharePolicy: SharePolicy; readonly acknowledgedFor?: string }) => {
    await valueOf(bridge.custody.setSharePolicy({ profileId, ...to }))
  }
  const change = useAct(set, { overlaps: true })
  const choose = (sharePolicy: SharePolicy) => {
    if (sharePolicy === held.sharePolicy) return
    if (sharePolicy === 'practice' && profile.stage === 'production' && !profile.practice) {
      change.forgetProblem()
      setAsks(true)
    } else void change.start({ sharePolicy })
  }
  return (
    <div className={styles['policy']}>
      <Select
        label={t`Key shares of ${name} stored on this computer`}
        hideLabel
        size="small"
        value={held.sharePolicy}
        onChange={choose}
        options={(['practice', 'mine', 'none'] as const).map((value) => ({
          value,
          label: i18n._(sharePolicyMessages[value].name),
          description: i18n._(sharePolicyMessages[value].meaning),
        }))}
      />
      {change.problem !== null && !asks && <CallProblem problem={change.problem} />}
      <ConfirmDialog
        isOpen={asks}
        onOpenChange={setAsks}
        title={t`Store all key shares of ${name} on this computer?`}
        confirmLabel={t`Allow all key shares`}
        typeToConfirm={name}
        onConfirm={() => set({ sharePolicy: 'practice', acknowledgedFor: name })}
        renderProblem={(problem) => i18n._(wordsFor(errorOf(problem)).title)}
      >
        <Trans>
          This is a production server. Its key was split so that no one person can unseal it. If enough shares for the
          threshold are stored here, anyone who opens this computer can unseal it.
        </Trans>
      </ConfirmDialog>
    </div>
  )
}
