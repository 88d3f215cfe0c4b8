/** Asks whether this start takes over a folder that another Strongroom uses. */
import type { Dialog } from 'electron'
import type { Language } from '../contract/language.ts'
import { homeWords, type OccupiedFolder } from './homeWords.ts'

/** Returns whether the person takes over. *Quit* has the focus and is the result of a closed dialog. */
export async function asksTakeOver(
  dialog: Pick<Dialog, 'showMessageBox'>,
  language: Language,
  occupied: OccupiedFolder,
  folder: string,
): Promise<boolean> {
  const words = homeWords[language]
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: `${words.title}. ${words.reason(occupied, folder)}`,
    detail: words.takeOverMeans(occupied),
    buttons: [words.takeOver, words.quit],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}
