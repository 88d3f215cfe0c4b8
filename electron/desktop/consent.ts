/** How the desktop shell asks for consent: a dialog of the operating system that describes the exact act. */
import type { BrowserWindow, Dialog } from 'electron'
import type { Language } from '../contract/language.ts'
import type { AskConsent } from '../core/consent/consent.ts'

export interface DialogConsentOptions {
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly language: () => Language
  /** Returns the window by the shell's name for it, or any window. */
  readonly window: (name: string | undefined) => BrowserWindow | undefined
}

/** Refusing is the default button and the result of Escape. */
export function dialogConsent({ dialog, language, window }: DialogConsentOptions): AskConsent {
  return async ({ act, fields, window: name, signal, opened }) => {
    // Electron has no dialog with a field for a passphrase.
    if (fields.length > 0) return false
    // Loaded on demand: rarely needed, and never at the start.
    const { describeAct } = await import('../core/consent/words.ts')
    if (signal.aborted) return false
    const text = describeAct(act, language())
    const options = {
      type: 'question' as const,
      message: text.title,
      detail: text.lines.join('\n'),
      buttons: [text.allow, text.refuse],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
      signal,
    }
    opened({ where: 'dialog' })
    const parent = window(name)
    const { response } = await (parent === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(parent, options))
    return response === 0
  }
}
