/** A start in a terminal on a home that is free, in use, damaged, or held by a process that does not respond. */
import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type * as timersPromises from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Home, isHome, takeHome } from '../../electron/storage/home/homeLock.ts'
import { thisProcess } from '../../electron/storage/home/machine.ts'
import type { ControlAnswer, ControlCommand } from '../../electron/storage/home/protocol.ts'
import { controlFolder, type Holder, lockFile, readHolder, recordText } from '../../electron/storage/home/record.ts'
import { type SecondStartOptions, startOrJoin } from '../../electron/loopback/secondStart.ts'
import { endWithTests, removeFolder, temporaryFolder } from '../servers/lifetime.ts'

/** The long wait for the browser ends when the test lets it. */
const browser = vi.hoisted(() => ({ hasRead: Promise.resolve(), waits: 0 }))
vi.mock('node:timers/promises', async (original) => {
  const timers = await original<typeof timersPromises>()
  const setTimeout = (ms: number, ...rest: unknown[]) => {
    if (ms !== 10_000) return timers.setTimeout(ms, ...(rest as [unknown]))
    browser.waits += 1
    return browser.hasRead
  }
  return { ...timers, setTimeout }
})

let base: string
let dataFolder: string
let printed: { readonly stdout: string[]; readonly stderr: string[] }
let input: PassThrough & { isTTY?: boolean }
const homes: Home[] = []

beforeEach(async () => {
  base = await temporaryFolder('second')
  dataFolder = join(base, 'data')
  printed = { stdout: [], stderr: [] }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text: string | Uint8Array) => {
      printed[name].push(String(text))
      return true
    })
  }
  input = new PassThrough()
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin)
  vi.stubEnv('DISPLAY', '')
  vi.stubEnv('WAYLAND_DISPLAY', '')
  vi.stubEnv('WSL_DISTRO_NAME', '')
})
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await Promise.all(homes.splice(0).map((home) => home.release()))
  await removeFolder(base)
})

const quiet = { version: '1', isEnding: () => false, onLost: () => undefined }
const options = (): Omit<SecondStartOptions, 'open'> => ({
  ...quiet,
  dataFolder,
  run: async () => ({ ok: true }),
  mayTakeOver: false,
  ofNewServer: [],
})

/** Starts once more; returns the exit code, or 'started'. */
async function start(more: Partial<SecondStartOptions> = {}): Promise<number | 'started'> {
  const taken = await startOrJoin({ ...options(), open: false, ...more })
  if (typeof taken === 'number') return taken
  homes.push(taken)
  return 'started'
}

/** Types this line when the start asks for it. */
async function startTyping(line: string, more: Partial<SecondStartOptions> = {}): Promise<number | 'started'> {
  input.isTTY = true
  const started = start({ mayTakeOver: true, ...more })
  await expect.poll(() => said(), { timeout: 10_000 }).toContain('Type yes to take over')
  input.write(`${line}\n`)
  return started
}

const said = () => printed.stdout.join('')
const complained = () => printed.stderr.join('')

/** An app that runs on the home, with its answer to a second start. */
async function running(answer: (command: ControlCommand) => ControlAnswer | Promise<ControlAnswer>) {
  const asked: ControlCommand[] = []
  const run = async (command: ControlCommand) => {
    asked.push(command)
    return answer(command)
  }
  const home = await takeHome({ ...quiet, dataFolder, shell: 'electron', run })
  if (!isHome(home)) throw new Error('the home is in use')
  homes.push(home)
  return asked
}

/** The record of a holder that is not an app of this test. */
async function holds(change: Partial<Holder>): Promise<void> {
  const control = controlFolder(dataFolder)
  await mkdir(control, { recursive: true })
  const here = await thisProcess()
  const holder: Holder = { ...here, shell: 'electron', folder: control, address: null, secret: 'x', ...change }
  await writeFile(lockFile(control, 1), recordText(holder))
}

const otherComputer = { host: 'other.example.com', bootId: 'another', pid: 77 }

describe('a start on a home that is free', () => {
  it('starts, prints nothing, and holds the home as the browser shell', async () => {
    expect(await start()).toBe('started')
    expect([said(), complained()]).toEqual(['', ''])
    expect(await readHolder(dataFolder)).toMatchObject({ shell: 'loopback', pid: process.pid })
  })
})

