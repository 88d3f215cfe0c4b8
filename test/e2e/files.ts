/** Chooses files in journeys: in the system's dialogs, or from the folder of the browser shell. */
import { basename } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { desktopOf } from './desktop.ts'
import type { TestApp } from './startOn.ts'

/** From now on, every file dialog returns this path; null cancels. */
export const choosesFile = (app: TestApp, path: string | null): Promise<void> =>
  desktopOf(app).evaluate(({ dialog }, path) => {
    const canceled = path === null
    dialog.showOpenDialog = async () => ({ canceled, filePaths: path === null ? [] : [path] })
    dialog.showSaveDialog = async () => ({ canceled, filePath: path ?? '' })
  }, path)

/** Chooses a kubeconfig. In a browser, it is in the folder that the app was started with. */
export async function chooseKubeconfig(app: TestApp, page: Page, dialog: Locator, path: string): Promise<void> {
  await dialog.getByText('Other file', { exact: true }).click()
  if (app.desktop === undefined) {
    await dialog.getByRole('button', { name: /Kubeconfig file/ }).click()
    await page.getByRole('option', { name: basename(path), exact: true }).click()
    return
  }
  await choosesFile(app, path)
  await dialog.getByRole('button', { name: 'Choose kubeconfig…' }).click()
}
