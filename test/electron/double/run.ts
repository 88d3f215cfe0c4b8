/**
 * The process in which the app's own main module runs, with the double in Electron's place:
 * `node run.ts`, settings in the environment (runtime.ts), a channel to the test over which it evaluates functions.
 */
import { registerHooks } from 'node:module'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import type { WebContents } from 'electron'
import { app } from './app.ts'
import { DoubleWindow } from './browserWindow.ts'
import { absent, electron } from './electron.ts'
import { connectMenu } from './menu.ts'
import { makeProgram } from './program.ts'
import { devtools, isRootOnLinux, settings } from './runtime.ts'
import { doubleSession } from './session.ts'
import { attachToTargets, type Opened } from './targets.ts'

/** What the test asks: a function's text and its argument. */
interface Question {
  readonly id: number
  readonly source: string
  readonly arg: unknown
}

const names = Object.keys(electron)
Object.assign(globalThis, { doubleOfElectron: electron })
const missing = (name: string) =>
  `export const ${name} = new Proxy(function () {}, Object.fromEntries(['get', 'apply', 'construct'].map((trap) => [trap, () => { throw new Error('The double of Electron has no ${name}.') }])))`
const moduleSource = [
  'const electron = globalThis.doubleOfElectron',
  'export default electron',
  `export const { ${names.join(', ')} } = electron`,
  ...absent.map(missing),
].join('\n')

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: 'double:electron', format: 'module', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === 'double:electron' ? { format: 'module', source: moduleSource, shortCircuit: true } : next(url, context),
})

if (process.platform !== 'win32') process.execPath = makeProgram()
Object.defineProperty(process, 'platform', { value: settings.platform })
const { uid } = settings
if (uid !== null) process.getuid = () => uid
const appFolder = join(dirname(settings.main), '..', '..')
// Of a process that the app has started, on its command line.
Object.assign(settings, { args: [...settings.args, ...process.argv.slice(2)] })
process.argv = [process.execPath, ...(settings.packaged ? [] : [appFolder]), ...settings.args]
// As in Electron's lib/common/init.ts: on Windows the main process reads nothing from its parent.
if (settings.platform === 'win32') {
  const ended = Readable.from([])
  Object.defineProperty(process, 'stdin', { configurable: false, enumerable: true, get: () => ended })
}

process.on('message', ({ id, source, arg }: Question) => {
  const work = async (): Promise<unknown> => {
    // oxlint-disable-next-line no-implied-eval
    const run = new Function(`return (${source})`)() as (electron: unknown, arg: unknown) => unknown
    return run(electron, arg)
  }
  work().then(
    (value) => process.send?.({ id, value }),
    (problem: unknown) => process.send?.({ id, problem: problem instanceof Error ? problem.stack : String(problem) }),
  )
})
// The test has gone: nothing stays behind.
process.on('disconnect', () => process.exit(1))

connectMenu({
  focusedContents: () => (DoubleWindow.getFocusedWindow() as unknown as DoubleWindow | null)?.webContents,
  quit: () => app.quit(),
})

// As Chromium does before any script runs.
if (isRootOnLinux && !settings.args.includes('--no-sandbox')) {
  process.stderr.write('Running as root without --no-sandbox is not supported. See https://crbug.com/638180.\n')
  process.exit(1)
}

const connected = devtools()
if (settings.browserContextId === '') await openContext()
await import(pathToFileURL(settings.main).href)
const { browser } = await connected
await attachToTargets((popUp) => void adopt(popUp).catch(() => undefined))
app.begin()
await doubleSession().watchDownloads(() => DoubleWindow.getAllWindows()[0]?.webContents as WebContents)

/** A window that a page has opened: as the app said it may, or gone before it shows anything. */
async function adopt({ targetId, session }: Opened): Promise<void> {
  const decision = doubleSession().decisions.shift()
  if (decision?.allowed === true) {
    DoubleWindow.adopt(decision.options, { targetId, session })
    return
  }
  // It may share its opener's process, which stands still while this one waits, and for good if it goes while it waits.
  // So it goes on, but no request of it does, and it is closed once its opener is heard again.
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  await session.send('Runtime.runIfWaitingForDebugger')
  await decision?.opener.isAwake()
  browser.tell('Target.closeTarget', { targetId })
}

/** A session for a process that the app has started. */
async function openContext(): Promise<void> {
  const { browser } = await devtools()
  const { browserContextId } = await browser.send('Target.createBrowserContext', { disposeOnDetach: true })
  Object.assign(settings, { browserContextId })
}
