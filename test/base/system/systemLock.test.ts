/** The signals that lock the app with the computer on Linux: logind and the screen saver, on a real message bus. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { followLogind } from '../../../electron/base/system/logind.ts'
import { followScreenSaver } from '../../../electron/base/system/screenSaver.ts'
import { lockWithSystem } from '../../../electron/base/system/systemLock.ts'
import { programMissing } from '../../servers/keyring.ts'
import { startSystemBus, type TestSystemBus, type TestSystemBusOptions } from '../../servers/systemBus.ts'

const missing = await programMissing('dbus-daemon')
const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

type Follow = (options: {
  environment: Readonly<Record<string, string>>
  onLock: () => void
  firstPause: number
}) => () => void

/** Starts following, and resolves after the bus has delivered all earlier requests. */
async function following(follow: Follow, environment: Readonly<Record<string, string>>) {
  const locks = { count: 0 }
  ends.push(follow({ environment, onLock: () => void (locks.count += 1), firstPause: 20 }))
  return locks
}

async function startedBus(options?: TestSystemBusOptions) {
  const bus = await startSystemBus(options)
  ends.push(() => bus.stop())
  return bus
}

/** Repeats an action until it is received: a signal that is sent before the app listens is lost. */
async function heard(locks: { count: number }, act: () => void): Promise<number> {
  const again = () => {
    act()
    return locks.count
  }
  await expect.poll(again, { interval: 50 }).toBeGreaterThan(0)
  return locks.count
}

/** Waits for everything that was sent before: the bus keeps the order. */
async function quiet(bus: TestSystemBus, locks: { count: number }, act: () => void): Promise<void> {
  await heard(locks, () => bus.wake())
  await new Promise((resolve) => setTimeout(resolve, 100))
  const before = locks.count
  act()
  bus.wake()
  await expect.poll(() => locks.count).toBe(before + 1)
}

describe.skipIf(missing !== null)(`@boundary logind${missing === null ? '' : ` (left out: ${missing})`}`, () => {
  it('locks the app before the computer sleeps, and when it wakes', async () => {
    const bus = await startedBus()
    const locks = await following(followLogind, bus.env)
    await heard(locks, () => bus.sleep())
    const before = locks.count
    bus.wake()
    await expect.poll(() => locks.count).toBeGreaterThan(before)
  })

  it.each(['id', 'process', 'display'] as const)('locks the app with its session, found by %s', async (by) => {
    const bus = await startedBus({ by })
    const locks = await following(followLogind, bus.env)
    expect(await heard(locks, () => bus.setLocked(true))).toBeGreaterThan(0)
  })

  it('locks the app when the session is locked, and not when it is unlocked', async () => {
    const bus = await startedBus()
    const locks = await following(followLogind, bus.env)
    await quiet(bus, locks, () => bus.setLocked(false))
    const before = locks.count
    bus.lockSession()
    await expect.poll(() => locks.count).toBe(before + 1)
  })

  it('locks an app that starts in a locked session', async () => {
    const bus = await startedBus({ locked: true })
    const locks = await following(followLogind, bus.env)
    await expect.poll(() => locks.count).toBe(1)
  })

  it('is followed for sleep even if there is no session', async () => {
    const bus = await startedBus({ by: 'nothing' })
    const locks = await following(followLogind, bus.env)
    await heard(locks, () => bus.sleep())
    expect(bus.asked.slice(0, 3)).toEqual(['GetSession', 'GetSessionByPID', 'GetUser'])
  })

  it('is followed again when its bus is available again', async () => {
    const bus = await startedBus()
    const locks = await following(followLogind, bus.env)
    await heard(locks, () => bus.sleep())
    await bus.end()
    await rm(join(bus.folder, 'bus'), { force: true })
    locks.count = 0
    const again = await startedBus({ folder: bus.folder })
    expect(again.env).toMatchObject({ XDG_SESSION_ID: '37' })
    await heard(locks, () => again.setLocked(true))
  })
})

describe.skipIf(missing !== null)('@boundary the screen saver', () => {
  it.each(['freedesktop', 'gnome'] as const)('locks the app when it starts: %s', async (kind) => {
    const bus = await startedBus()
    const locks = await following(followScreenSaver, bus.env)
    await heard(locks, () => bus.setScreenSaver(kind, true))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const before = locks.count
    bus.setScreenSaver(kind, false)
    bus.setScreenSaver(kind, true)
    await expect.poll(() => locks.count).toBe(before + 1)
  })

  it('locks an app that starts while it is active', async () => {
    const bus = await startedBus({ screenSaver: true })
    const locks = await following(followScreenSaver, bus.env)
    await expect.poll(() => locks.count).toBe(1)
  })
})

describe.skipIf(missing !== null)('the lock without a bus, or on another system', () => {
  it('does nothing and logs nothing', async () => {
    const nowhere = 'unix:path=/nonexistent/bus'
    const environment = { DBUS_SYSTEM_BUS_ADDRESS: nowhere, DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' }
    const locks = await following(followLogind, environment)
    const others = await following(followScreenSaver, environment)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([locks.count, others.count]).toEqual([0, 0])
    expect(followScreenSaver({ environment: {}, onLock: () => undefined })()).toBeUndefined()
  })

  it('is left to Electron on macOS and Windows', async () => {
    const bus = await startedBus({ locked: true })
    let locks = 0
    const core = {
      lock: async () => {
        locks += 1
      },
    }
    lockWithSystem({ core, environment: bus.env, platform: 'darwin' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([locks, bus.asked]).toEqual([0, []])
  })
})
