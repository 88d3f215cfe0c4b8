import { createContext, type ReactNode, useContext } from 'react'

const LanguageContext = createContext('en')

/** Returns which of its two texts the gallery shows. The gallery's texts are not in the app's catalogs. */
export function WordsProvider({ language, children }: { language: string; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>
}

/** Returns the function that picks the text of the page's language. */
export function useWords(): (english: string, korean: string) => string {
  const language = useContext(LanguageContext)
  return (english, korean) => (language === 'ko' ? korean : english)
}
