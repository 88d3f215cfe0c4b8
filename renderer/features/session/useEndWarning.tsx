import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useEffectEvent } from 'react'
import type { Identity } from '../../../electron/contract/session.ts'
import { useAct } from '../../lib/useAct.ts'
import { closeToast, showToast } from '../../ui/toasts.ts'
import { warnFrom } from './ending.ts'
import { useRenew } from './useRenew.ts'

// setTimeout takes a signed 32-bit number of milliseconds; for a token that lives longer, the check runs again when it
// changes.
const longestTimer = 2 ** 31 - 1

/** Warns once, shortly before the token ends, and offers to renew it. */
export function useEndWarning(profileId: string, identity: Identity): void {
  const { t } = useLingui()
  const renewFor = useRenew(profileId)
  const renew = useAct(() => renewFor())
  const { expiresAt, creationTtl } = identity

  const warn = useEffectEvent(() =>
    showToast({
      title: <Trans>Your token expires soon</Trans>,
      body: identity.renewable ? (
        <Trans>Renew the token to stay signed in.</Trans>
      ) : (
        <Trans>The token can't be renewed. When it expires, Strongroom asks you to sign in again.</Trans>
      ),
      ...(identity.renewable && { action: { label: t`Renew`, onPress: () => void renew.start() } }),
      seconds: Infinity,
    }),
  )

  useEffect(() => {
    const from = warnFrom({ expiresAt, creationTtl })
    if (from === null || from - Date.now() > longestTimer) return
    let toast: number | null = null
    const timer = setTimeout(() => (toast = warn()), Math.max(0, from - Date.now()))
    return () => {
      clearTimeout(timer)
      if (toast !== null) closeToast(toast)
    }
  }, [expiresAt, creationTtl])
}
