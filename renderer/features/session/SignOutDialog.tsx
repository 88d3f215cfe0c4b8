import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Identity } from '../../../electron/contract/session.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { useSignOut } from './useSignOut.ts'

export interface SignOutDialogProps {
  readonly profileId: string
  readonly identity: Identity
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

/** Signs out, with the choice to revoke the token on the server as well. */
export function SignOutDialog({ profileId, identity, isOpen, onOpenChange }: SignOutDialogProps) {
  const { t } = useLingui()
  const signOut = useSignOut(profileId)
  const [revokes, setRevokes] = useState(false)
  const { start, isPending, problem, forgetProblem } = useAct(async (revoke: boolean) => {
    setRevokes(revoke)
    await signOut(revoke)
    onOpenChange(false)
  })
  const isRoot = identity.policies.includes('root')
  const canRevoke = identity.type !== 'batch'
  return (
    <Dialog
      title={t`Sign out?`}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (open) return
        forgetProblem()
        onOpenChange(false)
      }}
      footer={
        <>
          <Button onPress={() => onOpenChange(false)}>{t`Cancel`}</Button>
          {canRevoke && (
            <Button
              variant="danger"
              isPending={isPending && revokes}
              isDisabled={isPending && !revokes}
              onPress={() => void start(true)}
            >
              {t`Sign out and revoke`}
            </Button>
          )}
          <Button
            variant="primary"
            autoFocus
            isPending={isPending && !revokes}
            isDisabled={isPending && revokes}
            onPress={() => void start(false)}
          >
            {t`Sign out`}
          </Button>
        </>
      }
    >
      <p>
        <Trans>Strongroom removes the token from memory and from the stored credentials.</Trans>
      </p>
      {canRevoke ? (
        <p>
          {isRoot ? (
            <Trans>
              Revoking ends this root token for everyone. Without another root token, a threshold of unseal key shares
              is needed to create a new one.
            </Trans>
          ) : (
            <Trans>
              Revoking ends the token on the server immediately, together with every token and lease created with it.
              Otherwise it stays valid until it expires.
            </Trans>
          )}
        </p>
      ) : (
        <p>
          <Trans>This is a batch token. It can't be revoked and stays valid until it expires.</Trans>
        </p>
      )}
      {problem !== null && <CallProblem problem={problem} />}
    </Dialog>
  )
}
