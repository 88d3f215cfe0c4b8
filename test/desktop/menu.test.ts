/** The native menus: their items on each platform, in each language, and which are disabled while locked. */
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { languages } from '../../electron/contract/language.ts'
import { WindowOrder } from '../../electron/contract/window.ts'
import { contextMenuTemplate } from '../../electron/desktop/contextMenu.ts'
import { menuTemplate, type MenuFacts } from '../../electron/desktop/menu.ts'
import { words } from '../../electron/desktop/words.ts'
import { allowedLink } from '../../electron/core/externalLinks.ts'

type Item = MenuItemConstructorOptions

function menuOf(facts: Partial<MenuFacts> = {}, language: 'en' | 'ko' = 'en') {
  const done: unknown[] = []
  const template = menuTemplate({ platform: 'linux', packaged: true, locked: false, ...facts }, words[language], {
    order: (order) => done.push(order),
    lock: () => done.push('lock'),
    newWindow: () => done.push('new window'),
    zoom: (step) => done.push(`zoom ${step}`),
    openLink: (url) => done.push(url),
  })
  const items = flat(template)
  const press = (id: string) => {
    const found = items.find((item) => item.id === id)
    if (found?.click === undefined) throw new Error(`nothing to press: ${id}`)
    ;(found.click as () => void)()
    return done.at(-1)
  }
  return { template, items, press }
}

const flat = (template: readonly Item[]): Item[] =>
  template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

const platforms = ['linux', 'win32', 'darwin'] as const

