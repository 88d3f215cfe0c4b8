/** The built app on one of the targets, with one interface: a journey need not know its target. */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { _electron, expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { launchDouble, type DoubleApp, type ElectronModule } from '../electron/launch.ts'
import { electronProgram } from '../electron/program.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startStrongroom, type StrongroomOptions } from '../servers/strongroom.ts'
import { callFrom, openApp, shown } from './calls.ts'
import type { Target } from './targets.ts'

/** The desktop shell's main process: Playwright's `ElectronApplication`, or its counterpart of the double. */
export type Desktop = Pick<DoubleApp, 'evaluate'>

export interface SavedFile {
  readonly name: string
  readonly text: string
}

export interface TestApp {
  /** The app's `STRONGROOM_HOME`, which contains everything that it stores. */
  readonly home: string
  /** The browser context of the app's windows. */
  readonly context: BrowserContext
  /** Defined on the desktop targets only. */
  readonly desktop: Desktop | undefined
  /** The first window, possibly before its page has loaded; for setup that must precede `open`. */
  firstPage(): Promise<Page>
  /** The first window, after its first page is shown. */
  open(): Promise<Page>
  /** Opens one more window. */
  openAnother(): Promise<Page>
  /** Runs `act`, which makes the window save a file. Returns that file. */
  saved(page: Page, act: () => Promise<void>): Promise<SavedFile>
  /** What the app has printed so far. */
  output(): string
  /** Ends the app as a user does; later calls do nothing. Removes a temporary home, unless `keepHome`. */
  stop(options?: { readonly keepHome?: boolean }): Promise<void>
  /** Ends the app as a crash does. */
  kill(): Promise<void>
}

/** Starts the app. With the target `electron`, the real Electron must be installed. */
export async function startOn(target: Target, browser: Browser, options: StrongroomOptions): Promise<TestApp> {
  if (target === 'loopback') return onLoopback(browser, options)
  return target === 'double' ? onDouble(browser, options) : onElectron(options)
}

async function onLoopback(browser: Browser, options: StrongroomOptions): Promise<TestApp> {
  const [app, context] = await Promise.all([startStrongroom(options), browser.newContext()])
  const end = once(async (how: () => Promise<void>) => {
    await context.close()
    await how()
  })
  let page: Promise<Page> | undefined
  const firstPage = () => (page ??= context.newPage())
  return {
    home: app.home,
    context,
    desktop: undefined,
    output: () => app.output(),
    firstPage,
    open: async () => {
      const page = await firstPage()
      await openApp(page, app.url)
      return page
    },
    openAnother: async () => {
      const page = await context.newPage()
      await openApp(page, `${app.origin}/`)
      return page
    },
    saved: async (page, act) => {
      const download = page.waitForEvent('download')
      await act()
      const file = await download
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
    },
    stop: (how) => end(() => app.stop(how)),
    kill: () => end(() => app.kill()),
  }
}

async function onDouble(browser: Browser, options: StrongroomOptions): Promise<TestApp> {
  const app = await launchDouble({ browser, ...options })
  const end = once((how: () => Promise<void>) => how())
  return {
    ...desktopParts(app, app.context, () => app.firstWindow()),
    home: app.home,
    output: () => app.output(),
    stop: (how) => end(() => app.close(how)),
    kill: () => end(() => app.kill()),
  }
}

async function onElectron(options: StrongroomOptions): Promise<TestApp> {
  const home = options.home ?? (await temporaryFolder('electron'))
  const isRoot = process.getuid?.() === 0
  const app = await _electron.launch({
    executablePath: electronProgram() ?? '',
    // Without this, Playwright adds --no-sandbox on Linux, which the app accepts from root only.
    chromiumSandbox: !isRoot,
    args: [...(isRoot ? ['--no-sandbox'] : []), join(import.meta.dirname, '..', '..')],
    env: withoutUndefined({ ...process.env, ...options.env, STRONGROOM_HOME: home }),
  })
  // On Windows, Playwright starts Electron in a shell, and killing that process would not end the app.
  const pid = await app.evaluate(() => process.pid)
  const printed: string[] = []
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (data: Buffer) => printed.push(data.toString()))
  }
  const end = once((how: () => Promise<void>) => how())
  return {
    ...desktopParts(app, app.context(), () => app.firstWindow()),
    home,
    output: () => printed.join(''),
    stop: ({ keepHome = false } = {}) =>
      end(async () => {
        // The shell asks about an unsaved edit, and no user is here to answer.
        await app.evaluate(({ dialog }) => {
          dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
        })
        await app.close()
        if (options.home === undefined && !keepHome) await removeFolder(home)
      }),
    kill: () =>
      end(async () => {
        const gone = new Promise((resolve) => app.process().once('exit', resolve))
        process.kill(pid, 'SIGKILL')
        await gone
      }),
  }
}

function desktopParts(
  desktop: Desktop,
  context: BrowserContext,
  firstWindow: () => Promise<Page>,
): Pick<TestApp, 'desktop' | 'context' | 'firstPage' | 'open' | 'openAnother' | 'saved'> {
  const open = async () => {
    const page = await firstWindow()
    await shown(page)
    return page
  }
  return {
    desktop,
    context,
    firstPage: firstWindow,
    open,
    openAnother: async () => {
      const next = context.waitForEvent('page')
      await callFrom(await firstWindow(), 'window.open', {})
      const page = await next
      await shown(page)
      return page
    },
    saved: async (_page, act) => {
      const folder = await temporaryFolder('saved')
      await desktop.evaluate(answerSaveDialog, join(folder, sep))
      await act()
      const savedName = () => desktop.evaluate(() => (globalThis as { savedName?: string }).savedName ?? '')
      // Waits for the final name: during the write, the folder contains a file with another name.
      const isSaved = async () => readdirSync(folder).includes(await savedName())
      await expect.poll(isSaved, { message: 'a file is saved' }).toBe(true)
      const name = await savedName()
      const text = await readFile(join(folder, name), 'utf8')
      await removeFolder(folder)
      return { name, text }
    },
  }
}

/** Runs in the main process: saves every file in `folder` under the suggested name, as a user would. */
function answerSaveDialog({ dialog }: ElectronModule, folder: string): void {
  dialog.showSaveDialog = async (...given: unknown[]) => {
    const { defaultPath = '' } = given.at(-1) as { defaultPath?: string }
    Object.assign(globalThis, { savedName: defaultPath })
    return { canceled: false, filePath: folder + defaultPath }
  }
}

/** Ends the app only once, however often it is called. */
function once(end: (how: () => Promise<void>) => Promise<void>): typeof end {
  let ending: Promise<void> | undefined
  return (how) => (ending ??= end(how))
}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
