/** Applies the theme and the language of the settings to the shell. */
import type { App, BrowserWindow, NativeTheme } from 'electron'
import { type Language, resolveLanguage } from '../contract/language.ts'
import type { Core } from '../features/createCore.ts'
import { backgroundColor } from './window.ts'
import { words, type Words } from './words.ts'

/**
 * Applies the theme of the settings, now and after every change: to the system's own parts, to the page's
 * `prefers-color-scheme` and to the background of a page before it has painted.
 */
export function followTheme(
  nativeTheme: Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors' | 'on'>,
  core: Pick<Core, 'settings' | 'listen'>,
  windows: () => readonly Pick<BrowserWindow, 'setBackgroundColor'>[],
): void {
  const apply = () => {
    const { theme } = core.settings()
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme
  }
  apply()
  core.listen(({ type }) => {
    if (type === 'settings-changed') apply()
  })
  nativeTheme.on('updated', () => {
    for (const window of windows()) window.setBackgroundColor(backgroundColor(nativeTheme.shouldUseDarkColors))
  })
}

type Speaker = Pick<App, 'getPreferredSystemLanguages'>

/** Returns the language of the settings, or else of the computer. */
export const languageOf = (app: Speaker, core: Pick<Core, 'settings'>): Language =>
  resolveLanguage(core.settings().language, app.getPreferredSystemLanguages())

/** Returns the words of the language of the settings, or else of the computer. */
export const wordsOf = (app: Speaker, core: Pick<Core, 'settings'>): Words => words[languageOf(app, core)]
