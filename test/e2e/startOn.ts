/** The built app on one of the targets, under one roof: a journey need not know on which. */
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

/** The desktop shell's main process: Playwright's `ElectronApplication`, or what the double has in its place. */
export type Desktop = Pick<DoubleApp, 'evaluate'>

export interface SavedFile {
  readonly name: string
  readonly text: string
}

export interface TestApp {
  /** Its `STRONGROOM_HOME`: all that it keeps lies below. */
  readonly home: string
  /** Of its windows. */
  readonly context: BrowserContext
  /** On the desktop targets alone. */
  readonly desktop: Desktop | undefined
  /** The first window, perhaps with nothing in it yet; for what has to be there before `open`. */
  firstPage(): Promise<Page>
  /** The first window, with the first page shown. */
  open(): Promise<Page>
  /** One more window. */
  openAnother(): Promise<Page>
  /** Does what makes the window save a file, and answers that file. */
  saved(page: Page, act: () => Promise<void>): Promise<SavedFile>
  /** What it has printed so far. */
  output(): string
  /** Ends it as a person does; once is enough. A folder of its own making is removed, unless `keepHome`. */
  stop(options?: { readonly keepHome?: boolean }): Promise<void>
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

/** Starts the app; the real Electron must be there when it is the target. */
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
  // On Windows, Playwright starts Electron in a shell, and a kill of that process would not reach the app.
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
        // Over an edit that a journey has left, the shell asks; nobody is there to answer.
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
      // Under its name: while it is being written, the folder has a file of another name.
      const isSaved = async () => readdirSync(folder).includes(await savedName())
      await expect.poll(isSaved, { message: 'a file is saved' }).toBe(true)
      const name = await savedName()
      const text = await readFile(join(folder, name), 'utf8')
      await removeFolder(folder)
      return { name, text }
    },
  }
}

/** Runs in the main process: a person who saves every file in `folder`, under the name that is suggested. */
function answerSaveDialog({ dialog }: ElectronModule, folder: string): void {
  dialog.showSaveDialog = async (...given: unknown[]) => {
    const { defaultPath = '' } = given.at(-1) as { defaultPath?: string }
    Object.assign(globalThis, { savedName: defaultPath })
    return { canceled: false, filePath: folder + defaultPath }
  }
}

/** An end comes once, however often it is asked for. */
function once(end: (how: () => Promise<void>) => Promise<void>): typeof end {
  let ending: Promise<void> | undefined
  return (how) => (ending ??= end(how))
}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