describe('a start on a home in use', () => {
  const address = 'http://0a1b.localhost:4321/#key=the-key'

  it.each([true, false])('prints a new address of the browser shell (open: %s)', async (open) => {
    const asked = await running(() => ({ ok: true, address, opened: false }))
    expect(await start({ open })).toBe(0)
    expect(asked).toEqual([{ command: 'join', open }])
    expect(said()).toBe(
      `Strongroom is already running (process ${process.pid}). This is a new address for your browser.\n` +
        `Strongroom is at ${address}\n`,
    )
    expect(complained()).toBe('')
    expect((await readHolder(dataFolder))?.shell).toBe('electron')
  })

  it('reports that the window of the desktop app is in front', async () => {
    await running(() => ({ ok: true }))
    expect(await start({ open: true })).toBe(0)
    expect(said()).toMatch(/already running as a desktop app \(process \d+\)\. Its window is in front\.\n.*-- end\n$/)
    expect(said()).not.toContain('Strongroom is at')
  })

  it.each<[string, readonly string[], string]>([
    ['none', [], ''],
    ['the port that the app has', ['--port 4321'], ''],
    ['another port', ['--port 4322'], '--port 4322'],
    ['a folder', ['--port 4321', '--files /tmp/x'], '--files /tmp/x'],
    ['two', ['--plain-host', '--files /tmp/x'], '--plain-host, --files /tmp/x'],
  ])('names the options that the running app ignores: %s', async (_what, ofNewServer, ignored) => {
    await running(() => ({ ok: true, address }))
    expect(await start({ ofNewServer })).toBe(0)
    expect(/The running app ignores (.*?)\. /.exec(complained())?.[1] ?? complained()).toBe(ignored)
    expect(said()).toContain(`Strongroom is at ${address}\n`)
  })

  it('ignores every option if the desktop app runs', async () => {
    await running(() => ({ ok: true }))
    await start({ ofNewServer: ['--port 4321'] })
    expect(complained()).toContain('The running app ignores --port 4321. ')
  })

  it('fails with the reason of the running app', async () => {
    await running(() => ({ ok: false, message: 'It is locked out.' }))
    expect(await start()).toBe(1)
    expect(complained()).toBe(`Strongroom is already running (process ${process.pid}). It is locked out.\n`)
    expect(said()).toBe('')
  })

  it('fails if the running app does not respond', async () => {
    const isAsked = Promise.withResolvers<void>()
    await running(() => {
      isAsked.resolve()
      return new Promise(() => {})
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const started = start()
    await isAsked.promise
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await started).toBe(1)
    expect(complained()).toContain('It does not answer.')
  })
})

describe.skipIf(process.platform !== 'linux')('the browser of a second start', () => {
  const address = 'http://0a1b.localhost:4321/#key=the-key'
  let temporary: string
  beforeEach(async () => {
    temporary = join(base, 'tmp')
    await mkdir(temporary)
    // A browser that reads nothing.
    vi.stubEnv('BROWSER', 'true')
    vi.stubEnv('XDG_CURRENT_DESKTOP', 'X-Generic')
    vi.stubEnv('TMPDIR', temporary)
    vi.stubEnv('WSL_DISTRO_NAME', 'a desktop')
  })

  it.each<[string, Partial<SecondStartOptions>, boolean]>([
    ['is not wanted', { open: false }, false],
    ['was opened by the running app', { open: true }, true],
  ])('is not opened if it %s', async (_what, more, opened) => {
    browser.waits = 0
    await running(() => ({ ok: true, address, opened }))
    expect(await start(more)).toBe(0)
    expect([await readdir(temporary), browser.waits]).toEqual([[], 0])
  })

  it('receives a file that is removed before the start ends', async () => {
    const read = Promise.withResolvers<void>()
    browser.hasRead = read.promise
    await running(() => ({ ok: true, address, opened: false }))
    const started = start({ open: true })
    await expect.poll(() => readdir(temporary), { timeout: 5000 }).toHaveLength(1)
    const [folder = ''] = await readdir(temporary)
    await expect
      .poll(() => readFile(join(temporary, folder, 'strongroom.html'), 'utf8').catch(() => ''))
      .toContain(`location.replace('${address}')`)
    read.resolve()
    expect(await started).toBe(0)
    expect(await readdir(temporary)).toEqual([])
  })
})

describe('a start on a home that another process may hold', () => {
  it('names the computer, and explains how to take over', async () => {
    await holds(otherComputer)
    expect(await start()).toBe(1)
    expect(complained()).toBe(
      `Strongroom did not start. Another Strongroom uses ${dataFolder} on the computer other.example.com (process 77).\n` +
        'Quit Strongroom there. If it is no longer running, start again with --take-over.\n',
    )
    expect((await readHolder(dataFolder))?.pid).toBe(77)
  })

  it('reports that the lock is damaged, and explains how to take over', async () => {
    await mkdir(controlFolder(dataFolder), { recursive: true })
    await writeFile(lockFile(controlFolder(dataFolder), 1), '{')
    expect(await start()).toBe(1)
    expect(complained()).toBe(
      `Strongroom did not start. The lock file in ${dataFolder} cannot be read.\n` +
        'If no other Strongroom is running, start again with --take-over.\n',
    )
    printed.stderr.splice(0)
    expect(await startTyping('yes')).toBe('started')
    expect(said()).toContain('If another Strongroom is still running here, its unsaved changes are lost.\n')
    expect((await readHolder(dataFolder))?.pid).toBe(process.pid)
  })

  it('takes over only in a terminal', async () => {
    await holds(otherComputer)
    expect(await start({ mayTakeOver: true })).toBe(1)
    expect(complained()).toMatch(/\n--take-over must be confirmed in a terminal\.\n$/)
    expect(said()).toBe('')
    expect((await readHolder(dataFolder))?.pid).toBe(77)
  })

  it.each(['', 'no', 'y'])('takes over nothing after %j', async (typed) => {
    await holds(otherComputer)
    expect(await startTyping(typed)).toBe(1)
    expect((await readHolder(dataFolder))?.pid).toBe(77)
    expect(complained()).not.toContain('--take-over')
  })

  it('takes over after the person has confirmed it', async () => {
    await holds(otherComputer)
    expect(await startTyping('yes')).toBe('started')
    expect(said()).toContain('If Strongroom is still running on other.example.com, its unsaved changes are lost.\n')
    expect(await readHolder(dataFolder)).toMatchObject({ pid: process.pid, host: hostname().toLowerCase() })
  })

  it('takes over no other lock than the confirmed one', async () => {
    await holds(otherComputer)
    input.isTTY = true
    const started = start({ mayTakeOver: true })
    await expect.poll(said, { timeout: 10_000 }).toContain('Type yes to take over')
    const here = await thisProcess()
    const newer = { ...here, ...otherComputer, pid: 78, shell: 'electron', address: null, secret: 'x', folder: base }
    await writeFile(lockFile(controlFolder(dataFolder), 2), recordText(newer as Holder))
    input.write('yes\n')
    expect(await started).toBe(1)
    expect(complained()).toMatch(/\(process 77\)\.\n[^]*\(process 78\)\.\n$/)
    expect((await readHolder(dataFolder))?.pid).toBe(78)
  })

  it('joins an app that has started during the question', async () => {
    await holds(otherComputer)
    input.isTTY = true
    const started = start({ mayTakeOver: true })
    await expect.poll(said, { timeout: 10_000 }).toContain('Type yes to take over')
    await writeFile(lockFile(controlFolder(dataFolder), 2), recordText(null))
    await running(() => ({ ok: true, address: 'http://x.localhost:1/#key=k' }))
    input.write('yes\n')
    expect(await started).toBe(0)
    expect(said()).toContain('Strongroom is at http://x.localhost:1/#key=k\n')
  })

  it.skipIf(process.platform !== 'linux')(
    'ends a process that does not respond after the person has confirmed it',
    async () => {
      const child = endWithTests(spawn('sleep', ['600']))
      const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8')
      const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
      await holds({ pid: child.pid ?? 0, startTime })
      expect(await start()).toBe(1)
      expect(complained()).toMatch(/\nWait for it or end it\. To end it from here, start again with --take-over\.\n$/)
      expect(await startTyping('yes')).toBe('started')
      expect(complained()).toContain(
        `Another Strongroom (process ${child.pid}) uses ${dataFolder} and does not answer.\n`,
      )
      expect(said()).toContain(`Strongroom ends process ${child.pid}. Its unsaved changes are lost.\n`)
      expect(await ended).toBe('SIGKILL')
    },
  )
})
