/** Two starts on one home: one process writes, in either shell, and the other start joins it or says why not. */
import { chmod, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { lockFile, recordText } from '../../electron/storage/home/record.ts'
import { type DoubleApp, launchDouble } from '../electron/launch.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { secondStart } from '../servers/secondStart.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { addConnection, callFrom, expect, openApp, test } from './app.ts'
import { runControl } from './consent.ts'

/** An environment without any service of this computer's session. */
const noDesktop = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined, DBUS_SESSION_BUS_ADDRESS: undefined }

let folder: string
let home: string
test.beforeEach(async () => {
  folder = await temporaryFolder('writer')
  home = join(folder, 'home')
})
test.afterEach(() => removeFolder(folder))

/** A desktop whose browser only records what it was asked to open. */
async function desktopEnv() {
  const program = join(folder, 'xdg-open')
  await writeFile(program, `#!/bin/sh\ncat "$1" >> ${join(folder, 'opened')}\n`)
  await chmod(program, 0o755)
  return { ...noDesktop, DISPLAY: ':99', PATH: `${folder}:${process.env['PATH']}` }
}
const opened = () => readFile(join(folder, 'opened'), 'utf8').catch(() => '')

const names = async (): Promise<string[]> => {
  const text = await readFile(join(home, 'config', 'connections.json'), 'utf8')
  return (JSON.parse(text) as { profiles: { name: string }[] }).profiles.map(({ name }) => name)
}
async function addMany(page: Page, prefix: string): Promise<void> {
  for (let count = 0; count < 25; count++) await addConnection(page, 'http://127.0.0.1:8200', `${prefix}${count}`)
}

