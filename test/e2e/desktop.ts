/** Operates the desktop shell from the side of the system: its menu, its dialogs, and events such as a second start. */
import type { Page } from '@playwright/test'
import { expect } from './app.ts'
import type { Desktop, TestApp } from './startOn.ts'

/** The main process of an app that was started on a desktop target. */
export function desktopOf(app: TestApp): Desktop {
  if (app.desktop === undefined) throw new Error('this target has no desktop shell')
  return app.desktop
}

/** Presses an item of the application menu if it is enabled. */
export const press = (app: TestApp, id: string): Promise<void> =>
  desktopOf(app).evaluate(({ Menu }, id) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(id)
    if (item === null || item === undefined) throw new Error(`the menu has no ${id}`)
    if (item.enabled) item.click()
  }, id)

/** The labels of the application menu, and whether each is enabled, by ID. */
export const menuOf = (app: TestApp): Promise<Record<string, { label: string; enabled: boolean }>> =>
  desktopOf(app).evaluate(({ Menu }) => {
    const found: Record<string, { label: string; enabled: boolean }> = {}
    const read = (items: readonly Electron.MenuItem[]): void => {
      for (const { id, label, enabled, submenu } of items) {
        if (typeof id === 'string') found[id] = { label, enabled }
        if (submenu !== undefined && submenu !== null) read(submenu.items)
      }
    }
    read(Menu.getApplicationMenu()?.items ?? [])
    return found
  })

/** From now on, answers every dialog of the shell with the button at `response`. */
export const answerWith = (app: TestApp, response: number): Promise<void> =>
  desktopOf(app).evaluate(({ dialog }, response) => {
    Object.assign(globalThis, { questions: (globalThis as { questions?: unknown[] }).questions ?? [] })
    dialog.showMessageBox = async (...given: unknown[]) => {
      const options = given.at(-1) as Electron.MessageBoxOptions
      ;(globalThis as unknown as { questions: Electron.MessageBoxOptions[] }).questions.push(options)
      return { response, checkboxChecked: false }
    }
  }, response)

export interface Question {
  readonly message: string
  readonly detail: string
  readonly buttons: string[]
}

/** The dialogs so far, oldest first. */
export const questionsOf = (app: TestApp): Promise<Question[]> =>
  desktopOf(app).evaluate(() =>
    (globalThis as unknown as { questions: Electron.MessageBoxOptions[] }).questions.map(
      ({ message, detail = '', buttons = [] }) => ({ message, detail, buttons }),
    ),
  )

/** Starts the app a second time with this on its command line; the first start receives it. */
export const startAgain = (app: TestApp, ...args: readonly string[]): Promise<void> =>
  desktopOf(app).evaluate(({ app }, args) => {
    app.emit('second-instance', {}, ['strongroom', ...args], '/')
  }, args)

/** How many windows are open. */
export const windowCount = (app: TestApp): Promise<number> =>
  desktopOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

/** Closes the window with this title, as its frame's button does. */
export async function closeWindow(app: TestApp, title: string): Promise<void> {
  await expect
    .poll(() =>
      desktopOf(app).evaluate(
        ({ BrowserWindow }, title) => BrowserWindow.getAllWindows().filter((each) => each.getTitle() === title).length,
        title,
      ),
    )
    .toBe(1)
  await desktopOf(app).evaluate(({ BrowserWindow }, title) => {
    BrowserWindow.getAllWindows()
      .find((each) => each.getTitle() === title)
      ?.close()
  }, title)
}

/** Drops a file on an element. */
export async function dropFile(page: Page, target: ReturnType<Page['locator']>, name: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle((name) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['{}'], name, { type: 'application/json' }))
    return transfer
  }, name)
  await target.dispatchEvent('drop', { dataTransfer })
}
