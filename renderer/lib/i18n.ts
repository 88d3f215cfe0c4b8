/** The catalogs of the app's languages. */
import { i18n, type MessageDescriptor, type Messages } from '@lingui/core'
import type { Language } from '../../electron/contract/language.ts'
import { hasPair, withParticles } from './koreanParticles.ts'

/** Each language's own name, for the place where it is chosen. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' }

// Each catalog is a chunk of its own, fetched when its language is chosen.
const catalogs: Readonly<Record<Language, () => Promise<{ messages: Messages }>>> = {
  en: () => import('../locales/en/messages.po'),
  ko: () => import('../locales/ko/messages.po'),
}

// Every message of Lingui is formatted here, those of `Trans` included.
const formatted = new Proxy(i18n.t, {
  apply(format, _self, args: [id: string | MessageDescriptor, values?: Readonly<Record<string, unknown>>]) {
    const [message, given] = args
    const text = format(...(args as [id: string]))
    if (i18n.locale !== 'ko') return text
    const values = typeof message === 'string' ? given : message.values
    const isExact = Object.values(values ?? {}).some((value) => typeof value === 'string' && hasPair(value))
    return isExact ? text : withParticles(text)
  },
})
i18n._ = formatted
i18n.t = formatted

/** Loads the language's catalog, makes it the current one and sets `<html lang>`. */
export async function loadLanguage(language: Language): Promise<void> {
  const { messages } = await catalogs[language]()
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
}