test.describe('@boundary @browser a second start on the same home', () => {
  test('joins the first one, so that no connection of either is lost', async ({ browser }) => {
    const first = await startStrongroom({ env: noDesktop, home })
    const one = await browser.newPage()
    await openApp(one, first.url)
    const second = await secondStart(home, { env: noDesktop })
    const two = await browser.newPage()
    await openApp(two, second.url ?? '')
    await Promise.all([addMany(one, 'a'), addMany(two, 'b')])
    second.child.kill()
    await first.stop({ keepHome: true })
    expect(await names()).toHaveLength(50)
    expect(second.code).toBe(0)
    expect(second.output).toContain(`already running (process ${first.pid})`)
  })

  test('prints a new address for a lost browser, and opens it on a desktop', async ({ browser }) => {
    const env = await desktopEnv()
    const first = await startStrongroom({ env, home })
    const lost = await browser.newContext()
    await openApp(await lost.newPage(), first.url)
    await lost.close()

    const second = await secondStart(home, { env, args: [] })
    expect(second.code).toBe(0)
    expect(new URL(second.url ?? '').host).toBe(new URL(first.url).host)
    expect(second.url).not.toBe(first.url)
    await expect.poll(opened).toContain(second.url ?? '?')
    const page = await browser.newPage()
    await openApp(page, second.url ?? '')
    await callFrom(page, 'connections.list', {})
    await first.stop({ keepHome: true })
  })

  test('says which options the running app ignores', async () => {
    const first = await startStrongroom({ env: noDesktop, home })
    const { port } = new URL(first.url)
    const same = await secondStart(home, { env: noDesktop, args: ['--no-open', '--port', port] })
    expect(same.output).not.toContain('ignores')
    const args = ['--no-open', '--port=8123', '--files', folder, '--plain-host']
    const second = await secondStart(home, { env: noDesktop, args })
    expect(second.code).toBe(0)
    expect(second.output).toContain(
      'The running app ignores --port 8123, --plain-host, --files. To start with other options, quit it first: npm start -- end',
    )
    expect(new URL(second.url ?? '').port).toBe(port)
    await first.stop({ keepHome: true })
  })

  test('starts normally after the first one was killed or has ended', async () => {
    const first = await startStrongroom({ env: noDesktop, home })
    await first.kill()
    const second = await startStrongroom({ env: noDesktop, home })
    expect(second.output()).not.toContain('already running')
    await second.stop({ keepHome: true })
    const third = await startStrongroom({ env: noDesktop, home })
    await third.stop({ keepHome: true })
    expect((await readdir(join(home, 'data', 'control'))).filter((name) => !name.startsWith('lock-'))).toEqual([])
  })

  test('takes nothing from a hanging process until the user confirms it in the terminal', async () => {
    const first = await startStrongroom({ env: noDesktop, home })
    process.kill(first.pid, 'SIGSTOP')
    const refused = await secondStart(home, { env: noDesktop })
    expect(refused.code).toBe(1)
    expect(refused.output).toContain(`Another Strongroom (process ${first.pid}) uses ${home}/data and does not answer.`)
    expect(refused.output).toContain('start again with --take-over')
    const unasked = await secondStart(home, { env: noDesktop, args: ['--no-open', '--take-over'] })
    expect(unasked.code).toBe(1)
    expect(unasked.output).toContain('must be confirmed in a terminal')

    const args = ['--no-open', '--take-over']
    const canceled = await secondStart(home, { env: noDesktop, args, typed: 'no' })
    expect(canceled.code).toBe(1)
    expect(canceled.output).toContain(`Strongroom ends process ${first.pid}.`)
    const taken = await secondStart(home, { env: noDesktop, args, typed: 'yes' })
    expect(taken.code).toBeNull()
    expect(() => process.kill(first.pid, 0)).toThrow()
    await runControl({ home }, ['end'])
    taken.child.kill()
  })

  test('names the other computer that uses a shared home', async () => {
    const control = join(home, 'data', 'control')
    await mkdir(control, { recursive: true })
    const facts = { host: 'build-7.example.com', machineId: 'other', bootId: 'other', pidNamespace: null, pid: 4711 }
    const holder = { ...facts, startTime: '1', folder: control, shell: 'electron' as const, address: null, secret: 'x' }
    await writeFile(lockFile(control, 3), recordText(holder))
    const refused = await secondStart(home, { env: noDesktop })
    expect(refused.code).toBe(1)
    expect(refused.output).toContain(
      `Another Strongroom uses ${home}/data on the computer build-7.example.com (process 4711).`,
    )
    expect(await readdir(join(home, 'data'))).toEqual(['control'])
    const args = ['--no-open', '--take-over']
    const taken = await secondStart(home, { env: noDesktop, args, typed: 'yes' })
    expect(taken.code).toBeNull()
    await runControl({ home }, ['end'])
    taken.child.kill()
  })

  test('says that a home is read-only, and starts nothing', async () => {
    const asRoot = process.getuid?.() === 0
    await chmod(folder, 0o755)
    await mkdir(join(home, 'data'), { recursive: true })
    await chmod(home, 0o555)
    await chmod(join(home, 'data'), 0o555)
    const start = await secondStart(home, { env: { ...noDesktop, HOME: folder }, ...(asRoot && { uid: 65_534 }) })
    await chmod(join(home, 'data'), 0o755)
    await chmod(home, 0o755)
    expect(start.code).toBe(1)
    expect(start.output).toContain(`Strongroom cannot start: it cannot write to ${home}/data (EACCES).`)
  })

  test('says immediately that a home is a relative path, or that its folder can’t be created', async () => {
    const relative = await secondStart('here', { env: noDesktop })
    expect(relative.code).toBe(1)
    expect(relative.output).toBe(
      'Strongroom cannot start: STRONGROOM_HOME must be an absolute path, and "here" is not.\n',
    )
    test.skip(process.platform !== 'linux', 'only Linux has /proc')
    const nowhere = await secondStart('/proc/strongroom', { env: noDesktop })
    expect(nowhere.code).toBe(1)
    expect(nowhere.output).toContain('Strongroom cannot start: it cannot write to /proc/strongroom/data (ENOENT).')
  })
})

