/** Windows that show keys are hidden from screen capture, each one separately. */
import type { BrowserWindow } from 'electron'
import { describe, expect, it } from 'vitest'
import type { AppEvent, Settings } from '../../electron/contract/app.ts'
import { hideKeysFromCapture } from '../../electron/desktop/capture.ts'

class TestWindow {
  hidden = false
  destroyed = false
  /** Counts every call, because the system redraws the window with each of them. */
  calls = 0
  readonly webContents: { readonly id: number }
  constructor(id: number) {
    this.webContents = { id }
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  isContentProtected(): boolean {
    return this.hidden
  }
  setContentProtection(enable: boolean): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
    this.calls += 1
    this.hidden = enable
  }
}

function start(platform: NodeJS.Platform) {
  const windows = [new TestWindow(1), new TestWindow(2)]
  const showing = new Set<string>()
  let wanted = true
  let tell: (window: string) => void = () => {}
  let emit: (event: AppEvent) => void = () => {}
  hideKeysFromCapture({
    platform,
    windows: () => windows as unknown as BrowserWindow[],
    core: {
      settings: () => ({ hideKeysFromCapture: wanted }) as Settings,
      listen: (listener) => {
        emit = listener
        return () => {}
      },
      windows: { showsKeys: (name) => showing.has(name), followKeysShown: (listener) => void (tell = listener) },
    },
  })
  return {
    windows,
    hidden: () => windows.map(({ hidden }) => hidden),
    show: (name: string) => {
      showing.add(name)
      tell(name)
    },
    want: (now: boolean, type: 'settings-changed' | 'locked' = 'settings-changed') => {
      wanted = now
      emit({ type })
    },
  }
}

describe.each(['darwin', 'win32'] as const)('on %s', (platform) => {
  it('hides only the window that shows a key, once', () => {
    const { windows, hidden, show } = start(platform)
    show('2')
    expect(hidden()).toEqual([false, true])
    show('1')
    expect(hidden()).toEqual([true, true])
    expect(windows.map(({ calls }) => calls)).toEqual([1, 1])
  })

  it('applies the setting immediately, and skips a window that is gone', () => {
    const { windows, hidden, show, want } = start(platform)
    show('1')
    if (windows[1] !== undefined) windows[1].destroyed = true
    show('2')
    want(false, 'locked')
    expect(hidden()).toEqual([true, false])
    want(false)
    expect(hidden()).toEqual([false, false])
    want(true)
    expect(hidden()).toEqual([true, false])
  })
})

it('does nothing on Linux, where Electron has no such function', () => {
  const { windows, show } = start('linux')
  show('1')
  expect(windows.map(({ calls }) => calls)).toEqual([0, 0])
})
