/** The notification of a sealed server: only when it is wanted and nobody is in front of the window. */
import { EventEmitter } from 'node:events'
import type { BrowserWindow, Notification } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AppEvent, Settings } from '../../electron/contract/app.ts'
import { tellOfSeals } from '../../electron/desktop/notices.ts'
import { words } from '../../electron/desktop/words.ts'
import { TestContents } from './electron.ts'

class TestNotice extends EventEmitter {
  readonly options: { readonly title: string; readonly body: string }
  shown = false
  constructor(options: { readonly title: string; readonly body: string }) {
    super()
    this.options = options
  }
  show(): void {
    this.shown = true
  }
}

const profileId = '018f2f6e-0000-7000-8000-000000000001'
const window = { webContents: new TestContents() } as unknown as BrowserWindow
const settings: Settings = {
  language: 'system',
  theme: 'system',
  density: 'compact',
  autoLockMinutes: 15,
  notifySealed: true,
  hideKeysFromCapture: true,
}

let notices: TestNotice[]
let done: unknown[]
let inFront: boolean
let wanted: boolean
let supported: boolean
let spoken: 'en' | 'ko'
let emit: (event: AppEvent) => void

beforeEach(() => {
  notices = []
  done = []
  inFront = false
  wanted = true
  supported = true
  spoken = 'en'
  tellOfSeals({
    core: {
      listen: (listener) => {
        emit = listener
        return () => {}
      },
      settings: () => ({ ...settings, notifySealed: wanted }),
      windows: {
        order: (name, order) => done.push([name, order]),
        unfinished: () => [],
        showsKeys: () => false,
        followKeysShown: () => {},
        forget: () => {},
      },
    },
    windows: { current: () => window, show: () => done.push('shown') },
    isInFront: () => inFront,
    isSupported: () => supported,
    make: (options) => {
      const notice = new TestNotice(options)
      notices.push(notice)
      return notice as unknown as Notification
    },
    words: () => words[spoken],
  })
})

const sealed = () => emit({ type: 'sealed', profileId, name: 'kind' })

describe('a server that is found sealed', () => {
  it('is told by its name, in the person’s language', () => {
    sealed()
    expect(notices.map(({ shown, options }) => [shown, options.title])).toEqual([[true, 'kind was sealed']])
    spoken = 'ko'
    sealed()
    expect(notices[1]?.options.title).toBe('kind 서버가 봉인되었습니다')
  })

  it('leads to its seal page by a click, in a window that comes to the front', () => {
    sealed()
    notices[0]?.emit('click')
    expect(done).toEqual(['shown', [String(window.webContents.id), { type: 'seal', profileId }]])
  })

  it.each([
    ['a window is in front', () => (inFront = true)],
    ['the person does not want it', () => (wanted = false)],
    ['the system has no notifications', () => (supported = false)],
  ])('is not told when %s', (_when, set) => {
    set()
    sealed()
    expect(notices).toEqual([])
  })

  it('is the only thing that is told', () => {
    emit({ type: 'locked' })
    emit({ type: 'session-changed', profileId })
    expect(notices).toEqual([])
  })
})
