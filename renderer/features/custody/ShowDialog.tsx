import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { CustodyState } from '../../../electron/contract/app.ts'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { HeldItem } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { copySecret } from '../../lib/copySecret.ts'
import { useKeysShown } from '../../lib/keysShown.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { FreshDialog } from './FreshDialog.tsx'

export interface ShowDialogProps {
  readonly profile: Profile
  readonly item: HeldItem
  readonly name: string
  readonly custody: CustodyState['kind']
  readonly onClose: () => void
}

/** Shows one value after the keychain or the passphrase has confirmed access again. */
export function ShowDialog({ profile, item, name, custody, onClose }: ShowDialogProps) {
  const { t } = useLingui()
  // SECURITY: the one copy in the page, dropped with the dialog; no cache sees it (docs/security.md, "The window").
  const [value, setValue] = useState<string | null>(null)
  useKeysShown(value !== null)
  const connection = profile.name
  return (
    <FreshDialog
      title={t`${connection}: ${name}`}
      submitLabel={<Trans>Show value</Trans>}
      custody={custody}
      onClose={onClose}
      onUnlock={async (typed) =>
        setValue((await valueOf(bridge.custody.reveal({ profileId: profile.id, item, ...typed }))).value)
      }
      answer={
        value === null ? undefined : (
          <div translate="no">
            <CodeBlock label={name} copyLabel={t`Copy ${name}`} onCopy={() => copySecret(Promise.resolve(value))} wraps>
              {value}
            </CodeBlock>
          </div>
        )
      }
    />
  )
}
