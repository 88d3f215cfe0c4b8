/** Pages for a tab of the browser that Strongroom does not answer. */
import { Trans, useLingui } from '@lingui/react/macro'
import { takeTabOver } from '../lib/tabSecret.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** Shown when the browser made a copy of a tab: only one of the two is used at a time. */
export function UsedElsewherePage() {
  const { t } = useLingui()
  return (
    <main>
      <EmptyState
        isPage
        title={t`Strongroom is open in another tab`}
        action={
          <Button variant="primary" autoFocus onPress={takeTabOver}>
            <Trans>Use here</Trans>
          </Button>
        }
      >
        {t`This tab is a copy of another tab. Using Strongroom here disconnects the other tab. Unsaved edits are kept as drafts.`}
      </EmptyState>
    </main>
  )
}

/** Shown when the browser has no session, or no open tab that could let this one in. */
export function NoSessionPage() {
  const { t } = useLingui()
  return (
    <main>
      <EmptyState
        isPage
        title={t`This tab is not connected to Strongroom`}
        action={
          <Button variant="primary" autoFocus onPress={() => window.location.reload()}>
            <Trans>Retry</Trans>
          </Button>
        }
      >
        {t`Run “npm start -- open” in a terminal on the computer where Strongroom runs, then open the address that it prints.`}
      </EmptyState>
    </main>
  )
}
