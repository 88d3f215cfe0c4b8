import { Trans, useLingui } from '@lingui/react/macro'
import { shell } from '../lib/bridge.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** Shown when the core has ended: the app was stopped, or the connection to it broke. */
export function GonePage() {
  const { t } = useLingui()
  return (
    <EmptyState
      title={t`Strongroom has stopped`}
      action={
        <Button variant="primary" autoFocus onPress={() => window.location.reload()}>
          <Trans>Retry</Trans>
        </Button>
      }
    >
      {shell === 'loopback'
        ? t`Restart Strongroom in its terminal, then open the new address that it prints. Your drafts are kept.`
        : t`Open Strongroom again. Your drafts are kept.`}
    </EmptyState>
  )
}
