/** The languages of Strongroom, and the rule that selects one: the same in the window and in its menu. */

export const languages = ['en', 'ko'] as const
export type Language = (typeof languages)[number]

/** The setting: a language, or the system's. */
export type LanguageSetting = Language | 'system'

/**
 * Returns the language that the setting names, else the first supported language of the system's list, else English.
 */
export function resolveLanguage(setting: LanguageSetting, wanted: readonly string[]): Language {
  if (setting !== 'system') return setting
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split(/[-_]/)[0]
    const known = languages.find((language) => language === primary)
    if (known !== undefined) return known
  }
  return 'en'
}
