/** Messages about servers that were sealed or lost their active node, for a person who is on another page or away. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { visibleText } from '../lib/exactPieces.ts'
import { appState } from '../lib/queries/app.ts'
import { routes } from '../lib/routes.ts'
import { closeToast, showToast } from '../ui/toasts.ts'
import type { FailedNotification } from './shellCommands.ts'
import { profileIdOf } from './lastRoutes.ts'
import { router } from './router.tsx'

type Trouble = 'sealed' | 'cluster-lost'

/** The messages that are shown, by connection. */
const shown = new Map<string, number>()

export function useSayingSealed(): {
  readonly saySealed: (profileId: string, name: string, event: Trouble) => void
  readonly sayNotificationFailed: (notification: FailedNotification) => void
} {
  const { t } = useLingui()
  const { data: state } = useQuery(appState)

  const say = (profileId: string, exactName: string, event: Trouble, body?: ReactNode) => {
    if (profileIdOf(router.history.location.pathname) === profileId && document.hasFocus()) return
    const name = visibleText(exactName)
    const before = shown.get(profileId)
    if (before !== undefined) closeToast(before)
    const id = showToast({
      tone: 'danger',
      title: event === 'sealed' ? t`${name} was sealed` : t`${name} has no working cluster node`,
      ...(body !== undefined && { body }),
      action: { label: t`Open seal page`, onPress: () => router.history.push(routes.seal(profileId)) },
      // The person is not here to read it yet.
      ...(document.hasFocus() && body === undefined ? {} : { seconds: Number.POSITIVE_INFINITY }),
    })
    shown.set(profileId, id)
  }
  const why = () => {
    if (state?.platform === 'darwin') {
      return t`macOS did not show a notification. macOS shows notifications only for signed apps that are allowed in System Settings.`
    }
    if (state?.platform === 'win32') {
      return t`Windows did not show a notification. Windows shows notifications only for apps with a shortcut in the Start menu.`
    }
    return t`This desktop did not show a notification. Notifications need a notification service.`
  }
  return {
    saySealed: (profileId, name, event) => say(profileId, name, event),
    sayNotificationFailed: ({ profileId, name, of }) => say(profileId, name, of, why()),
  }
}
