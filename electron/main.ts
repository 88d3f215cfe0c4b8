/** The Electron entry: builds the core and opens the window. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  app,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
} from 'electron'
import { goOnWithoutOutput } from './base/system/brokenOutput.ts'
import { type Language, resolveLanguage } from './contract/language.ts'
import type { Link } from './contract/link.ts'
import type { WindowOrder } from './contract/window.ts'
import { createCore } from './features/createCore.ts'
import { makeFolderNow } from './base/files/makeFolder.ts'
import { followTheme, languageOf, wordsOf } from './desktop/appearance.ts'
import { hideKeysFromCapture } from './desktop/capture.ts'
import { fileChooser } from './desktop/chooseFile.ts'
import { systemClipboard } from './desktop/clipboard.ts'
import { contextMenuTemplate } from './desktop/contextMenu.ts'
import { registerCalls } from './desktop/ipc.ts'
import { askBeforeLeaving } from './desktop/leaving.ts'
import { becomeOnlyInstance, closeInOrder, lockThroughPage, lockWhenAway, reloadAtLock } from './desktop/lifecycle.ts'
import { claimLinks, linkInArguments, takeOpenedLinks } from './desktop/links.ts'
import { menuTemplate } from './desktop/menu.ts'
import { tellOfSeals } from './desktop/notices.ts'
import { closeNetwork, closeWebRtc } from './desktop/network.ts'
import { scheme } from './desktop/origin.ts'
import { readyForDialogs } from './desktop/readyForDialogs.ts'
import { restrictSession } from './desktop/permissions.ts'
import { openOutside } from './desktop/openOutside.ts'
import { openStoredBounds } from './desktop/windowBounds.ts'
import { readProfileLock } from './desktop/profileLock.ts'
import { touchIdPresence } from './desktop/presence.ts'
import { answerPageRequest, appScheme } from './desktop/protocol.ts'
import { saveFile } from './desktop/saveFile.ts'
import { isTestBuild, refusedStart } from './desktop/startArguments.ts'
import { confine, windowOptions } from './desktop/window.ts'
import { createWindows, windowName } from './desktop/windows.ts'
import { becomeWitness, witnessWord } from './desktop/witnessProcess.ts'
import { words, type Words } from './desktop/words.ts'
import { allowedLink } from './core/externalLinks.ts'
import { type Folders, foldersFor } from './base/system/folders.ts'
import { hardenProcess } from './base/system/processHardening.ts'
import { startProblem } from './base/system/startProblem.ts'
import { lockWithSystem } from './base/system/systemLock.ts'

const dist = fileURLToPath(new URL('../', import.meta.url))
const folders = foldersOrEnd()
const isWitness = process.argv.includes(witnessWord)

hardenProcess()
goOnWithoutOutput()
// SECURITY: before any other step. A debugger from the command line is already listening; no secret is loaded yet, and
// none will be (docs/security.md, "How the desktop app starts").
const hasNoSandbox = app.commandLine.hasSwitch('no-sandbox')
const refused = refusedStart({
  args: process.argv.slice(1),
  platform: process.platform,
  own: [witnessWord],
  isPackaged: app.isPackaged,
  isTestBuild,
  hasNoSandbox,
  uid: process.getuid?.(),
})
if (refused !== null) {
  const language = resolveLanguage('system', [Intl.DateTimeFormat().resolvedOptions().locale])
  const { title, reason } = words[language].refusedStart
  // On Linux this is printed, because no dialog can be shown yet.
  dialog.showErrorBox(title, reason(refused))
  process.exit(1)
}

/** A link that arrives before there is a window waits for the first one. */
let early: Link | null = linkInArguments(process.argv)
let showAgain = (link: Link | null): void => {
  early = link ?? early
}

// It overrides --no-sandbox, so that no page would start for root.
if (!hasNoSandbox) app.enableSandbox()
closeNetwork(app)
// Windows shows notifications only under this name; the installer sets the same name for the shortcut.
if (process.platform === 'win32') app.setAppUserModelId('app.strongroom.desktop')
const userData = join(folders.data, 'window')
if (isWitness) becomeWitness(app, process.platform)
protocol.registerSchemesAsPrivileged([appScheme])
app.on('web-contents-created', (_event, contents) => {
  confine(contents)
  closeWebRtc(contents)
})
takeOpenedLinks(app, (link) => showAgain(link))

// Not awaited at the top level: Electron is ready only after this module has run.
if (!isWitness) void begin().catch(giveUp)

async function begin(): Promise<void> {
  // Electron neither creates this folder nor fails without it. A missing folder would look like another instance that
  // holds the lock.
  makeFolderNow(userData)
  app.setPath('userData', userData)
  const askForLock = () =>
    becomeOnlyInstance({
      app,
      readLock: () => readProfileLock(userData, process.platform),
      onSecondStart: (args) => showAgain(linkInArguments(args)),
    })
  let lock = askForLock()
  while (lock !== 'only') {
    if (lock.state === 'running') return
    const { settleProfileLock } = await import('./desktop/profileTaken.ts')
    if (!(await settleProfileLock(lock, { app, dialog, folder: userData }))) return
    lock = askForLock()
  }
  await app.whenReady()
  await start()
}

/**
 * Returns the folders. Without them Strongroom cannot start. On Linux the reason is printed, because no dialog can be
 * shown yet.
 */
function foldersOrEnd(): Folders {
  try {
    return foldersFor(process.env)
  } catch (problem) {
    const { title, reason } =
      words[resolveLanguage('system', [Intl.DateTimeFormat().resolvedOptions().locale])].cannotStart
    dialog.showErrorBox(title, reason(startProblem(problem)))
    process.exit(1)
  }
}

