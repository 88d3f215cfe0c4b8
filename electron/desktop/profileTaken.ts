/**
 * Handles a start that did not get the lock on Chromium's profile, although no other instance runs: explains the reason
 * and asks the person.
 */
import type { App, Dialog } from 'electron'
import { resolveLanguage } from '../contract/language.ts'
import { homeWords } from './homeWords.ts'
import { type ProfileLock, removeProfileLock } from './profileLock.ts'
import { asksTakeOver } from './takeOver.ts'
import { words as shellWords } from './words.ts'

export interface ProfileTakenOptions {
  readonly app: Pick<App, 'whenReady' | 'exit' | 'getPreferredSystemLanguages'>
  readonly dialog: Pick<Dialog, 'showMessageBox' | 'showErrorBox'>
  /** The folder of the profile. */
  readonly folder: string
}

/** Returns whether the person removed the lock, so that this start can take it. Otherwise the app ends. */
export async function settleProfileLock(
  lock: Exclude<ProfileLock, { readonly state: 'running' }>,
  { app, dialog, folder }: ProfileTakenOptions,
): Promise<boolean> {
  // Before that, Electron has no dialog for a message with buttons, and on Linux no dialog at all.
  await app.whenReady()
  const language = resolveLanguage('system', app.getPreferredSystemLanguages())
  if (lock.state === 'unlockable') {
    dialog.showErrorBox(shellWords[language].cannotStart.title, homeWords[language].unlockable(folder))
    app.exit(1)
    return false
  }
  if (!(await asksTakeOver(dialog, language, { state: lock.state, holder: lock }, folder))) {
    app.exit(1)
    return false
  }
  removeProfileLock(folder)
  return true
}
