/** The app's languages: which one, and its words. */
import { i18n, type Messages } from '@lingui/core'

/** The languages Strongroom speaks. */
export const languages = ['en', 'ko'] as const
export type Language = (typeof languages)[number]

/** The setting: a language, or the system's. */
export type LanguageSetting = Language | 'system'

/** Each language's own name, for the place where it is chosen. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' }

/** The first language of the system's list that Strongroom speaks, unless the setting names one; else English. */
export function resolveLanguage(setting: LanguageSetting, wanted: readonly string[]): Language {
  if (setting !== 'system') return setting
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split(/[-_]/)[0]
    const known = languages.find((language) => language === primary)
    if (known !== undefined) return known
  }
  return 'en'
}

// Each catalogue is a chunk of its own, fetched when its language is chosen.
const catalogues: Readonly<Record<Language, () => Promise<{ messages: Messages }>>> = {
  en: () => import('../locales/en/messages.po'),
  ko: () => import('../locales/ko/messages.po'),
}

/** Loads the language's words, makes it the current one and says so on `<html lang>`. */
export async function loadLanguage(language: Language): Promise<void> {
  const { messages } = await catalogues[language]()
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
}
