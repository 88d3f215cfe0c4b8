/**
 * The test's side of the double of Electron: starts the app's own built main process in it and hands out its windows as
 * Playwright pages. Shaped like Playwright's `ElectronApplication`, so that a journey says the same to both.
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
  /** Beside, or in place of, this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** On the command line, after Electron's own words. */
  readonly args?: readonly string[]
  /** Configuration and data of an earlier run, to start again on; a new folder when absent. */
  readonly home?: string
  readonly packaged?: boolean
  readonly platform?: NodeJS.Platform
  /** The user that runs it, 0 for root; a person when absent. */
  readonly uid?: number
  /** See `DoubleSettings`. */
  readonly wayland?: boolean
  readonly startHidden?: boolean
  /** Another main module than the built one. */
  readonly main?: string
  readonly context?: BrowserContextOptions
}

/** What `evaluate` hands to a function: the main process's module `electron`, typed as Electron's own. */
export type ElectronModule = Pick<typeof Electron, keyof typeof electron>

export interface DoubleApp {
  /** Of all windows of this run. */
  readonly context: BrowserContext
  /** Its `STRONGROOM_HOME`. */
  readonly home: string
  readonly pid: number
  /** Resolves with the exit code when the process has ended. */
  readonly exit: Promise<number | null>
  /** Waits for the first window. */
  firstWindow(): Promise<Page>
  windows(): Page[]
  /** Runs a function in the main process. It is sent as text: it sees its argument and nothing around it. */
  evaluate<T, A>(run: (electron: ElectronModule, arg: A) => T | Promise<T>, arg: A): Promise<T>
  evaluate<T>(run: (electron: ElectronModule) => T | Promise<T>): Promise<T>
  /** What it has printed so far, both streams. */
  output(): string
  /** Quits as a person does. A folder of its own making is removed; `keepHome` keeps it for a next start. */
  close(options?: { readonly keepHome?: boolean }): Promise<void>
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

/** What the app asks Electron to start Chromium with; the double refuses any other switch. */
const appSwitches = ['--host-resolver-rules=MAP * ~NOTFOUND']

/** Chromium has this for all pages at once; that the app asks for it for each is a rule (test/electron/rules/reach.ts). */
const webRtcPolicy = '--force-webrtc-ip-handling-policy=disable_non_proxied_udp'

/** Launch options of a Chromium that doubles can run in: several, one after the other or at once. */
export function doubleLaunch(): ReturnType<typeof chromiumLaunch> {
  const { args, ...more } = chromiumLaunch()
  // A port for the double's own connection beside Playwright's.
  return { ...more, args: [...args, '--remote-debugging-port=0', ...appSwitches, webRtcPolicy] }
}

/** Starts the app; its first window comes by itself. */
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

/** Where a browser of `doubleLaunch` listens. It picks its port itself and writes it into its profile. */
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

/** A new context and its ID in the DevTools protocol, which Playwright keeps to itself; one at a time. */
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

/** For `evaluate`: the person consents to everything that the app asks in a dialog. */
export const consents = ({ dialog }: ElectronModule): void => {
  dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
}
