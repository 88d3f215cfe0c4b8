/** The question before unfinished work is closed, and the cases without a question. */
import { EventEmitter } from 'node:events'
import type { App, BrowserWindow, MessageBoxOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Unfinished } from '../../electron/contract/window.ts'
import { createWindows as createCoreWindows } from '../../electron/core/windows.ts'
import { askBeforeLeaving, type Leaving } from '../../electron/desktop/leaving.ts'
import { windowName } from '../../electron/desktop/windows.ts'
import { words } from '../../electron/desktop/words.ts'
import { preventable, TestContents } from './electron.ts'

/** A window that closes as Electron's windows do: it asks its listeners, and is gone unless one of them prevents it. */
class TestWindow extends EventEmitter {
  readonly webContents = new TestContents()
  isGone = false
  hangs = false
  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.prevented && !this.hangs) this.isGone = true
  }
  destroy(): void {
    this.isGone = true
  }
  isDestroyed(): boolean {
    return this.isGone
  }
  get asElectron(): BrowserWindow {
    return this as unknown as BrowserWindow
  }
}

class TestApp extends EventEmitter {
  hasQuit = false
  quit(): void {
    const event = preventable({})
    this.emit('before-quit', event)
    if (event.prevented) return
    for (const window of open.filter((each) => !each.isGone)) window.close()
    this.hasQuit = open.every((each) => each.isGone)
  }
}

const edit: Unfinished = { kind: 'edit', name: 'secret/webapp/config' }
const ceremony: Unfinished = { kind: 'ceremony', name: 'kind' }

let app: TestApp
let open: TestWindow[]
let asked: MessageBoxOptions[]
let answer: (response: number) => void
let locked: boolean
let isBroken: boolean
let custody: 'keychain' | 'memory'
let core: ReturnType<typeof createCoreWindows>
let leaving: Leaving
let pages: AbortController

beforeEach(() => {
  pages = new AbortController()
  app = new TestApp()
  open = []
  asked = []
  locked = false
  isBroken = false
  custody = 'keychain'
  core = createCoreWindows()
  leaving = askBeforeLeaving({
    app: app as unknown as App,
    core: { windows: core, isLocked: () => locked, custody: () => ({ kind: custody, putAside: [] }) },
    dialog: {
      showMessageBox: (_over: unknown, options?: MessageBoxOptions) => {
        if (isBroken) return Promise.reject(new Error('no display'))
        if (options !== undefined) asked.push(options)
        return new Promise((resolve) => {
          answer = (response) => resolve({ response, checkboxChecked: false })
        })
      },
    },
    words: () => words.en,
    windows: () => open.filter((each) => !each.isGone).map((each) => each.asElectron),
  })
})
afterEach(() => vi.useRealTimers())

/** Opens a window whose page reports this unfinished work. */
function openWindow(...unfinished: readonly Unfinished[]): TestWindow {
  const window = new TestWindow()
  open.push(window)
  leaving.attend(window.asElectron)
  const name = windowName(window.webContents.asElectron)
  void core.orders(name, pages.signal).next()
  core.reportUnfinished(name, unfinished)
  return window
}

