/**
 * systemd-logind on the system bus: sleep, and the lock of this person's session.
 * https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
 */
import { type Bus, type Call, followBus } from './bus.ts'

export interface LogindOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onLock: () => void
  /** Milliseconds until the first retry. */
  readonly firstPause?: number
}

const service = 'org.freedesktop.login1'
const manager = '/org/freedesktop/login1'
const managerInterface = 'org.freedesktop.login1.Manager'
const sessionInterface = 'org.freedesktop.login1.Session'
const properties = 'org.freedesktop.DBus.Properties'

/**
 * Calls `onLock` before the computer sleeps and when it wakes, and when the session is locked. Returns the function
 * that stops this.
 */
export function followLogind({ environment, onLock, firstPause }: LogindOptions): () => void {
  const address = environment['DBUS_SYSTEM_BUS_ADDRESS'] ?? 'unix:path=/run/dbus/system_bus_socket'
  let session: string | null = null

  const begin = async (bus: Bus): Promise<void> => {
    const from = `type='signal',sender='${service}'`
    await bus.match(`${from},path='${manager}',interface='${managerInterface}',member='PrepareForSleep'`)
    session = await sessionPath(bus, environment)
    if (session === null) return
    await bus.match(`${from},path='${session}'`)
    if ((await property(bus, session, sessionInterface, 'LockedHint')) === true) onLock()
  }

  // Another sender that could send these signals could only lock the app.
  return followBus(
    address,
    {
      begin,
      onSignal: ({ path, interface: from, member, body }) => {
        // Also with false, when it wakes: a signal can be late, or the sleep can come before it was read.
        if (path === manager && from === managerInterface && member === 'PrepareForSleep') onLock()
        if (path !== session) return
        if (from === sessionInterface && member === 'Lock') onLock()
        if (from === properties && member === 'PropertiesChanged' && saysLocked(body)) onLock()
      },
    },
    firstPause,
  )
}

function saysLocked([changedInterface, changed]: readonly unknown[]): boolean {
  if (changedInterface !== sessionInterface || typeof changed !== 'object' || changed === null) return false
  return 'LockedHint' in changed && changed.LockedHint === true
}

/** Returns the session that the environment names, that this process belongs to, or that this person's display has. */
async function sessionPath(bus: Bus, environment: LogindOptions['environment']): Promise<string | null> {
  const ask = async (member: string, signature: string, value: unknown): Promise<unknown> =>
    answerOf(bus, { ...toManager, member, signature, body: [value] })
  const id = environment['XDG_SESSION_ID']
  return (
    (id === undefined ? null : objectPath(await ask('GetSession', 's', id))) ??
    objectPath(await ask('GetSessionByPID', 'u', process.pid)) ??
    (await displayOf(bus, objectPath(await ask('GetUser', 'u', process.getuid?.() ?? 0))))
  )
}

async function displayOf(bus: Bus, user: string | null): Promise<string | null> {
  if (user === null) return null
  const display = await property(bus, user, 'org.freedesktop.login1.User', 'Display')
  return Array.isArray(display) ? objectPath(display[1]) : null
}

const toManager = { destination: service, path: manager, interface: managerInterface } as const

const property = (bus: Bus, path: string, from: string, name: string): Promise<unknown> =>
  answerOf(bus, {
    destination: service,
    path,
    interface: properties,
    member: 'Get',
    signature: 'ss',
    body: [from, name],
  })

/** Returns undefined if logind reports that the object does not exist. */
const answerOf = (bus: Bus, call: Call): Promise<unknown> => bus.call(call).catch(() => undefined)

/** Returns a valid path, because it becomes part of a match rule. `/` means none. */
const objectPath = (value: unknown): string | null =>
  typeof value === 'string' && /^(?:\/\w+)+$/.test(value) ? value : null
