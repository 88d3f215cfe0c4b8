/**
 * The application menu. On macOS it is at the top of the screen. Elsewhere its bar is hidden until Alt is pressed,
 * because the page has the same commands, but its shortcuts always work.
 */
import type { MenuItemConstructorOptions } from 'electron'
import type { WindowOrder } from '../contract/window.ts'
import type { Words } from './words.ts'

export interface MenuFacts {
  readonly platform: NodeJS.Platform
  /** A release has no DevTools and cannot be reloaded. */
  readonly packaged: boolean
  readonly locked: boolean
}

export interface MenuActions {
  /** Sends an order to the page of the window in front. */
  order(order: WindowOrder): void
  lock(): void
  newWindow(): void
  zoom(step: 1 | -1 | 0): void
  /** Opens an address of the app's own list outside. */
  openLink(url: string): void
}

type Item = MenuItemConstructorOptions

/** Returns the whole menu in one language. Created again when the language or the state of the lock changes. */
export function menuTemplate(facts: MenuFacts, { menu }: Words, actions: MenuActions): Item[] {
  const isMac = facts.platform === 'darwin'
  // For commands that need the page: it shows only the lock screen while the app is locked.
  const unlocked = (item: Item): Item => ({ ...item, enabled: !facts.locked })
  const separator: Item = { type: 'separator' }

  const settings = unlocked({
    id: 'settings',
    label: menu.settings,
    accelerator: 'CommandOrControl+,',
    click: () => actions.order({ type: 'go', to: 'settings' }),
  })
  const lock = unlocked({
    id: 'lock',
    label: menu.lock,
    accelerator: 'CommandOrControl+L',
    click: () => actions.lock(),
  })
  const about: Item = { id: 'about', role: 'about', label: menu.about }
  const quit: Item = { id: 'quit', role: 'quit', label: menu.quit }

  const app: Item = {
    label: 'Strongroom',
    submenu: [
      about,
      separator,
      settings,
      lock,
      separator,
      { role: 'services', label: menu.services },
      separator,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      separator,
      quit,
    ],
  }
  const file: Item = {
    label: menu.file,
    submenu: [
      {
        id: 'new-window',
        label: menu.newWindow,
        accelerator: 'CommandOrControl+N',
        click: () => actions.newWindow(),
      },
      unlocked({
        id: 'new-connection',
        label: menu.newConnection,
        click: () => actions.order({ type: 'go', to: 'new-connection' }),
      }),
      separator,
      ...(isMac ? [] : [settings, lock, separator]),
      { id: 'close', role: 'close', label: menu.closeWindow, accelerator: 'CommandOrControl+W' },
      ...(isMac ? [] : [quit]),
    ],
  }
  const edit: Item = {
    label: menu.edit,
    submenu: [
      { role: 'undo', label: menu.undo },
      { role: 'redo', label: menu.redo },
      separator,
      { role: 'cut', label: menu.cut },
      { role: 'copy', label: menu.copy },
      { role: 'paste', label: menu.paste },
      { role: 'selectAll', label: menu.selectAll },
      separator,
      unlocked({
        id: 'find',
        label: menu.find,
        accelerator: 'CommandOrControl+K',
        click: () => actions.order({ type: 'palette' }),
      }),
    ],
  }
  const view: Item = {
    label: menu.view,
    submenu: [
      unlocked({
        id: 'connections',
        label: menu.connections,
        click: () => actions.order({ type: 'go', to: 'connections' }),
      }),
      unlocked({
        id: 'next-connection',
        label: menu.nextConnection,
        accelerator: 'Control+Tab',
        click: () => actions.order({ type: 'step', by: 1 }),
      }),
      unlocked({
        id: 'previous-connection',
        label: menu.previousConnection,
        accelerator: 'Control+Shift+Tab',
        click: () => actions.order({ type: 'step', by: -1 }),
      }),
      separator,
      ...zoomItems(menu, actions),
      separator,
      { id: 'full-screen', role: 'togglefullscreen', label: menu.fullScreen },
      ...(facts.packaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
    ],
  }
  const window: Item = {
    role: 'window',
    label: menu.window,
    submenu: [
      { role: 'minimize', label: menu.minimize },
      ...(isMac
        ? [
            { role: 'zoom' as const, label: menu.zoomWindow },
            separator,
            { role: 'front' as const, label: menu.allToFront },
          ]
        : []),
    ],
  }
  const help: Item = {
    role: 'help',
    label: menu.help,
    submenu: [
      {
        id: 'vault-documentation',
        label: menu.vaultDocumentation,
        click: () => actions.openLink('https://developer.hashicorp.com/vault/docs'),
      },
      {
        id: 'openbao-documentation',
        label: menu.openBaoDocumentation,
        click: () => actions.openLink('https://openbao.org/docs/'),
      },
      ...(isMac ? [] : [separator, about]),
    ],
  }
  return [...(isMac ? [app] : []), file, edit, view, window, help]
}

/** Without Electron's roles, because the zoom applies to the whole app and is stored. */
function zoomItems(menu: Words['menu'], actions: MenuActions): Item[] {
  return [
    {
      id: 'actual-size',
      label: menu.actualSize,
      accelerator: 'CommandOrControl+0',
      click: () => actions.zoom(0),
    },
    { id: 'zoom-in', label: menu.zoomIn, accelerator: 'CommandOrControl+Plus', click: () => actions.zoom(1) },
    // The key of the plus without Shift, as on most keyboards.
    {
      label: menu.zoomIn,
      accelerator: 'CommandOrControl+=',
      visible: false,
      acceleratorWorksWhenHidden: true,
      click: () => actions.zoom(1),
    },
    { id: 'zoom-out', label: menu.zoomOut, accelerator: 'CommandOrControl+-', click: () => actions.zoom(-1) },
  ]
}
