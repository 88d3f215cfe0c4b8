import { EventEmitter } from 'node:events'
import type { App, PowerMonitor, WebContents } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import type { AppEvent } from '../../electron/contract/app.ts'
import {
  becomeOnlyInstance,
  closeInOrder,
  lockThroughPage,
  lockWhenAway,
  reloadAtLock,
} from '../../electron/desktop/lifecycle.ts'
import type { ProfileLock } from '../../electron/desktop/profileLock.ts'
import { preventable } from './electron.ts'

class TestApp extends EventEmitter {
  readonly done: string[] = []
  readonly first: boolean

  constructor(first = true) {
    super()
    this.first = first
  }

  requestSingleInstanceLock(): boolean {
    return this.first
  }

  quit(): void {
    this.done.push('quit')
  }

  exit(code: number): void {
    this.done.push(`exit ${code}`)
  }

  get asElectron(): App {
    return this as unknown as App
  }
}

describe('a second start', () => {
  const ask = (app: TestApp, lock: ProfileLock) =>
    becomeOnlyInstance({
      app: app.asElectron,
      readLock: () => lock,
      onSecondStart: (args) => app.done.push(`heard ${args.join(' ')}`),
    })

  it('ends immediately and changes nothing', () => {
    const app = new TestApp(false)
    expect(ask(app, { state: 'running' })).toEqual({ state: 'running' })
    expect(app.done).toEqual(['quit'])
    expect(app.eventNames()).toEqual([])
  })

  it('does not end silently if no other instance runs', () => {
    const app = new TestApp(false)
    const lock: ProfileLock = { state: 'elsewhere', host: 'another', pid: 7 }
    expect(ask(app, lock)).toEqual(lock)
    expect(app.done).toEqual([])
  })

  it('passes its command line to the first', () => {
    const app = new TestApp()
    expect(ask(app, { state: 'running' })).toBe('only')
    app.emit('second-instance', {}, ['strongroom', 'strongroom://server?at=x'], '/')
    expect(app.done).toEqual(['heard strongroom strongroom://server?at=x'])
  })
})

describe('a person who leaves', () => {
  it.each(['suspend', 'lock-screen', 'user-did-resign-active'])('locks the core: %s', (event) => {
    const powerMonitor = new EventEmitter()
    let locked = 0
    const core = {
      lock: async () => {
        locked += 1
      },
    }
    lockWhenAway(powerMonitor as PowerMonitor, core, () => {})
    powerMonitor.emit('resume')
    powerMonitor.emit('unlock-screen')
    expect(locked).toBe(0)
    powerMonitor.emit(event)
    expect(locked).toBe(1)
  })
})

describe('a computer that shuts down', () => {
  it('exits the app, without a question', () => {
    const powerMonitor = new EventEmitter()
    const done: string[] = []
    lockWhenAway(powerMonitor as PowerMonitor, { lock: async () => {} }, () => done.push('quit'))
    powerMonitor.emit('shutdown')
    expect(done).toEqual(['quit'])
  })
})

