import { Trans, useLingui } from '@lingui/react/macro'
import type { CustodyState } from '../../../electron/contract/app.ts'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { deliver } from '../../lib/savedFile.ts'
import { showToast } from '../../ui/toasts.ts'
import { FreshDialog } from './FreshDialog.tsx'

export interface ExportDialogProps {
  readonly profile: Profile
  readonly custody: CustodyState['kind']
  readonly onClose: () => void
}

/** Writes the stored keys of a connection into a file, after the keychain or the passphrase has confirmed access again. */
export function ExportDialog({ profile, custody, onClose }: ExportDialogProps) {
  const { t } = useLingui()
  const { name } = profile
  return (
    <FreshDialog
      title={t`Export keys of ${name}`}
      submitLabel={<Trans>Save as cluster-keys.json</Trans>}
      custody={custody}
      onClose={onClose}
      onUnlock={async (typed) => {
        const saved = await deliver(bridge.custody.exportKeys({ profileId: profile.id, ...typed }))
        if (saved !== null) showToast({ tone: 'ok', title: t`Saved`, body: saved.where })
        onClose()
      }}
    >
      <p>
        <Trans>
          Strongroom writes the stored key shares and the root token to one unencrypted file, in the format of the vault
          CLI. Move the file to a safe place.
        </Trans>
      </p>
    </FreshDialog>
  )
}
