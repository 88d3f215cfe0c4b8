/** Shows system notifications for events that happen while no window of the app is in front. */
import type { BrowserWindow, Notification } from 'electron'
import type { AppEvent } from '../contract/app.ts'
import type { Core } from '../features/createCore.ts'
import type { Windows } from './windows.ts'
import { windowName } from './windows.ts'
import type { Words } from './words.ts'

export interface NoticesDeps {
  readonly core: Pick<Core, 'listen' | 'settings' | 'windows'>
  readonly windows: Pick<Windows, 'current' | 'show'>
  /** Whether a window of the app is in front. Its page then shows the event itself. */
  readonly isInFront: () => boolean
  readonly make: (options: { readonly title: string; readonly body: string }) => Pick<Notification, 'on' | 'show'>
  readonly isSupported: () => boolean
  readonly words: () => Words
}

export interface Notices {
  /** Call it for every window that opens. Its page gets the messages of the time without a window. */
  opened(window: BrowserWindow): void
}

type Reported = Extract<AppEvent, { type: 'sealed' | 'cluster-lost' }>

/**
 * Notifies of a server that is found sealed, or whose cluster is lost; a click opens its seal page. The core reports
 * each event once.
 */
export function tellOfSeals({ core, windows, isInFront, make, isSupported, words }: NoticesDeps): Notices {
  // Electron drops a notification without a reference, and its click handler with it.
  const shown = new Map<string, Pick<Notification, 'on' | 'show'>>()
  /** Messages that could not be shown while no window was open, by connection. */
  const waiting = new Map<string, Reported>()

  const order = (window: BrowserWindow, { type, profileId, name }: Reported): void =>
    core.windows.order(windowName(window.webContents), { type: 'notification-failed', of: type, profileId, name })

  /** Without a notification: shows a message in the window, and marks the window in the task bar or the Dock. */
  const showInWindow = (event: Reported): void => {
    const window = windows.current()
    if (window === undefined) return void waiting.set(event.profileId, event)
    order(window, event)
    if (isInFront()) return
    window.once('focus', () => window.flashFrame(false))
    window.flashFrame(true)
  }

  core.listen((event) => {
    if (event.type !== 'sealed' && event.type !== 'cluster-lost') return
    if (!core.settings().notifySealed || isInFront()) return
    if (!isSupported()) return showInWindow(event)
    const { profileId, name } = event
    const text = event.type === 'sealed' ? words().sealed : words().clusterLost
    // SECURITY: only the connection's name, because a notification is also shown over a locked screen.
    const notice = make({ title: text.title(name), body: text.body })
    notice.on('click', () => {
      shown.delete(profileId)
      const window: BrowserWindow | undefined = windows.current()
      if (window === undefined) return
      windows.show(window)
      core.windows.order(windowName(window.webContents), { type: 'seal', profileId })
    })
    // macOS: the app is not signed. Windows: no shortcut in the Start menu has the app's ID.
    notice.on('failed', () => {
      if (shown.get(profileId) !== notice) return
      shown.delete(profileId)
      showInWindow(event)
    })
    shown.set(profileId, notice)
    notice.show()
  })

  return {
    opened: (window) => {
      for (const event of waiting.values()) order(window, event)
      waiting.clear()
    },
  }
}
