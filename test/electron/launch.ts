/**
 * The test's side of the double of Electron: starts the app's own built main process in it and returns its windows as
 * Playwright pages. Has the interface of Playwright's `ElectronApplication`, so that a journey works with both.
 */
import { fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type * as Electron from 'electron'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright'
import { ended, stopProcess } from '../../electron/base/system/processes.ts'
import { chromiumLaunch } from '../servers/chromium.ts'
import { endWithTests, removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import type { electron } from './double/electron.ts'
import type { DoubleSettings } from './double/runtime.ts'

const root = join(import.meta.dirname, '..', '..')
const builtMain = join(root, 'dist', 'main', 'main.js')
const runner = join(import.meta.dirname, 'double', 'run.ts')

export interface LaunchOptions {
  /** The Chromium to run in, launched with `doubleLaunch()`. */
  readonly browser: Browser
  /** Added to this process's environment, or replacing parts of it; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Arguments on the command line, after Electron's own. */
  readonly args?: readonly string[]
  /** The configuration and data of an earlier run to start with; a new folder if absent. */
  readonly home?: string
  readonly packaged?: boolean
  readonly platform?: NodeJS.Platform
  /** The user ID that runs the app, 0 for root; a normal user if absent. */
  readonly uid?: number
  /** See `DoubleSettings`. */
  readonly wayland?: boolean
  readonly startHidden?: boolean
  /** A main module other than the built one. */
  readonly main?: string
  readonly context?: BrowserContextOptions
}

/** What `evaluate` passes to a function: the main process's module `electron`, typed as Electron's own. */
export type ElectronModule = Pick<typeof Electron, keyof typeof electron>

export interface DoubleApp {
  /** The browser context of all windows of this run. */
  readonly context: BrowserContext
  /** The app's `STRONGROOM_HOME`. */
  readonly home: string
  readonly pid: number
  /** Resolves with the exit code when the process has ended. */
  readonly exit: Promise<number | null>
  /** Waits for the first window. */
  firstWindow(): Promise<Page>
  windows(): Page[]
  /** Runs a function in the main process. It is sent as text, so it sees only its argument. */
  evaluate<T, A>(run: (electron: ElectronModule, arg: A) => T | Promise<T>, arg: A): Promise<T>
  evaluate<T>(run: (electron: ElectronModule) => T | Promise<T>): Promise<T>
  /** What the app has printed so far, on both streams. */
  output(): string
  /** Quits as a user does. Removes a temporary home; `keepHome` keeps it for the next start. */
  close(options?: { readonly keepHome?: boolean }): Promise<void>
  /** Ends the app as a crash does. */
  kill(): Promise<void>
}

/** The switches that the app asks Electron to start Chromium with; the double refuses any other. */
const appSwitches = ['--host-resolver-rules=MAP * ~NOTFOUND']

/**
 * Chromium has this setting for all pages; that the app sets it for each page is a rule (test/electron/rules/reach.ts).
 */
const webRtcPolicy = '--force-webrtc-ip-handling-policy=disable_non_proxied_udp'

/** Launch options of a Chromium that can run several doubles, one after the other or concurrently. */
export function doubleLaunch(): ReturnType<typeof chromiumLaunch> {
  const { args, ...more } = chromiumLaunch()
  // A port for the double's own connection, in addition to Playwright's.
  return { ...more, args: [...args, '--remote-debugging-port=0', ...appSwitches, webRtcPolicy] }
}

/** Starts the app, which opens its first window itself. */
export async function launchDouble(options: LaunchOptions): Promise<DoubleApp> {
  const { browser, packaged = false, platform = process.platform, uid = null, main = builtMain, args = [] } = options
  const { wayland = false, startHidden = false } = options
  if (!existsSync(main)) throw new Error(`${main} is missing: run \`npm run build\` first`)
  const home = options.home ?? (await temporaryFolder('double'))
  const [endpoint, { context, id: browserContextId }] = await Promise.all([
    endpointOf(browser),
    newContext(browser, options.context),
  ])
  const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
  const settings: DoubleSettings = {
    endpoint,
    browserContextId,
    main,
    args,
    switches: appSwitches,
    packaged,
    platform,
    uid,
    version,
    wayland,
    startHidden,
  }
  const child = endWithTests(
    fork(runner, [], {
      env: { ...process.env, ...options.env, STRONGROOM_HOME: home, DOUBLE_OF_ELECTRON: JSON.stringify(settings) },
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    }),
  )
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => printed.push(line))
  }
  const output = (): string => printed.join('\n')
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const gone = async (): Promise<never> => {
    throw new Error(`The double has ended with ${await exit}:\n${output()}`)
  }
  const answers = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', ({ id, value, problem }: { id: number; value: unknown; problem?: string }) => {
    const answer = answers.get(id)
    answers.delete(id)
    if (problem === undefined) answer?.resolve(value)
    else answer?.reject(new Error(problem))
  })
  let lastId = 0
  const evaluate = async (
    run: (electron: ElectronModule, arg: unknown) => unknown,
    arg?: unknown,
  ): Promise<unknown> => {
    lastId += 1
    const answer = Promise.withResolvers<unknown>()
    answers.set(lastId, answer)
    child.send({ id: lastId, source: String(run), arg })
    return Promise.race([answer.promise, gone()])
  }

  const end = async (keepHome: boolean): Promise<void> => {
    await context.close()
    if (options.home === undefined && !keepHome) await removeFolder(home)
  }
  return {
    context,
    home,
    pid: child.pid ?? 0,
    exit,
    firstWindow: async () => {
      const [page] = context.pages()
      return page ?? Promise.race([context.waitForEvent('page'), gone()])
    },
    windows: () => context.pages(),
    evaluate,
    output,
    close: async ({ keepHome = false } = {}) => {
      if (child.exitCode === null && child.signalCode === null) {
        evaluate(({ app }) => app.quit()).catch(() => undefined)
        const force = setTimeout(() => void stopProcess(child, 5000), 15_000)
        await exit
        clearTimeout(force)
      }
      await end(keepHome)
    },
    kill: async () => {
      const over = ended(child)
      child.kill('SIGKILL')
      await over
      await context.close()
    },
  }
}

