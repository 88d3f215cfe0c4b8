import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { Ceremony } from '../../../../electron/contract/ceremony.ts'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf } from '../../../lib/call.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { unfinishedCeremony } from '../../../lib/queries/server.ts'
import { deliver } from '../../../lib/savedFile.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { SecretField } from '../../../ui/SecretField.tsx'
import cards from '../ceremony/shared/cards.module.css'
import forms from '../shared/forms.module.css'
import { useCeremonyItems } from '../ceremony/useCeremonyItems.ts'
import { useItemName } from '../ceremony/useItemName.ts'

/** An answer that Vault and OpenBao would not send: stored as received, shown escaped, item by item. */
export function UnrecognizedAnswer({ ceremony }: { ceremony: Ceremony }) {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  const items = useCeremonyItems(ceremony)
  const nameOf = useItemName(ceremony)
  const [asks, setAsks] = useState(false)

  return (
    <>
      <Banner tone="warn" title={t`The server's response doesn't look like new keys`}>
        <Trans>
          Strongroom kept the response as received and wrote nothing to a file. If the server is genuine, the response
          contains the only copy of its keys. Check each item before you use it. Special characters are shown escaped,
          as in a JSON string.
        </Trans>
      </Banner>
      <ul className={cards['cards']}>
        {(ceremony.found ?? []).map((item) => (
          <li key={item} className={cards['card']} data-wide>
            <div className={cards['cardHead']}>
              <span>{nameOf(item)}</span>
            </div>
            <SecretField
              label={nameOf(item)}
              value={items.valueOf(item)}
              onReveal={() => items.reveal(item)}
              onHide={items.hide}
              onCopy={() => items.copy(item)}
            />
          </li>
        ))}
      </ul>
      <div className={forms['actions']}>
        <Button icon={<Download size={14} />} onPress={() => setAsks(true)}>
          <Trans>Save escaped text…</Trans>
        </Button>
      </div>
      <ConfirmDialog
        isOpen={asks}
        onOpenChange={setAsks}
        title={t`Save the server's response as escaped text?`}
        confirmLabel={t`Save escaped text`}
        onConfirm={async () => {
          await deliver(bridge.server.exportCeremony({ ceremonyId: ceremony.id, escaped: true }))
          await queryClient.invalidateQueries({ queryKey: unfinishedCeremony(ceremony.profileId).queryKey })
        }}
        renderProblem={(problem) => i18n._(wordsFor(errorOf(problem)).title)}
      >
        <Trans>
          The file is not encrypted. If the response contains keys, anyone who opens the file can read them.
        </Trans>
      </ConfirmDialog>
    </>
  )
}
