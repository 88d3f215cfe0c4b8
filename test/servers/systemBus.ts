/** A real message bus with a logind and a screen saver that a test controls. Linux only. */
import { createClient } from 'dbus-native'
import { stopProcess } from '../../electron/base/system/processes.ts'
import { startBus } from './keyring.ts'
import { removeFolder, temporaryFolder } from './lifetime.ts'

export const sessionOfTest = '/org/freedesktop/login1/session/_37'
const manager = '/org/freedesktop/login1'
const user = '/org/freedesktop/login1/user/_1000'
const loginSession = 'org.freedesktop.login1.Session'

export interface TestSystemBus {
  /** The environment with which an app uses this bus as both the system's and the session's. */
  readonly env: Readonly<Record<string, string>>
  /** The requests to logind, oldest first. */
  readonly asked: readonly string[]
  sleep(): void
  wake(): void
  setLocked(locked: boolean): void
  lockSession(): void
  setScreenSaver(kind: 'freedesktop' | 'gnome', active: boolean): void
  /** Ends the bus and its services. */
  end(): Promise<void>
  stop(): Promise<void>
}

export interface TestSystemBusOptions {
  /** How logind finds the session: by its ID, by the process, by the person's display, or not at all. */
  readonly by?: 'id' | 'process' | 'display' | 'nothing'
  readonly locked?: boolean
  readonly screenSaver?: boolean
  /** The folder of an earlier bus, to restart at the same address. */
  readonly folder?: string
}

/** Starts a bus with both services. */
export async function startSystemBus(options: TestSystemBusOptions = {}): Promise<TestSystemBus & { folder: string }> {
  const { by = 'id', screenSaver = false } = options
  const folder = options.folder ?? (await temporaryFolder('system-bus'))
  const { bus, address } = await startBus(folder, process.env)
  const client = createClient({ busAddress: address })
  client.connection.on('error', () => undefined)
  let locked = options.locked ?? false
  const asked: string[] = []
  const none = (): never => {
    throw Object.assign(new Error('none'), { dbusName: 'org.freedesktop.login1.NoSuchSession' })
  }
  const answer = (path: string, from: string, member: string, how: (...given: string[]) => unknown, out: string) =>
    client.setMethodCallHandler(path, from, member, [
      (...given: unknown[]) => {
        asked.push(member)
        return how(...given.map(String))
      },
      out,
    ])
  const login = 'org.freedesktop.login1.Manager'
  answer(manager, login, 'GetSession', (id) => (by === 'id' && id === '37' ? sessionOfTest : none()), 'o')
  answer(manager, login, 'GetSessionByPID', () => (by === 'process' ? sessionOfTest : none()), 'o')
  answer(manager, login, 'GetUser', () => (by === 'display' ? user : none()), 'o')
  const properties = 'org.freedesktop.DBus.Properties'
  const readable = (type: string) => ({ type, access: 'read' }) as const
  client.exportInterface(
    {
      get LockedHint() {
        return locked
      },
    },
    sessionOfTest,
    { name: loginSession, properties: { LockedHint: readable('b') } },
  )
  client.exportInterface({ Display: ['37', sessionOfTest] }, user, {
    name: 'org.freedesktop.login1.User',
    properties: { Display: readable('(so)') },
  })
  answer('/org/gnome/ScreenSaver', 'org.gnome.ScreenSaver', 'GetActive', () => screenSaver, 'b')
  await client.requestName('org.freedesktop.login1', 0)
  await client.requestName('org.gnome.ScreenSaver', 0)

  const setLocked = (now: boolean) => {
    locked = now
    const changed = [loginSession, [['LockedHint', ['b', now]]], []]
    client.sendSignal(sessionOfTest, properties, 'PropertiesChanged', 'sa{sv}as', changed)
  }
  const prepareForSleep = (starts: boolean) => client.sendSignal(manager, login, 'PrepareForSleep', 'b', [starts])
  const end = async () => {
    client.connection.stream.destroy()
    await stopProcess(bus, 5000)
  }
  return {
    folder,
    env: { DBUS_SYSTEM_BUS_ADDRESS: address, DBUS_SESSION_BUS_ADDRESS: address, XDG_SESSION_ID: '37' },
    asked,
    sleep: () => prepareForSleep(true),
    wake: () => prepareForSleep(false),
    setLocked,
    lockSession: () => client.sendSignal(sessionOfTest, loginSession, 'Lock'),
    setScreenSaver: (kind, active) => {
      const path = kind === 'gnome' ? '/org/gnome/ScreenSaver' : '/ScreenSaver'
      client.sendSignal(path, `org.${kind}.ScreenSaver`, 'ActiveChanged', 'b', [active])
    },
    end,
    stop: async () => {
      await end()
      await removeFolder(folder)
    },
  }
}