const endpoints = new WeakMap<Browser, Promise<string>>()

/** Returns the port of a browser of `doubleLaunch`, which chooses it itself and writes it into its profile. */
function endpointOf(browser: Browser): Promise<string> {
  const known = endpoints.get(browser)
  if (known !== undefined) return known
  const find = async (): Promise<string> => {
    const devtools = await browser.newBrowserCDPSession()
    const { commandLine } = await devtools.send('SystemInfo.getInfo')
    await devtools.detach()
    const profile = /--user-data-dir=(?:"([^"]+)"|(\S+))/.exec(commandLine)
    const [port, path] = readFileSync(join(profile?.[1] ?? profile?.[2] ?? '', 'DevToolsActivePort'), 'utf8').split(
      '\n',
    )
    return `ws://127.0.0.1:${port}${path}`
  }
  const endpoint = find()
  endpoints.set(browser, endpoint)
  return endpoint
}

const turns = new WeakMap<Browser, Promise<unknown>>()

/** Creates a context and finds its ID in the DevTools protocol, which Playwright does not expose; one at a time. */
function newContext(
  browser: Browser,
  options?: BrowserContextOptions,
): Promise<{ context: BrowserContext; id: string }> {
  const make = async (): Promise<{ context: BrowserContext; id: string }> => {
    const devtools = await browser.newBrowserCDPSession()
    const before = new Set((await devtools.send('Target.getBrowserContexts')).browserContextIds)
    const context = await browser.newContext(options)
    const after = (await devtools.send('Target.getBrowserContexts')).browserContextIds
    await devtools.detach()
    const id = after.find((each) => !before.has(each))
    if (id === undefined) throw new Error('the new context is not among the browser’s')
    return { context, id }
  }
  const turn = (turns.get(browser) ?? Promise.resolve()).then(make)
  turns.set(
    browser,
    turn.catch(() => undefined),
  )
  return turn
}

/** For `evaluate`: the user consents to everything that the app asks in a dialog. */
export const consents = ({ dialog }: ElectronModule): void => {
  dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
}
