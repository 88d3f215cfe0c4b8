/** Asks before a window, or the app, is closed over unfinished work. A lock or a crashed page never blocks it. */
import type { App, BrowserWindow, Dialog } from 'electron'
import type { Unfinished } from '../contract/window.ts'
import type { Core } from '../features/createCore.ts'
import { windowName } from './windows.ts'
import type { Words } from './words.ts'

export interface LeavingDeps {
  readonly app: Pick<App, 'on' | 'quit'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly core: Pick<Core, 'windows' | 'isLocked' | 'custody'>
  readonly words: () => Words
  readonly windows: () => readonly BrowserWindow[]
}

export interface Leaving {
  /** Watches one window. */
  attend(window: BrowserWindow): void
  /** Quits without a question, because the computer shuts down. */
  readonly quitNow: () => void
}

/** Milliseconds for a page to close; one that hangs is ended. */
const patienceMs = 3_000

export function askBeforeLeaving({ app, dialog, core, words, windows }: LeavingDeps): Leaving {
  const released = new WeakSet<BrowserWindow>()
  let isQuitting = false
  let isAsking = false

  const unfinishedIn = (some: readonly BrowserWindow[]): readonly Unfinished[] =>
    core.isLocked() ? [] : some.flatMap((each) => core.windows.unfinished(windowName(each.webContents)))

  /**
   * Asks whether the person is sure. Returns false immediately while another question is open, and true if no question
   * can be shown.
   */
  const ask = async (over: BrowserWindow, unfinished: readonly Unfinished[], quits: boolean): Promise<boolean> => {
    if (isAsking) return false
    isAsking = true
    try {
      const { leave } = words()
      const fate = quits && core.custody().kind === 'memory' ? 'lost' : 'kept'
      const { response } = await dialog.showMessageBox(over, {
        type: 'warning',
        message: quits ? leave.quitTitle : leave.closeTitle,
        detail: unfinished.map(({ kind, name }) => leave.line[kind][fate](shown(name))).join('\n'),
        buttons: [quits ? leave.quit : leave.close, leave.stay],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      })
      return response === 0
    } catch {
      // A question that cannot be shown would block the window permanently.
      return true
    } finally {
      isAsking = false
    }
  }

  app.on('before-quit', (event) => {
    const all = windows()
    const unfinished = unfinishedIn(all)
    const [over] = all
    if (isQuitting || over === undefined || unfinished.length === 0) return
    event.preventDefault()
    void ask(over, unfinished, true).then((sure) => {
      if (!sure) return
      isQuitting = true
      app.quit()
    })
  })

  return {
    attend: (window) => {
      window.on('close', (event) => {
        const unfinished = isQuitting || released.has(window) ? [] : unfinishedIn([window])
        if (unfinished.length === 0) {
          setTimeout(() => window.isDestroyed() || window.destroy(), patienceMs).unref()
          return
        }
        event.preventDefault()
        void ask(window, unfinished, windows().length === 1).then((sure) => {
          if (!sure || window.isDestroyed()) return
          released.add(window)
          window.close()
        })
      })
    },
    quitNow: () => {
      isQuitting = true
      app.quit()
    },
  }
}

/** Returns a name as one short line, because it may come from a server. */
const shown = (name: string): string => {
  // oxlint-disable-next-line no-control-regex
  const line = name.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ').trim()
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