describe('the lock command of the menu', () => {
  it('goes through the page, and locks without it if no page responds', () => {
    vi.useFakeTimers()
    const done: string[] = []
    const listeners = new Set<(event: AppEvent) => void>()
    const core = {
      lock: async () => {
        done.push('locked')
      },
      listen: (listener: (event: AppEvent) => void) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    lockThroughPage(core, () => done.push('page asked'))
    expect(done).toEqual(['page asked'])
    vi.runAllTimers()
    expect(done).toEqual(['page asked', 'locked'])

    // The page has already locked, so a person who unlocks right away is not locked again.
    lockThroughPage(core, () => done.push('page asked'))
    for (const listener of listeners) listener({ type: 'locked' })
    vi.runAllTimers()
    expect(done).toEqual(['page asked', 'locked', 'page asked'])
    // Only the listener of the first lock remains, because the test's core never emitted its event.
    expect(listeners.size).toBe(0)

    // Any other event is not the lock.
    lockThroughPage(core, () => done.push('page asked'))
    for (const listener of listeners) listener({ type: 'settings-changed' })
    vi.runAllTimers()
    expect(done.slice(3)).toEqual(['page asked', 'locked'])
    vi.useRealTimers()
  })
})

describe('@boundary a page after a lock', () => {
  class Page extends EventEmitter {
    readonly done: string[] = []
    destroyed = false
    isDestroyed = () => this.destroyed
    reload = () => void this.done.push('reload')
    forcefullyCrashRenderer = () => void this.done.push('end its process')
    load = () => {
      this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
      this.emit('did-navigate')
    }
  }
  const lockedWith = (page: Page) => {
    const listeners = new Set<(event: AppEvent) => void>()
    const listen = (listener: (event: AppEvent) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
    reloadAtLock({ listen }, () => [page as unknown as WebContents])
    for (const listener of listeners) listener({ type: 'locked' })
  }

  it('is not reloaded by the shell if it reloads itself', () => {
    vi.useFakeTimers()
    const page = new Page()
    lockedWith(page)
    vi.advanceTimersByTime(100)
    page.load()
    vi.advanceTimersByTime(10_000)
    expect(page.done).toEqual([])
    expect(page.eventNames()).toEqual([])
    vi.useRealTimers()
  })

  it('is loaded again after 500 ms if it does nothing, or only moves within its document', () => {
    vi.useFakeTimers()
    const page = new Page()
    lockedWith(page)
    page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
    vi.advanceTimersByTime(499)
    expect(page.done).toEqual([])
    vi.advanceTimersByTime(1)
    expect(page.done).toEqual(['reload'])
    page.load()
    vi.advanceTimersByTime(10_000)
    expect(page.done).toEqual(['reload'])
    vi.useRealTimers()
  })

  it('is reloaded if one of its own navigations was refused', () => {
    vi.useFakeTimers()
    const page = new Page()
    lockedWith(page)
    page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    page.emit('did-fail-provisional-load', {}, -3, 'ERR_ABORTED', 'https://evil.example/', true)
    vi.advanceTimersByTime(500)
    expect(page.done).toEqual(['reload'])
    page.load()
    vi.advanceTimersByTime(10_000)
    expect(page.done).toEqual(['reload'])
    expect(page.eventNames()).toEqual([])
    vi.useRealTimers()
  })

  it('is not reloaded because of a failed navigation of a frame in it, nor because of another event', () => {
    vi.useFakeTimers()
    const page = new Page()
    lockedWith(page)
    page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    page.emit('did-fail-provisional-load', {}, -3, 'ERR_ABORTED', 'https://evil.example/', false)
    vi.advanceTimersByTime(500)
    expect(page.done).toEqual([])
    page.emit('did-navigate')
    vi.advanceTimersByTime(10_000)
    const other = new Page()
    reloadAtLock({ listen: (listener) => (listener({ type: 'settings-changed' }), () => undefined) }, () => [
      other as unknown as WebContents,
    ])
    vi.advanceTimersByTime(10_000)
    expect([page.done, other.done, other.eventNames()]).toEqual([[], [], []])
    vi.useRealTimers()
  })

  it('gets a new process if its own hangs', () => {
    vi.useFakeTimers()
    const page = new Page()
    lockedWith(page)
    vi.advanceTimersByTime(10_000)
    expect(page.done).toEqual(['reload', 'end its process', 'reload'])
    vi.useRealTimers()
  })

  it('is not touched if its window has closed', () => {
    vi.useFakeTimers()
    const page = new Page()
    lockedWith(page)
    page.destroyed = true
    vi.advanceTimersByTime(10_000)
    expect(page.done).toEqual([])
    vi.useRealTimers()
  })
})

describe('the exit of the app', () => {
  it('happens with the last window, on every platform', () => {
    const app = new TestApp()
    closeInOrder(app.asElectron, async () => {})
    app.emit('window-all-closed')
    expect(app.done).toEqual(['quit'])
  })

  it('waits until the core has closed, once', async () => {
    const app = new TestApp()
    const closing = Promise.withResolvers<void>()
    closeInOrder(app.asElectron, () => {
      app.done.push('closing')
      return closing.promise
    })
    const first = preventable({})
    app.emit('will-quit', first)
    app.emit('will-quit', preventable({}))
    expect([first.prevented, app.done]).toEqual([true, ['closing']])
    closing.resolve()
    await expect.poll(() => app.done).toEqual(['closing', 'exit 0'])
  })

  it('happens even if the core cannot close', async () => {
    const app = new TestApp()
    closeInOrder(app.asElectron, () => Promise.reject(new Error('stuck')))
    app.emit('will-quit', preventable({}))
    await expect.poll(() => app.done).toEqual(['exit 0'])
  })
})
