/** `Menu` and `MenuItem`: the app's menus, pressed by tests and by the shortcuts of a page. */
import type { BaseWindow, KeyboardEvent, MenuItemConstructorOptions, WebContents } from 'electron'
import { demandReady, settings } from './runtime.ts'
import { StrictEmitter, StrictObject } from './strict.ts'

type Role = NonNullable<MenuItemConstructorOptions['role']>

/** A key press as the page reports it. */
export interface Key {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** What Electron does automatically for a role, with its shortcut, as far as the double can. */
const roles: Partial<Record<Role, { readonly accelerator?: string; readonly act?: (contents: WebContents) => void }>> =
  {
    reload: { accelerator: 'CmdOrCtrl+R', act: (contents) => contents.reload() },
    forceReload: { accelerator: 'Shift+CmdOrCtrl+R', act: (contents) => contents.reload() },
    toggleDevTools: {
      accelerator: settings.platform === 'darwin' ? 'Alt+Command+I' : 'Ctrl+Shift+I',
      act: (contents) => contents.toggleDevTools(),
    },
  }

/** The items that Electron puts into a role that is a whole menu; only those that matter here. */
const submenus: Partial<Record<Role, readonly Role[]>> = {
  appMenu: ['about', 'hide', 'hideOthers', 'unhide', 'quit'],
  fileMenu: [settings.platform === 'darwin' ? 'close' : 'quit'],
  editMenu: ['undo', 'redo', 'cut', 'copy', 'paste', 'delete', 'selectAll'],
  viewMenu: ['reload', 'forceReload', 'toggleDevTools', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'],
  windowMenu: ['minimize', 'zoom', 'close'],
}

type Click = (event?: KeyboardEvent, window?: BaseWindow, contents?: WebContents) => void

export class DoubleMenuItem extends StrictObject {
  readonly label: string
  readonly role: Role | undefined
  readonly type: NonNullable<MenuItemConstructorOptions['type']>
  readonly id: string | undefined
  readonly accelerator: string | undefined
  readonly submenu: DoubleMenu | undefined
  readonly click: Click
  enabled: boolean
  visible: boolean
  checked: boolean

  constructor(options: MenuItemConstructorOptions) {
    super('MenuItem')
    const { role, label, accelerator, click, submenu, id } = options
    this.role = role
    this.label = label ?? role ?? ''
    this.id = id
    this.accelerator = accelerator ?? (role === undefined ? undefined : roles[role]?.accelerator)
    const inside = submenu ?? (role === undefined ? undefined : submenus[role]?.map((each) => ({ role: each })))
    this.submenu = Array.isArray(inside) ? DoubleMenu.buildFromTemplate(inside) : undefined
    this.type = options.type ?? (this.submenu === undefined ? 'normal' : 'submenu')
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    // Like Electron's own: a disabled item can't be clicked, and a role acts on the window in front.
    this.click = (event, window, contents) => {
      if (!this.enabled) return
      if (role !== undefined && click === undefined) {
        const front = contents ?? focusedContents()
        if (role === 'quit') quit()
        else if (front !== undefined) roles[role]?.act?.(front)
        return
      }
      if (this.type === 'checkbox') this.checked = !this.checked
      click?.(this as unknown as Electron.MenuItem, window, event ?? {})
    }
  }
}

/** Connects the menu to the windows, so that it need not import them. */
let focusedContents = (): WebContents | undefined => undefined
let quit = (): void => {}
export function connectMenu(actions: {
  readonly focusedContents: () => WebContents | undefined
  readonly quit: () => void
}): void {
  ;({ focusedContents, quit } = actions)
}

export class DoubleMenu extends StrictEmitter {
  readonly items: DoubleMenuItem[] = []

  constructor() {
    super('Menu')
  }

  append(item: DoubleMenuItem): void {
    this.items.push(item)
  }

  popup(_options?: Electron.PopupOptions): void {
    demandReady('Cannot show a menu before app is ready')
    DoubleMenu.lastPopup = this
    this.emit('menu-will-show')
  }

  getMenuItemById(id: string): DoubleMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null)
      if (found !== null) return found
    }
    return null
  }

  /** For tests: the context menu that was shown last, which the real Electron does not expose. */
  static lastPopup: DoubleMenu | null = null

  static buildFromTemplate(template: (MenuItemConstructorOptions | DoubleMenuItem)[]): DoubleMenu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array')
    const menu = new DoubleMenu()
    for (const each of template) {
      const { label, role, type } = each as MenuItemConstructorOptions
      if (label === undefined && role === undefined && type !== 'separator') {
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type')
      }
      menu.append(each instanceof DoubleMenuItem ? each : new DoubleMenuItem(each))
    }
    return menu
  }

  static setApplicationMenu(menu: DoubleMenu | null): void {
    current = menu
  }

  static getApplicationMenu(): DoubleMenu | null {
    return current
  }
}

/** Until the app sets one, Electron has its own menu, with reload and DevTools in it. */
const electronsOwn = (): DoubleMenu =>
  DoubleMenu.buildFromTemplate([
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ])
let current: DoubleMenu | null = electronsOwn()

/** A key that the page did not handle: presses the item of the application menu for it, if there is one. */
export function pressAccelerator(key: Key, contents: WebContents, window?: BaseWindow): void {
  const find = (menu: DoubleMenu): DoubleMenuItem | undefined => {
    for (const item of menu.items) {
      if (item.accelerator !== undefined && fits(item.accelerator, key)) return item
      const inside = item.submenu === undefined ? undefined : find(item.submenu)
      if (inside !== undefined) return inside
    }
    return undefined
  }
  if (current !== null) find(current)?.click(undefined, window, contents)
}

function fits(accelerator: string, key: Key): boolean {
  const parts = accelerator.toLowerCase().split('+')
  const wanted = accelerator.endsWith('+') ? 'plus' : (parts.pop() ?? '')
  const mac = settings.platform === 'darwin'
  const has = (...names: string[]) => parts.some((part) => names.includes(part))
  const both = has('cmdorctrl', 'commandorcontrol')
  const control = has('ctrl', 'control') || (both && !mac)
  const command = has('cmd', 'command', 'super', 'meta') || (both && mac)
  const named: Readonly<Record<string, string>> = {
    plus: '+',
    space: ' ',
    return: 'enter',
    esc: 'escape',
    up: 'arrowup',
    down: 'arrowdown',
    left: 'arrowleft',
    right: 'arrowright',
  }
  const pressed = [key.key.toLowerCase(), key.code.replace(/^(?:Key|Digit)/, '').toLowerCase()]
  return (
    control === key.ctrlKey &&
    command === key.metaKey &&
    has('alt', 'option') === key.altKey &&
    has('shift') === key.shiftKey &&
    pressed.includes(named[wanted] ?? wanted)
  )
}
