import { Trans, useLingui } from '@lingui/react/macro'
import { routes, useGo } from '../../lib/routes.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import forms from './shared/forms.module.css'
import { SignIn } from './SignIn.tsx'
import { ServerLine } from './SignInPage.tsx'

export interface SignInDialogProps {
  readonly profileId: string
  /** `ended`: the token has expired, or was revoked. */
  readonly reason: 'ended'
}

/** Asks for a new sign-in on top of the page, which keeps its state. */
export function SignInDialog({ profileId }: SignInDialogProps) {
  const { t } = useLingui()
  const go = useGo()
  return (
    <Dialog
      title={t`Your token has expired`}
      isOpen
      // Only a sign-in, or another place, closes it.
      onOpenChange={() => undefined}
      isDismissable={false}
      footerNote={<Trans>The page behind this dialog stays unchanged.</Trans>}
      footer={<Button onPress={() => go(routes.connections())}>{t`Show connections`}</Button>}
    >
      <div className={forms['form']}>
        <div>
          <p>
            <Trans>Sign in again to continue. Your unsaved input is kept.</Trans>
          </p>
          <ServerLine profileId={profileId} />
        </div>
        <SignIn profileId={profileId} />
      </div>
    </Dialog>
  )
}