/** Ends a start that failed, with the reason in a dialog of the system. */
async function giveUp(problem: unknown): Promise<void> {
  if (!app.isReady()) await readyForDialogs(app)
  const { title, reason } = words[resolveLanguage('system', app.getPreferredSystemLanguages())].cannotStart
  dialog.showErrorBox(title, reason(startProblem(problem)))
  app.exit(1)
}

async function start(): Promise<void> {
  // Before anything is read or written. Loaded separately, because a second start needs nothing else.
  const { openHome } = await import('./desktop/home.ts')
  const home = await openHome({ app, dialog, dataFolder: folders.data, show: () => showAgain(null) })
  if (home === null) return
  const packaged = app.isPackaged
  const openExternal = async (url: string) => openOutside(shell, process.env, allowedLink(url))
  const [places, core] = await Promise.all([
    openStoredBounds(join(folders.data, 'windows.json')),
    createCore({
      shell: 'electron',
      version: app.getVersion(),
      folders,
      environment: process.env,
      saveFile: (suggestedName, content, before) => saveFile(dialog, suggestedName, content, before),
      chooseFile: fileChooser({
        dialog,
        words: (): Words['choose'] => ourWords().choose,
        window: (name) => windows.named(name),
      }),
      witness: packaged
        ? { program: process.execPath, words: [witnessWord, ...(hasNoSandbox ? ['--no-sandbox'] : [])] }
        : {
            program: process.execPath,
            words: [join(dist, 'main', 'witness.js')],
            environment: { ELECTRON_RUN_AS_NODE: '1' },
          },
      // Loaded on demand, because most runs ask for no consent.
      askConsent: async (request) => {
        const { dialogConsent } = await import('./desktop/consent.ts')
        const language = (): Language => languageOf(app, core)
        return dialogConsent({ dialog, language, window: (name) => windows.named(name) })(request)
      },
      confirmPresence: touchIdPresence(systemPreferences, process.platform, (): string => wordsOf(app, core).touchId),
      notifies: true,
      clipboard: systemClipboard(clipboard, ClipboardItem, process.platform),
      openWindow: () => windows.open(),
      isShown: (name) => windows.isShown(name),
    }),
  ])
  const ourWords = () => wordsOf(app, core)

  const windows = createWindows({
    make: (options) => new BrowserWindow(options),
    focused: () => BrowserWindow.getFocusedWindow(),
    screen,
    places,
    core,
    options: () =>
      windowOptions({
        preload: join(dist, 'preload', 'preload.cjs'),
        dark: nativeTheme.shouldUseDarkColors,
        zoom: places.zoom(),
        packaged,
      }),
    onOpen: (window) => {
      leaving.attend(window)
      notices.opened(window)
      // Windows ends this process when the listener returns.
      window.on('session-end', () => {
        places.write()
        core.endSession()
      })
      window.webContents.on('zoom-changed', (_event, direction) => zoom(direction === 'in' ? 1 : -1))
      window.webContents.on('context-menu', (_event, clicked) => {
        const template = contextMenuTemplate(clicked, ourWords())
        if (template.length > 0) Menu.buildFromTemplate(template).popup({ window })
      })
    },
  })
  const leaving = askBeforeLeaving({ app, dialog, core, words: ourWords, windows: windows.all })
  const order = (given: WindowOrder) => {
    const window = windows.current()
    if (window !== undefined) core.windows.order(windowName(window.webContents), given)
  }
  const zoom = (step: 1 | -1 | 0) => {
    const level = places.changeZoom(step)
    for (const { webContents } of windows.all()) webContents.setZoomLevel(level)
  }
  const setMenu = () => {
    const facts = { platform: process.platform, packaged, locked: core.isLocked() }
    const template = menuTemplate(facts, ourWords(), {
      order,
      lock: () => lockThroughPage(core, () => order({ type: 'lock' })),
      newWindow: () => void windows.open(),
      zoom,
      openLink: (url) => void openExternal(url),
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  closeInOrder(app, async () => {
    await Promise.allSettled([places.settled(), core.close()])
    await home.release()
  })
  lockWhenAway(powerMonitor, core, leaving.quitNow)
  reloadAtLock(core, () => windows.all().map(({ webContents }) => webContents))
  protocol.handle(scheme, (request) => answerPageRequest(join(dist, 'renderer'), request))
  restrictSession(session.defaultSession, { packaged })
  registerCalls(ipcMain, core, windows.has)
  followTheme(nativeTheme, core, windows.all)
  hideKeysFromCapture({ core, windows: windows.all, platform: process.platform })
  const notices = tellOfSeals({
    core,
    windows,
    isInFront: () => BrowserWindow.getFocusedWindow() !== null,
    make: (options) => new Notification(options),
    isSupported: () => Notification.isSupported(),
    words: ourWords,
  })
  claimLinks(app, process.env)
  setMenu()
  core.listen(({ type }) => {
    if (type === 'locked' || type === 'unlocked' || type === 'settings-changed') setMenu()
  })

  const opened = windows.open()
  showAgain = (link) => {
    const window = windows.current()
    if (window === undefined) return
    windows.show(window)
    if (link !== null) core.windows.order(windowName(window.webContents), { type: 'link', link })
  }
  if (early !== null) order({ type: 'link', link: early })
  await opened
  lockWithSystem({ core, environment: process.env, platform: process.platform })
}