describe('a window', () => {
  it('closes without a question if nothing is unfinished', () => {
    const window = openWindow()
    window.close()
    expect([window.isGone, asked]).toEqual([true, []])
  })

  it('with an edit asks, names it, explains that its draft is stored, and closes after a yes', async () => {
    const window = openWindow(edit)
    window.close()
    expect(window.isGone).toBe(false)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.detail).toBe(
      'Your changes to secret/webapp/config are not saved. Strongroom keeps them as an encrypted draft.',
    )
    answer(0)
    await expect.poll(() => window.isGone).toBe(true)
  })

  it('stays if the person cancels, and asks again the next time', async () => {
    const window = openWindow(edit)
    window.close()
    answer(1)
    await expect.poll(() => asked.length).toBe(1)
    expect(window.isGone).toBe(false)
    await expect
      .poll(() => {
        window.close()
        return asked.length
      })
      .toBe(2)
  })

  it('asks once, however often it is closed', () => {
    const window = openWindow(edit)
    window.close()
    window.close()
    expect(asked).toHaveLength(1)
  })

  it('that is closed again while the question is open stays', async () => {
    const window = openWindow(edit)
    window.close()
    window.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect([window.isGone, asked.length]).toEqual([false, 1])
    answer(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(window.isGone).toBe(false)
  })

  it('is asked about as a window while another one is open, and as the app if it is the last', async () => {
    custody = 'memory'
    const first = openWindow(edit)
    const second = openWindow()
    first.close()
    const { leave } = words.en
    expect(asked.map(({ message, buttons, detail }) => [message, buttons, detail])).toEqual([
      [leave.closeTitle, [leave.close, leave.stay], leave.line.edit.kept(edit.name)],
    ])
    answer(1)
    await new Promise((resolve) => setImmediate(resolve))
    second.close()
    first.close()
    expect(asked.slice(1).map(({ message, buttons, detail }) => [message, buttons, detail])).toEqual([
      [leave.quitTitle, [leave.quit, leave.stay], leave.line.edit.lost(edit.name)],
    ])
  })

  it('does not affect the others: the question covers only its own unfinished work', () => {
    openWindow(edit)
    const other = openWindow()
    other.close()
    expect([other.isGone, asked]).toEqual([true, []])
  })

  it('whose page has crashed closes without a question', async () => {
    const window = openWindow(edit)
    pages.abort()
    await vi.waitFor(() => expect(core.unfinished(windowName(window.webContents.asElectron))).toEqual([]))
    window.close()
    expect([window.isGone, asked]).toEqual([true, []])
  })

  it('that hangs is ended', () => {
    vi.useFakeTimers()
    const window = openWindow()
    window.hangs = true
    window.close()
    expect(window.isGone).toBe(false)
    vi.runAllTimers()
    expect(window.isGone).toBe(true)
  })
})

describe('the app', () => {
  it('asks once for all windows, and quits once the person confirms', async () => {
    openWindow(edit)
    openWindow(ceremony)
    app.quit()
    expect(app.hasQuit).toBe(false)
    expect(asked[0]).toMatchObject({
      type: 'warning',
      message: words.en.leave.quitTitle,
      buttons: [words.en.leave.quit, words.en.leave.stay],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    })
    expect(asked.map(({ detail }) => detail?.split('\n'))).toEqual([
      [
        'Your changes to secret/webapp/config are not saved. Strongroom keeps them as an encrypted draft.',
        'The new keys of kind are not saved yet. Strongroom keeps them, encrypted, until you finish.',
      ],
    ])
    answer(0)
    await expect.poll(() => app.hasQuit).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it('stays if the person cancels', async () => {
    openWindow(edit)
    app.quit()
    answer(1)
    await Promise.resolve()
    expect(app.hasQuit).toBe(false)
  })

  it('lists the losses if there is no keychain', () => {
    custody = 'memory'
    openWindow(edit, ceremony)
    app.quit()
    expect(asked[0]?.detail).toContain('their draft is lost when Strongroom quits')
    expect(asked[0]?.detail).toContain('lost when Strongroom quits')
  })

  it('never asks while it is locked', () => {
    openWindow(edit)
    locked = true
    app.quit()
    expect([app.hasQuit, asked]).toEqual([true, []])
  })

  it('does not ask when the computer shuts down', () => {
    openWindow(edit)
    leaving.quitNow()
    expect([app.hasQuit, asked]).toEqual([true, []])
  })

  it('does not hang if no question can be shown', async () => {
    isBroken = true
    openWindow(edit)
    app.quit()
    await expect.poll(() => app.hasQuit).toBe(true)
  })

  it('quits without a question when no window is open', () => {
    const event = preventable({})
    app.emit('before-quit', event)
    expect([event.prevented, asked]).toEqual([false, []])
  })

  it('shows a name of 80 characters completely, and shortens a longer one', () => {
    for (const length of [80, 81]) openWindow({ kind: 'edit', name: ` ${'x'.repeat(length)}\n` })
    app.quit()
    const { kept } = words.en.leave.line.edit
    expect(asked[0]?.detail).toBe([kept('x'.repeat(80)), kept(`${'x'.repeat(79)}…`)].join('\n'))
  })

  it('shows a hostile name as one short line', () => {
    openWindow({ kind: 'edit', name: `a\nQuit now\u202e${'x'.repeat(500)}` })
    app.quit()
    expect(asked[0]?.detail).not.toMatch(/[\n\u202e]/)
    expect(asked[0]?.detail?.length).toBeLessThan(200)
  })
})
