import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ErrorCode } from '../../electron/contract/result.ts'
import { bridge } from '../lib/bridge.ts'
import { errorOf, valueOf } from '../lib/call.ts'
import { wordsFor } from '../lib/errors.ts'
import { appState } from '../lib/queries/app.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import styles from './KeychainRecovery.module.css'

type How = 'start-new' | 'without-keychain'

/** Shown when the keychain cannot be opened: the available choices, none of which overwrites anything. */
export function KeychainRecovery({ code }: { code: ErrorCode }) {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState<How | null>(null)
  const recover = async (how: How) => {
    await valueOf(bridge.app.recover({ how }))
    await queryClient.invalidateQueries({ queryKey: appState.queryKey })
  }
  const props = {
    onOpenChange: () => setAsks(null),
    renderProblem: (problem: unknown) => i18n._(wordsFor(errorOf(problem)).title),
  }
  return (
    <div className={styles['ways']}>
      {code === 'master-key-lost' && (
        <Button onPress={() => setAsks('start-new')}>
          <Trans>Start over…</Trans>
        </Button>
      )}
      <Button onPress={() => setAsks('without-keychain')}>
        <Trans>Continue without keychain…</Trans>
      </Button>
      <ConfirmDialog
        {...props}
        isOpen={asks === 'start-new'}
        title={t`Start over with an empty store?`}
        confirmLabel={t`Start over`}
        typeToConfirm={t`start over`}
        onConfirm={() => recover('start-new')}
      >
        <Trans>
          Strongroom renames the sealed files with tokens, key shares and drafts. Nothing is deleted. Without the key
          that sealed the files, no one can open them.
        </Trans>
      </ConfirmDialog>
      <ConfirmDialog
        {...props}
        isOpen={asks === 'without-keychain'}
        tone="plain"
        title={t`Continue without the keychain?`}
        confirmLabel={t`Continue without keychain`}
        onConfirm={() => recover('without-keychain')}
      >
        <Trans>
          New data stays in memory until Strongroom quits. The sealed files are unchanged and available again when the
          keychain opens at a later start.
        </Trans>
      </ConfirmDialog>
    </div>
  )
}
