/** Shortcuts on various keyboards. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { isShortcut, type Shortcut } from '../../../renderer/lib/shortcuts.ts'

class Element {
  readonly name: string
  readonly isContentEditable: boolean
  constructor(name: string, isContentEditable: boolean) {
    this.name = name
    this.isContentEditable = isContentEditable
  }
  matches(selector: string) {
    return selector.includes(this.name)
  }
}
beforeAll(() => {
  vi.stubGlobal('HTMLElement', Element)
  return () => vi.unstubAllGlobals()
})

interface Press {
  readonly key: string
  readonly code: string
  readonly with?: string
  readonly in?: 'field' | 'editor'
  readonly composing?: true
}

function press({ key, code, with: held = '', in: where, composing }: Press): KeyboardEvent {
  return {
    key,
    code,
    ctrlKey: held.includes('ctrl'),
    metaKey: held.includes('meta'),
    altKey: held.includes('alt '),
    shiftKey: held.includes('shift'),
    isComposing: composing ?? false,
    target:
      where === undefined
        ? new Element('div', false)
        : new Element(where === 'field' ? 'input' : 'div', where === 'editor'),
    getModifierState: (name: string) => name === 'AltGraph' && held.includes('altgr'),
  } as unknown as KeyboardEvent
}

const palette: Shortcut = { key: 'k', mod: true }
const lock: Shortcut = { key: 'l', mod: true }
const third: Shortcut = { key: '3', alt: true }
const layOut: Shortcut = { key: 'f', alt: true, shift: true }

describe('a shortcut', () => {
  it.each<[string, Press, Shortcut]>([
    ['on a US keyboard', { key: 'k', code: 'KeyK', with: 'ctrl' }, palette],
    ['with Command', { key: 'k', code: 'KeyK', with: 'meta' }, palette],
    ['with Caps Lock', { key: 'K', code: 'KeyK', with: 'ctrl' }, palette],
    ['on Dvorak', { key: 'l', code: 'KeyP', with: 'ctrl' }, lock],
    ['in Hangul', { key: 'ㅏ', code: 'KeyK', with: 'ctrl' }, palette],
    ['in Cyrillic', { key: 'л', code: 'KeyK', with: 'ctrl' }, palette],
    ['of a digit', { key: '3', code: 'Digit3', with: 'alt ' }, third],
    ['of a digit in a field', { key: '3', code: 'Digit3', with: 'alt ', in: 'field' }, third],
    ['of a digit on AZERTY', { key: '"', code: 'Digit3', with: 'alt ' }, third],
    ['of a digit on the number pad', { key: '3', code: 'Numpad3', with: 'alt ' }, third],
    ['with Shift', { key: 'F', code: 'KeyF', with: 'alt shift' }, layOut],
    ['with Option on a Mac', { key: 'Ï', code: 'KeyF', with: 'alt shift' }, layOut],
    ['of an arrow', { key: 'ArrowLeft', code: 'ArrowLeft', with: 'alt ' }, { key: 'ArrowLeft', alt: true }],
    ['of a bracket', { key: '[', code: 'BracketLeft', with: 'meta' }, { key: '[', code: 'BracketLeft', mod: true }],
    [
      'of a bracket in Cyrillic',
      { key: 'х', code: 'BracketLeft', with: 'meta' },
      { key: '[', code: 'BracketLeft', mod: true },
    ],
  ])('is triggered %s', (_what, event, shortcut) => {
    expect(isShortcut(press(event), shortcut)).toBe(true)
  })

  it.each<[string, Press, Shortcut]>([
    ['the position of another Latin letter', { key: 'n', code: 'KeyL', with: 'ctrl' }, lock],
    ['a letter alone', { key: 'k', code: 'KeyK' }, palette],
    ['one more modifier', { key: 'k', code: 'KeyK', with: 'ctrl shift' }, palette],
    ['AltGr, which types a character', { key: '€', code: 'KeyK', with: 'ctrl alt altgr' }, { ...palette, alt: true }],
    ['AltGr of a digit', { key: '3', code: 'Digit3', with: 'alt altgr' }, third],
    ['# on the UK keyboard of a Mac, in a field', { key: '#', code: 'Digit3', with: 'alt ', in: 'field' }, third],
    ['# on the UK keyboard of a Mac, in an editor', { key: '#', code: 'Digit3', with: 'alt ', in: 'editor' }, third],
    ['a key of a composition', { key: 'ㅏ', code: 'KeyK', with: 'ctrl', composing: true }, palette],
    ['a key that an input method takes', { key: 'Process', code: 'KeyK', with: 'ctrl' }, palette],
  ])('is not triggered by %s', (_what, event, shortcut) => {
    expect(isShortcut(press(event), shortcut)).toBe(false)
  })
})
