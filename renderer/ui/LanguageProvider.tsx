import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import type { ReactNode } from 'react'
import { I18nProvider as AriaLanguage } from 'react-aria-components'

/**
 * Provides the catalog to the macros and the language to React Aria (its own labels, number input, sorting).
 * Props: `language` as loaded by `loadLanguage`, `children`. Renders nothing before a catalog is active.
 */
export function LanguageProvider({ language, children }: { language: string; children: ReactNode }) {
  return (
    <I18nProvider i18n={i18n}>
      <AriaLanguage locale={language}>{children}</AriaLanguage>
    </I18nProvider>
  )
}
