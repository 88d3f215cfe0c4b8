/** Tells the person by the system's notifications what happened while they were elsewhere. */
import type { BrowserWindow, Notification } from 'electron'
import type { Core } from '../core/create.ts'
import type { Windows } from './windows.ts'
import { windowName } from './windows.ts'
import type { Words } from './words.ts'

export interface NoticesDeps {
  readonly core: Pick<Core, 'listen' | 'settings' | 'windows'>
  readonly windows: Pick<Windows, 'current' | 'show'>
  /** Is a window of the app in front? Then its page says it. */
  readonly isInFront: () => boolean
  readonly make: (options: { readonly title: string; readonly body: string }) => Pick<Notification, 'on' | 'show'>
  readonly isSupported: () => boolean
  readonly words: () => Words
}

/** A server that is found sealed: a click leads to where it is unsealed. The core tells of each seal once. */
export function tellOfSeals({ core, windows, isInFront, make, isSupported, words }: NoticesDeps): void {
  // Electron forgets a notification that nobody holds, and its click with it.
  const shown = new Map<string, Pick<Notification, 'on' | 'show'>>()

  core.listen((event) => {
    if (event.type !== 'sealed' || !core.settings().notifySealed || isInFront() || !isSupported()) return
    const { profileId, name } = event
    const { sealed } = words()
    // SECURITY: the connection's name and nothing else; a notification is shown over a locked screen, too.
    const notice = make({ title: sealed.title(name), body: sealed.body })
    notice.on('click', () => {
      shown.delete(profileId)
      const window: BrowserWindow | undefined = windows.current()
      if (window === undefined) return
      windows.show(window)
      core.windows.order(windowName(window.webContents), { type: 'seal', profileId })
    })
    shown.set(profileId, notice)
    notice.show()
  })
}
