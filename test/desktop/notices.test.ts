/** The notification of a sealed server: only if it is enabled and no window is in front. */
import { EventEmitter } from 'node:events'
import type { BrowserWindow, Notification } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AppEvent, Settings } from '../../electron/contract/app.ts'
import { type Notices, tellOfSeals } from '../../electron/desktop/notices.ts'
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
class TestWindow extends EventEmitter {
  readonly webContents = new TestContents()
  flashFrame(flag: boolean): void {
    done.push(['flash', flag])
  }
}
const window = new TestWindow() as unknown as BrowserWindow
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
let told: Notices
let isOpen: boolean

beforeEach(() => {
  notices = []
  done = []
  inFront = false
  wanted = true
  supported = true
  spoken = 'en'
  isOpen = true
  window.removeAllListeners()
  told = tellOfSeals({
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
    windows: { current: () => (isOpen ? window : undefined), show: () => done.push('shown') },
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
  it('is reported by its name, in the person’s language', () => {
    sealed()
    expect(notices.map(({ shown, options }) => [shown, options.title])).toEqual([[true, 'kind was sealed']])
    spoken = 'ko'
    sealed()
    expect(notices[1]?.options.title).toBe('kind 서버가 봉인되었습니다')
  })

  it('opens its seal page by a click, in a window that is brought to the front', () => {
    sealed()
    notices[0]?.emit('click')
    expect(done).toEqual(['shown', [String(window.webContents.id), { type: 'seal', profileId }]])
  })

  it.each([
    ['a window is in front', () => (inFront = true)],
    ['the person does not want it', () => (wanted = false)],
  ])('is not reported if %s', (_when, set) => {
    set()
    sealed()
    expect(notices).toEqual([])
  })

  const name = String(window.webContents.id)
  const order = { type: 'notification-failed', of: 'sealed', profileId, name: 'kind' }

  it.each<[string, () => void, () => void]>([
    ['the system has no notifications', () => (supported = false), () => undefined],
    ['the notification fails', () => undefined, () => notices[0]?.emit('failed', {}, 'not signed')],
  ])('is shown in the window, which requests attention, if %s', (_when, set, fail) => {
    set()
    sealed()
    fail()
    expect(done).toEqual([
      [name, order],
      ['flash', true],
    ])
    window.emit('focus')
    expect(done.at(-1)).toEqual(['flash', false])
    // A notification fails once.
    fail()
    expect(done).toHaveLength(3)
  })

  it('is shown by the next window that opens if none is open', () => {
    supported = false
    isOpen = false
    sealed()
    expect(done).toEqual([])
    told.opened(window)
    told.opened(window)
    expect(done).toEqual([[name, order]])
  })

  it('is not shown in the window if the person turned notifications off', () => {
    supported = false
    wanted = false
    sealed()
    expect(done).toEqual([])
  })

  it('does nothing at a click if no window is open, and is shown by its page if one is in front', () => {
    sealed()
    isOpen = false
    notices[0]?.emit('click')
    expect(done).toEqual([])
    isOpen = true
    inFront = true
    // A click after the notification has failed, or the other way round, is handled once.
    notices[0]?.emit('failed', {}, 'not signed')
    expect(done).toEqual([])
  })

  it('is a message in the window if the notification fails while it is in front, and the window does not flash', () => {
    sealed()
    inFront = true
    notices[0]?.emit('failed', {}, 'not signed')
    expect(done).toHaveLength(1)
    expect(done[0]).toMatchObject([expect.any(String), { type: 'notification-failed', of: 'sealed', profileId }])
    notices[0]?.emit('failed', {}, 'not signed')
    expect(done).toHaveLength(1)
  })

  it('is the only event with a notification', () => {
    emit({ type: 'locked' })
    emit({ type: 'session-changed', profileId })
    expect(notices).toEqual([])
  })
})

describe('a cluster that is lost', () => {
  it('is reported by its connection name, and a click opens its seal page', () => {
    emit({ type: 'cluster-lost', profileId, name: 'kind' })
    expect(notices.map(({ shown, options }) => [shown, options.title])).toEqual([
      [true, 'kind has no working cluster node'],
    ])
    notices[0]?.emit('click')
    expect(done).toEqual(['shown', [String(window.webContents.id), { type: 'seal', profileId }]])
  })
})
