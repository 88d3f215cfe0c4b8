import { EventEmitter } from 'node:events'
import type { App, PowerMonitor } from 'electron'
import { describe, expect, it } from 'vitest'
import { becomeOnlyInstance, closeInOrder, lockWhenAway } from '../../electron/desktop/lifecycle.ts'
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
  it('ends at once and touches nothing', () => {
    const app = new TestApp(false)
    expect(becomeOnlyInstance(app.asElectron, () => app.done.push('shown'))).toBe(false)
    expect(app.done).toEqual(['quit'])
    expect(app.eventNames()).toEqual([])
  })

  it('brings the window of the first to the front', () => {
    const app = new TestApp()
    expect(becomeOnlyInstance(app.asElectron, () => app.done.push('shown'))).toBe(true)
    app.emit('second-instance')
    expect(app.done).toEqual(['shown'])
  })
})

describe('a person who leaves', () => {
  it.each(['suspend', 'lock-screen'])('leaves a locked core behind: %s', (event) => {
    const powerMonitor = new EventEmitter()
    let locked = 0
    lockWhenAway(powerMonitor as PowerMonitor, {
      lock: async () => {
        locked += 1
      },
    })
    powerMonitor.emit('resume')
    powerMonitor.emit('unlock-screen')
    expect(locked).toBe(0)
    powerMonitor.emit(event)
    expect(locked).toBe(1)
  })
})

describe('the end', () => {
  it('comes with the last window, on every platform', () => {
    const app = new TestApp()
    closeInOrder(app.asElectron, { close: async () => {} })
    app.emit('window-all-closed')
    expect(app.done).toEqual(['quit'])
  })

  it('waits until the core has closed, once', async () => {
    const app = new TestApp()
    const closing = Promise.withResolvers<void>()
    closeInOrder(app.asElectron, {
      close: () => {
        app.done.push('closing')
        return closing.promise
      },
    })
    const first = preventable({})
    app.emit('will-quit', first)
    app.emit('will-quit', preventable({}))
    expect([first.prevented, app.done]).toEqual([true, ['closing']])
    closing.resolve()
    await expect.poll(() => app.done).toEqual(['closing', 'exit 0'])
  })

  it('comes even when the core cannot close', async () => {
    const app = new TestApp()
    closeInOrder(app.asElectron, { close: () => Promise.reject(new Error('stuck')) })
    app.emit('will-quit', preventable({}))
    await expect.poll(() => app.done).toEqual(['exit 0'])
  })
})
