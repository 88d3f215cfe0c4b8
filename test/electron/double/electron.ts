/** The module `electron` of the double's main process. */
import type * as Electron from 'electron'
import { DoubleMenu, DoubleMenuItem } from './menu.ts'
import { DoubleWindow } from './browserWindow.ts'
import { DoubleNotification, dialog, nativeTheme, powerMonitor, screen, shell, systemPreferences } from './system.ts'
import { app } from './app.ts'
import { clipboard, DoubleClipboardItem } from './clipboard.ts'
import { ipcMain } from './ipcMain.ts'
import { protocol } from './protocol.ts'
import { sessionModule } from './session.ts'
import { strict } from './strict.ts'

/** What the app can import; `evaluate` of a test gets the same. */
export const electron = strict('electron', {
  app,
  BrowserWindow: strict('BrowserWindow', DoubleWindow),
  clipboard,
  ClipboardItem: DoubleClipboardItem,
  dialog,
  ipcMain,
  Menu: strict('Menu', DoubleMenu),
  MenuItem: DoubleMenuItem,
  nativeTheme,
  Notification: strict('Notification', DoubleNotification),
  powerMonitor,
  protocol,
  screen,
  session: sessionModule,
  shell,
  systemPreferences,
})

/**
 * Members of Electron's main process that the double does not have: an import succeeds, as in Electron, and any use
 * throws.
 */
export const absent = [
  'LanguageModelUtility',
  'IpcMainServiceWorker',
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'globalShortcut',
  'ImageView',
  'inAppPurchase',
  'MessageChannelMain',
  'nativeImage',
  'net',
  'netLog',
  'parentPort',
  'powerSaveBlocker',
  'pushNotifications',
  'safeStorage',
  'ShareMenu',
  'TouchBar',
  'Tray',
  'utilityProcess',
  'View',
  'webContents',
  'WebContentsView',
  'webFrameMain',
] as const satisfies readonly Exclude<keyof typeof Electron, keyof typeof electron>[]
