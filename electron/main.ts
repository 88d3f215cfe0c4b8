/** The Electron entry: builds the core and opens the window. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  session,
  shell,
  type WebContents,
} from 'electron'
import { createCore } from './core/create.ts'
import { registerCalls } from './desktop/ipc.ts'
import { becomeOnlyInstance, closeInOrder, lockWhenAway } from './desktop/lifecycle.ts'
import { menuTemplate } from './desktop/menu.ts'
import { scheme } from './desktop/origin.ts'
import { restrictSession } from './desktop/permissions.ts'
import { answerPageRequest, appScheme } from './desktop/protocol.ts'
import { saveFile } from './desktop/saveFile.ts'
import { confine, showPage, windowOptions } from './desktop/window.ts'
import { allowedLink } from './externalLinks.ts'
import { foldersFor } from './folders.ts'

const dist = fileURLToPath(new URL('../', import.meta.url))
const folders = foldersFor(process.env)
const windows = new Set<WebContents>()

app.enableSandbox()
app.setPath('userData', join(folders.data, 'window'))
protocol.registerSchemesAsPrivileged([appScheme])
app.on('web-contents-created', (_event, contents) => confine(contents))

// Not awaited at the top level: Electron is ready only after this module has run.
if (becomeOnlyInstance(app, showFirstWindow)) void app.whenReady().then(start)

async function start(): Promise<void> {
  const core = await createCore({
    shell: 'electron',
    version: app.getVersion(),
    folders,
    environment: process.env,
    saveFile: (suggestedName, content) => saveFile(dialog, suggestedName, content),
    openExternal: async (url) => shell.openExternal(allowedLink(url)),
  })
  closeInOrder(app, core)
  lockWhenAway(powerMonitor, core)
  protocol.handle(scheme, (request) => answerPageRequest(join(dist, 'renderer'), request))
  restrictSession(session.defaultSession, { packaged: app.isPackaged })
  registerCalls(ipcMain, core, (contents) => windows.has(contents))
  const menu = menuTemplate(process.platform)
  Menu.setApplicationMenu(menu === null ? null : Menu.buildFromTemplate(menu))
  await openWindow()
}

async function openWindow(): Promise<void> {
  const window = new BrowserWindow(
    windowOptions({
      preload: join(dist, 'preload', 'preload.cjs'),
      dark: nativeTheme.shouldUseDarkColors,
      packaged: app.isPackaged,
    }),
  )
  const { webContents } = window
  windows.add(webContents)
  webContents.once('destroyed', () => windows.delete(webContents))
  await showPage(window)
}

function showFirstWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized() === true) window.restore()
  window?.focus()
}