test.describe('@boundary @double a second start on the same home, of the other shell', () => {
  test('shows the window of the desktop app', async ({ browser }) => {
    const first = await launchDouble({ browser, env: noDesktop, home })
    await first.firstWindow()
    const isFocused = () => first.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null)
    await first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    expect(await isFocused()).toBe(false)
    const second = await secondStart(home, { env: noDesktop })
    expect(second.code).toBe(0)
    expect(second.output).toContain(`already running as a desktop app (process ${first.pid})`)
    expect(second.url).toBeUndefined()
    await expect.poll(isFocused).toBe(true)
    const { printed } = await runControl({ home }, ['open'])
    expect(printed).toContain('Its window is in front.')
    await runControl({ home }, ['end'])
    expect(await first.exit).toBe(0)
    const next = await startStrongroom({ env: noDesktop, home })
    await next.stop({ keepHome: true })
    await first.close({ keepHome: true })
  })

  test('opens the browser app if that one runs, and shows no window', async ({ browser }) => {
    const env = await desktopEnv()
    const first = await startStrongroom({ env, home })
    const second = await launchDouble({ browser, env, home })
    expect(await second.exit).toBe(0)
    expect(second.windows()).toEqual([])
    await expect.poll(opened).toContain(new URL(first.url).host)
    await second.close({ keepHome: true })
    await first.stop({ keepHome: true })
  })

  test('asks in a dialog before it takes over from another computer', async ({ browser }) => {
    const control = join(home, 'data', 'control')
    await mkdir(control, { recursive: true })
    const facts = { host: 'build-7.example.com', machineId: 'other', bootId: 'other', pidNamespace: null, pid: 4711 }
    const holder = { ...facts, startTime: '1', folder: control, shell: 'loopback' as const, address: null, secret: 'x' }
    await writeFile(lockFile(control, 3), recordText(holder))
    const start = (response: number) => inFrontOfPerson(browser, response)
    const refused = await start(1)
    expect(await refused.exit).toBe(1)
    expect(refused.output()).toContain(
      `Strongroom uses ${home}/data on the computer build-7.example.com (process 4711).`,
    )
    expect(refused.output()).toContain('"defaultId":1,"cancelId":1')
    expect(await readdir(control)).toEqual(['lock-3.json'])
    await refused.close({ keepHome: true })

    const taken = await start(0)
    await openFirst(taken.firstWindow())
    expect(await readFile(lockFile(control, 4), 'utf8')).toContain(hostname().toLowerCase())
    await taken.close({ keepHome: true })
    await rm(control, { recursive: true })
  })

  test('asks in a dialog when the profile of the window is locked by another computer', async ({ browser }) => {
    const profile = join(home, 'data', 'window')
    await mkdir(profile, { recursive: true })
    const lock = join(profile, 'SingletonLock')
    await symlink('build-7.example.com-4711', lock)
    const refused = await inFrontOfPerson(browser, 1)
    expect(await refused.exit).toBe(1)
    expect(refused.output()).toContain(`Strongroom uses ${profile} on the computer build-7.example.com (process 4711).`)
    expect(refused.output()).toContain('"defaultId":1,"cancelId":1')
    expect(await readlink(lock)).toBe('build-7.example.com-4711')
    expect(await readdir(join(home, 'data'))).toEqual(['window'])
    await refused.close({ keepHome: true })

    const taken = await inFrontOfPerson(browser, 0)
    await openFirst(taken.firstWindow())
    expect(await readlink(lock)).toBe(`${hostname()}-${taken.pid}`)
    await taken.close({ keepHome: true })
  })

  test('says that the profile of the window cannot be locked', async ({ browser }) => {
    const profile = join(home, 'data', 'window')
    await mkdir(join(profile, 'SingletonLock'), { recursive: true })
    const app = await launchDouble({ browser, env: noDesktop, home })
    expect(await app.exit).toBe(1)
    expect(app.output()).toContain(
      `Error box: Strongroom cannot start: Strongroom cannot create its lock in ${profile}.`,
    )
    await app.close({ keepHome: true })
  })
})

/** Starts the app for a user who presses the button at `response`. */
async function inFrontOfPerson(browser: Browser, response: number): Promise<DoubleApp> {
  const main = join(folder, `main-${response}.mjs`)
  const built = join(import.meta.dirname, '..', '..', 'dist', 'main', 'main.js')
  await writeFile(
    main,
    `import { dialog } from 'electron'
dialog.showMessageBox = async (options) => {
  console.log(JSON.stringify(options))
  return { response: ${response}, checkboxChecked: false }
}
await import(${JSON.stringify(built)})
`,
  )
  return launchDouble({ browser, env: noDesktop, home, main })
}

const openFirst = async (window: Promise<Page>) => expect((await window).locator('#root > *').first()).toBeVisible()
