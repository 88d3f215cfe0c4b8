/** The system's dialogs for files and folders. The core gets the chosen path, and a page gets a handle. */
import type { BrowserWindow, Dialog } from 'electron'
import type { ChooseFileRequest } from '../core/files/chosenFiles.ts'
import { safeBaseName } from '../base/files/fileNames.ts'
import type { Words } from './words.ts'

export interface ChooseFileOptions {
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>
  readonly words: () => Words['choose']
  /** Returns the window by the shell's name for it, or any window. */
  readonly window: (name: string | undefined) => BrowserWindow | undefined
}

/** Returns a function that resolves to the path, or null when the person canceled. */
export function fileChooser({ dialog, words, window }: ChooseFileOptions) {
  return async ({ kind, name, window: of }: ChooseFileRequest): Promise<string | null> => {
    const parent = window(of)
    const title = words()[kind]
    if (name !== undefined) {
      const options = {
        title,
        defaultPath: safeBaseName(name),
        properties: ['createDirectory' as const, 'dontAddToRecent' as const],
      }
      const { canceled, filePath } = await (parent === undefined
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(parent, options))
      return canceled || filePath === '' ? null : filePath
    }
    const properties =
      kind === 'kubeconfig'
        ? ['openFile' as const, 'showHiddenFiles' as const, 'dontAddToRecent' as const]
        : ['openDirectory' as const, 'createDirectory' as const, 'dontAddToRecent' as const]
    const { canceled, filePaths } = await (parent === undefined
      ? dialog.showOpenDialog({ title, properties })
      : dialog.showOpenDialog(parent, { title, properties }))
    return canceled ? null : (filePaths[0] ?? null)
  }
}
