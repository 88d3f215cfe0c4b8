import { Trans, useLingui } from '@lingui/react/macro'
import { WifiOff } from 'lucide-react'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { ErrorState } from '../../../components/ErrorState.tsx'
import { NextTry } from './Age.tsx'
import { useLookAgain } from './useLookAgain.ts'

/** A server that does not answer: the reason, and the time of the next try. */
export function OfflineState({ profileId, status }: { profileId: string; status: ServerStatus }) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const look = useLookAgain(profileId)
  const { error } = status
  const words = wordsFor(error ?? { code: 'unreachable' })
  return (
    <ErrorState
      icon={<WifiOff size={18} />}
      title={i18n._(words.title)}
      meaning={i18n._(words.help)}
      {...(status.nextTryAt !== undefined && { advice: <NextTry at={status.nextTryAt} /> })}
      error={error}
      action={
        <>
          <Button variant="primary" autoFocus isPending={look.isPending} onPress={() => void look.start()}>
            {t`Retry`}
          </Button>
          <Button onPress={() => go(routes.editConnection(profileId))}>
            <Trans>Edit connection</Trans>
          </Button>
        </>
      }
    />
  )
}
