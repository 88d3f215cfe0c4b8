/** The lock on the home in the desktop shell: takes it, shows the app that holds it, or asks the person. */
import type { App, Dialog } from 'electron'
import { resolveLanguage } from '../contract/language.ts'
import { askHolder } from '../storage/home/client.ts'
import {
  type Home,
  type HomeOptions,
  HomeUnwritable,
  isHome,
  type Occupied,
  takeHome,
} from '../storage/home/homeLock.ts'
import type { ControlAnswer } from '../storage/home/protocol.ts'
import { homeWords } from './homeWords.ts'
import { asksTakeOver } from './takeOver.ts'
import { words as shellWords } from './words.ts'

export interface DesktopHomeOptions {
  readonly app: Pick<App, 'on' | 'quit' | 'exit' | 'getVersion' | 'getPreferredSystemLanguages'>
  readonly dialog: Pick<Dialog, 'showMessageBox' | 'showErrorBox'>
  readonly dataFolder: string
  /** Brings the window to the front, once there is one. */
  readonly show: () => void
}

/** Milliseconds for the running app to show itself. */
const joinPatience = 9_000

/** Returns the home, or null when the app is about to end. Throws unexpected errors. */
export async function openHome({ app, dialog, dataFolder, show }: DesktopHomeOptions): Promise<Home | null> {
  const language = resolveLanguage('system', app.getPreferredSystemLanguages())
  const words = homeWords[language]
  let isEnding = false
  app.on('will-quit', () => {
    isEnding = true
  })
  const options: HomeOptions = {
    dataFolder,
    shell: 'electron',
    version: app.getVersion(),
    isEnding: () => isEnding,
    run: async ({ command }): Promise<ControlAnswer> => {
      if (command === 'join' || command === 'open') show()
      else if (command === 'end') setImmediate(() => app.quit())
      else return { ok: false, message: 'The desktop app asks in a dialog of its own.' }
      return { ok: true }
    },
    onLost: () => {
      // Nothing is written while the dialog is open, because it blocks the whole process.
      dialog.showErrorBox(words.lost.title, words.lost.reason)
      app.exit(1)
    },
  }
  /** Ends the process of a start that does not continue. */
  const giveUp = (title: string, reason: string): null => {
    dialog.showErrorBox(title, reason)
    app.exit(1)
    return null
  }
  const settle = async (occupied: Occupied): Promise<Home | null> => {
    if (occupied.state === 'running') {
      const shown = await join(occupied)
      if (shown === 'silent') return giveUp(words.title, words.reason({ ...occupied, state: 'silent' }, dataFolder))
      if (shown === 'unopened') return giveUp(words.title, words.inBrowser(occupied.holder.pid))
      app.exit(0)
      return null
    }
    if (!(await asksTakeOver(dialog, language, occupied, dataFolder))) {
      app.exit(1)
      return null
    }
    const again = await takeHome({ ...options, takeOver: occupied.generation })
    return isHome(again) ? again : settle(again)
  }
  try {
    const taken = await takeHome(options)
    return isHome(taken) ? taken : await settle(taken)
  } catch (problem) {
    if (problem instanceof HomeUnwritable)
      return giveUp(shellWords[language].cannotStart.title, words.unwritable(problem.path, problem.code))
    throw problem
  }
}

/** Asks the running app to show itself. `unopened`: it uses a browser and cannot open one. */
async function join({
  holder,
}: Extract<Occupied, { readonly state: 'running' }>): Promise<'shown' | 'unopened' | 'silent'> {
  const answer = await askHolder(holder, { command: 'join', open: true }, joinPatience)
  if (typeof answer === 'string' || !answer.ok) return 'silent'
  return answer.address === undefined || answer.opened === true ? 'shown' : 'unopened'
}
