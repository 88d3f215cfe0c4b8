/** In a browser: ends the session that this browser has. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { endSession } from '../../lib/bridge.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import sections from './shared/sections.module.css'

/** Renders nothing in the desktop shell, whose windows have no session. */
export function SessionSection() {
  const { t } = useLingui()
  const [asks, setAsks] = useState(false)
  if (endSession === null) return null
  const end = endSession
  return (
    <section className={sections['section']} aria-labelledby="settings-session">
      <h2 id="settings-session" className={sections['heading']}>
        <Trans>Browser session</Trans>
      </h2>
      <p>
        <Trans>Strongroom continues to run after the session of this browser has ended.</Trans>
      </p>
      <div>
        <Button onPress={() => setAsks(true)}>
          <Trans>End this session…</Trans>
        </Button>
      </div>
      <Dialog
        title={t`End the session of this browser?`}
        isOpen={asks}
        onOpenChange={setAsks}
        role="alertdialog"
        size="small"
        footer={
          <>
            <Button autoFocus onPress={() => setAsks(false)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button variant="primary" onPress={() => void end()}>
              <Trans>End session</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>
            All tabs that show Strongroom are disconnected. Edits of secrets and policies are kept as drafts; other
            forms that are not saved are lost.
          </Trans>
        </p>
        <p>
          <Trans>To open Strongroom again, run npm start -- open in a terminal.</Trans>
        </p>
      </Dialog>
    </section>
  )
}
