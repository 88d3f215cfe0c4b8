/**
 * The screen saver of the desktop on the session bus: freedesktop's interface (KDE, Cinnamon, Xfce and others) and GNOME's.
 * https://specifications.freedesktop.org/idle-inhibit-spec/latest/
 */
import { followBus } from './bus.ts'

export interface ScreenSaverOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onLock: () => void
  /** Milliseconds until the first retry. */
  readonly firstPause?: number
}

/** The path of each interface; the signal can come from another path, as with KDE. */
const savers = {
  'org.freedesktop.ScreenSaver': '/org/freedesktop/ScreenSaver',
  'org.gnome.ScreenSaver': '/org/gnome/ScreenSaver',
} as const

/**
 * Calls `onLock` when the screen saver starts. Returns the function that stops this. Does nothing without a session
 * bus.
 */
export function followScreenSaver({ environment, onLock, firstPause }: ScreenSaverOptions): () => void {
  const address = sessionBus(environment)
  if (address === null) return () => undefined
  return followBus(
    address,
    {
      begin: async (bus) => {
        for (const name of Object.keys(savers)) {
          await bus.match(`type='signal',interface='${name}',member='ActiveChanged'`)
        }
        for (const [name, path] of Object.entries(savers)) {
          const call = { destination: name, path, interface: name, member: 'GetActive' }
          // A desktop has one of them, or none.
          if ((await bus.call(call).catch(() => false)) === true) onLock()
        }
      },
      onSignal: ({ interface: from, member, body }) => {
        if (from in savers && member === 'ActiveChanged' && body[0] === true) onLock()
      },
    },
    firstPause,
  )
}

function sessionBus(environment: ScreenSaverOptions['environment']): string | null {
  const address = environment['DBUS_SESSION_BUS_ADDRESS']
  if (address !== undefined && address !== '') return address
  const runtime = environment['XDG_RUNTIME_DIR']
  return runtime === undefined || runtime === '' ? null : `unix:path=${escaped(runtime)}/bus`
}

/**
 * Returns the text escaped as a value of a bus address.
 * https://dbus.freedesktop.org/doc/dbus-specification.html#addresses
 */
const escaped = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCodePoint(byte)
    return /[-\w/.\\*]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
  }).join('')
