/** A real Secret Service (gnome-keyring on its own message bus), and its absence. Linux only. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { stopProcess } from '../../electron/base/system/processes.ts'
import { endWithTests, removeFolder, temporaryFolder } from './lifetime.ts'

const run = promisify(execFile)

export interface TestKeyring {
  /**
   * The environment that a process needs for this keyring: `DBUS_SESSION_BUS_ADDRESS`, `HOME` and the XDG folders. The
   * keychain library reads the bus's address only at its first use: pass this to a child process, or assign it to
   * `process.env` before that first use, one keyring per process.
   */
  readonly env: Readonly<Record<string, string>>
  /** Locks the login collection, as a screen lock can: its content cannot be read until it is unlocked. */
  lock(): Promise<void>
  /** Unlocks it with its password, as a login does. */
  unlock(): Promise<void>
  /** Whether the daemon was ended by a signal that this file did not send, as by its own failed assertion. */
  hasCrashed(): boolean
  /** Returns the last lines that the daemon printed, which name the failed assertion of a crash. */
  lastWords(): Promise<string>
  /** Ends the daemon and the bus and removes their folder. */
  stop(): Promise<void>
}

/** The programs that a keyring needs. On Debian: packages gnome-keyring and dbus-x11. */
const needed = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon']

/** The collection of new secrets. */
const collection = '/org/freedesktop/secrets/aliases/default'

/** Returns why there can be no test keyring on this computer, or null. */
export async function keyringMissing(): Promise<string | null> {
  for (const name of needed) {
    const why = await programMissing(name)
    if (why !== null) return why
  }
  return null
}

/** Returns why a program cannot be run here, or null. */
export async function programMissing(name: string): Promise<string | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const there = await Promise.all(
    folders.map((folder) =>
      access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return there.includes(true) ? null : `${name} is not installed`
}

/** The environment of a process that must find no keychain. */
export const noKeyring: Readonly<Record<string, string>> = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }

/**
 * Returns the configuration of a bus for one user without service files: a call before the daemon has its name must not
 * make the bus start another daemon.
 */
const busConfiguration = (socket: string): string => `<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

/** Starts the bus; returns its address. */
export async function startBus(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<{ bus: ChildProcess; address: string }> {
  const file = join(folder, 'bus.conf')
  await writeFile(file, busConfiguration(join(folder, 'bus')))
  const bus = endWithTests(
    spawn('dbus-daemon', ['--nofork', '--nopidfile', '--print-address=1', `--config-file=${file}`], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const [address] = (await once(createInterface({ input: bus.stdout }), 'line')) as [string]
  return { bus, address }
}

/**
 * Makes one call to the Secret Service (https://specifications.freedesktop.org/secret-service/); returns its output.
 */
async function secretService(
  env: NodeJS.ProcessEnv,
  path: string,
  method: string,
  ...words: string[]
): Promise<string> {
  const to = ['--session', '--dest=org.freedesktop.secrets', '--print-reply']
  return (await run('dbus-send', [...to, path, method, ...words], { env })).stdout
}

async function isUnlocked(env: NodeJS.ProcessEnv): Promise<boolean> {
  const property = ['string:org.freedesktop.Secret.Collection', 'string:Locked']
  const answer = await secretService(env, collection, 'org.freedesktop.DBus.Properties.Get', ...property).catch(
    () => '',
  )
  return answer.includes('boolean false')
}

/** Starts the daemon with the password on its standard input; resolves when it serves an unlocked collection. */
async function startDaemon(env: NodeJS.ProcessEnv, password: string, log: string): Promise<ChildProcess> {
  const output = openSync(log, 'a', 0o600)
  const daemon = endWithTests(
    spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
      env,
      stdio: ['pipe', 'ignore', output],
    }),
  )
  closeSync(output)
  daemon.stdin?.end(password)
  const deadline = Date.now() + 30_000
  while (!(await isUnlocked(env))) {
    if (daemon.exitCode !== null || Date.now() > deadline) throw new Error('the keyring did not come up unlocked')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return daemon
}

/** Starts a bus and an unlocked keyring in their own folders. */
export async function startKeyring(password = 'a test password'): Promise<TestKeyring> {
  const folder = await temporaryFolder('keyring')
  const places = { HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run'), XDG_DATA_HOME: join(folder, 'data') }
  await mkdir(places.XDG_RUNTIME_DIR, { mode: 0o700 })
  await mkdir(places.XDG_DATA_HOME, { mode: 0o700 })
  const { bus, address } = await startBus(folder, { ...process.env, ...places })
  const env = { ...places, DBUS_SESSION_BUS_ADDRESS: address }
  const log = join(folder, 'daemon.log')
  let daemon = await startDaemon({ ...process.env, ...env }, password, log)

  return {
    env,
    lock: async () => {
      const all = { ...process.env, ...env }
      const method = 'org.freedesktop.Secret.Service.Lock'
      await secretService(all, '/org/freedesktop/secrets', method, `array:objpath:${collection}`)
    },
    unlock: async () => {
      await stopProcess(daemon, 5000)
      daemon = await startDaemon({ ...process.env, ...env }, password, log)
    },
    hasCrashed: () => daemon.signalCode !== null,
    lastWords: async () => (await readFile(log, 'utf8')).trim().split('\n').slice(-5).join('\n'),
    stop: async () => {
      await stopProcess(daemon, 5000)
      await stopProcess(bus, 5000)
      await removeFolder(folder)
    },
  }
}
