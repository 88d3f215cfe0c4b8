/**
 * The process that runs the app's own main module with the double instead of Electron:
 * `node run.ts`, with settings in the environment (runtime.ts) and a channel to the test, which evaluates functions
 * over it.
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

/** A request of the test: a function's text and its argument. */
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
// Arguments on the command line of a process that the app has started.
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
// The test has ended, so nothing may be left running.
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

/** Adopts a window that a page has opened if the app allowed it, or closes it before it shows anything. */
async function adopt({ targetId, session }: Opened): Promise<void> {
  const decision = doubleSession().decisions.shift()
  if (decision?.allowed === true) {
    DoubleWindow.adopt(decision.options, { targetId, session })
    return
  }
  // The new page can share its opener's process, which is blocked while this page waits, and forever if it is closed
  // while it waits. So let it run without any request, and close it once its opener responds again.
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  await session.send('Runtime.runIfWaitingForDebugger')
  await decision?.opener.isAwake()
  browser.tell('Target.closeTarget', { targetId })
}

/** Opens a session for a process that the app has started. */
async function openContext(): Promise<void> {
  const { browser } = await devtools()
  const { browserContextId } = await browser.send('Target.createBrowserContext', { disposeOnDetach: true })
  Object.assign(settings, { browserContextId })
}