describe('the application menu', () => {
  it('has the app’s own menu on macOS, and its items under File and Help elsewhere', () => {
    expect(menuOf({ platform: 'darwin' }).template.map(({ label }) => label)).toEqual([
      'Strongroom',
      'File',
      'Edit',
      'View',
      'Window',
      'Help',
    ])
    expect(menuOf().template.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
  })

  it.each(platforms)('has each item once on %s, including quit and settings', (platform) => {
    const ids = menuOf({ platform }).items.flatMap(({ id }) => id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining(['about', 'settings', 'lock', 'quit', 'new-window', 'find', 'zoom-in', 'full-screen']),
    )
  })

  it.each(platforms)('assigns each shortcut once on %s', (platform) => {
    const keys = menuOf({ platform }).items.flatMap(({ accelerator }) => accelerator ?? [])
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual(
      expect.arrayContaining(['CommandOrControl+N', 'CommandOrControl+L', 'CommandOrControl+K', 'CommandOrControl+,']),
    )
  })

  it.each(platforms)('has neither DevTools nor a reload in a release on %s', (platform) => {
    const roles = menuOf({ platform }).items.map(({ role }) => role)
    for (const role of ['toggleDevTools', 'reload', 'forceReload', 'viewMenu'] as const)
      expect(roles).not.toContain(role)
    expect(menuOf({ platform, packaged: false }).items.map(({ role }) => role)).toContain('toggleDevTools')
  })

  it('is completely in Korean, regardless of Electron’s defaults', () => {
    for (const platform of platforms) {
      const shown = menuOf({ platform }, 'ko').items.filter(
        ({ type, visible }) => type !== 'separator' && visible !== false,
      )
      for (const { label, role } of shown) expect(label, role).toMatch(/[가-힣]|^Strongroom$/)
    }
  })

  it('enables the items of an unlocked app only then; a window and the exit always', () => {
    const enabled = (locked: boolean) =>
      Object.fromEntries(
        menuOf({ locked }).items.flatMap(({ id, enabled }) => (id === undefined ? [] : [[id, enabled ?? true]])),
      )
    const shut = ['settings', 'lock', 'find', 'new-connection', 'connections', 'next-connection', 'previous-connection']
    for (const id of shut) expect([id, enabled(true)[id], enabled(false)[id]]).toEqual([id, false, true])
    for (const id of ['new-window', 'quit', 'close', 'zoom-in', 'full-screen']) expect(enabled(true)[id]).toBe(true)
  })

  it('sends the page orders that the contract knows', () => {
    const { press } = menuOf()
    for (const id of ['settings', 'new-connection', 'connections', 'find', 'next-connection', 'previous-connection']) {
      expect(WindowOrder.safeParse(press(id)).success, id).toBe(true)
    }
    expect(press('lock')).toBe('lock')
    expect(press('new-window')).toBe('new window')
    expect([press('zoom-in'), press('zoom-out'), press('actual-size')]).toEqual(['zoom 1', 'zoom -1', 'zoom 0'])
  })

  it.each<[string, unknown]>([
    ['settings', { type: 'go', to: 'settings' }],
    ['new-connection', { type: 'go', to: 'new-connection' }],
    ['connections', { type: 'go', to: 'connections' }],
    ['find', { type: 'palette' }],
    ['next-connection', { type: 'step', by: 1 }],
    ['previous-connection', { type: 'step', by: -1 }],
    ['vault-documentation', 'https://developer.hashicorp.com/vault/docs'],
    ['openbao-documentation', 'https://openbao.org/docs/'],
  ])('does for %s what its label says', (id, done) => {
    expect(menuOf().press(id)).toEqual(done)
  })

  it('zooms with the key of the plus sign, too, without a second visible item', () => {
    const { items, press } = menuOf()
    const hidden = items.filter(({ visible }) => visible === false)
    expect(
      hidden.map(({ accelerator, acceleratorWorksWhenHidden }) => [accelerator, acceleratorWorksWhenHidden]),
    ).toEqual([['CommandOrControl+=', true]])
    const pressed: number[] = []
    const template = menuTemplate({ platform: 'linux', packaged: true, locked: false }, words.en, {
      order: () => {},
      lock: () => {},
      newWindow: () => {},
      zoom: (step) => pressed.push(step),
      openLink: () => {},
    })
    for (const { click, visible } of flat(template)) if (visible === false) (click as () => void)()
    expect(pressed).toEqual([1])
    expect(press('zoom-in')).toBe('zoom 1')
  })

  it('has the standard items of each system in the window menu', () => {
    const roles = (platform: NodeJS.Platform) => {
      const window = menuOf({ platform }).template.find(({ role }) => role === 'window')
      return flat(window === undefined ? [] : [window])
        .slice(1)
        .map(({ role, type }) => role ?? type)
    }
    expect(roles('linux')).toEqual(['minimize'])
    expect(roles('win32')).toEqual(['minimize'])
    expect(roles('darwin')).toEqual(['minimize', 'zoom', 'separator', 'front'])
  })

  it('opens only addresses of the app’s own list for help', () => {
    const { press } = menuOf()
    for (const id of ['vault-documentation', 'openbao-documentation']) {
      const url = String(press(id))
      expect(allowedLink(url)).toBe(url)
    }
  })
})

describe('the context menu', () => {
  const can = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true, canUndo: true, canRedo: false }
  const open = (clicked: object, language: 'en' | 'ko' = 'en') =>
    contextMenuTemplate(
      {
        isEditable: false,
        selectionText: '',
        formControlType: 'none',
        editFlags: { ...can, canDelete: true, canEditRichly: false },
        ...clicked,
      },
      words[language],
    )
  const enabledRoles = (items: readonly Item[]) =>
    items.flatMap(({ role, enabled }) => (role !== undefined && enabled !== false ? [role] : []))

  it('of a field has every command of a text editor, as far as the field allows', () => {
    const { menu } = words.en
    const flags = { ...can, canPaste: false, canDelete: true, canEditRichly: false }
    expect(open({ isEditable: true, selectionText: 'a', editFlags: flags })).toEqual([
      { role: 'undo', label: menu.undo, enabled: true },
      { role: 'redo', label: menu.redo, enabled: false },
      { type: 'separator' },
      { role: 'cut', label: menu.cut, enabled: true },
      { role: 'copy', label: menu.copy, enabled: true },
      { role: 'paste', label: menu.paste, enabled: false },
      { type: 'separator' },
      { role: 'selectAll', label: menu.selectAll, enabled: true },
    ])
    expect(open({ selectionText: 'a', editFlags: { ...flags, canCopy: false } })).toEqual([
      { role: 'copy', label: menu.copy, enabled: false },
    ])
  })

  it('is not shown if no command is available', () => {
    expect(open({})).toEqual([])
  })

  it('copies selected text', () => {
    expect(enabledRoles(open({ selectionText: 'webapp/config' }))).toEqual(['copy'])
  })

  it('cuts, copies and pastes in a field, as far as the field allows', () => {
    const field = { isEditable: true, formControlType: 'input-text', selectionText: 'x' }
    expect(enabledRoles(open(field))).toEqual(['undo', 'cut', 'copy', 'paste', 'selectAll'])
    expect(enabledRoles(open({ ...field, editFlags: { ...can, canPaste: false } }))).not.toContain('paste')
  })

  it.each([
    ['a field of dots', { isEditable: true, formControlType: 'input-password', selectionText: 'hidden' }],
    ['the dots of a hidden value', { selectionText: '••••••••••••' }],
    ['dots and the space around them', { selectionText: ' ••••\n' }],
  ])('never offers to copy %s', (_what, clicked) => {
    expect(enabledRoles(open(clicked))).not.toContain('copy')
    expect(enabledRoles(open(clicked))).not.toContain('cut')
  })

  it.each(languages)('is in the person’s language: %s', (language) => {
    const labels = open({ isEditable: true }, language).flatMap(({ label }) => label ?? [])
    expect(labels).toContain(words[language].menu.paste)
  })
})
