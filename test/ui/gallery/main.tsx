/** The gallery: `?page=components|workspace|long`, `&theme=light|dark`, `&language=en|ko`, `&density=…`. */
import '../../../renderer/styles/tokens.css'
import '../../../renderer/styles/reset.css'
import '../../../renderer/styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { languages } from '../../../electron/contract/language.ts'
import { loadLanguage } from '../../../renderer/lib/i18n.ts'
import { LanguageProvider } from '../../../renderer/ui/LanguageProvider.tsx'
import { ToastRegion } from '../../../renderer/ui/Toast.tsx'
import { ComponentsPage } from './ComponentsPage.tsx'
import { LongPage } from './LongPage.tsx'
import { WordsProvider } from './words.tsx'
import { WorkspacePage } from './WorkspacePage.tsx'

const asked = new URLSearchParams(location.search)
const language = languages.find((known) => known === asked.get('language')) ?? 'en'
document.documentElement.dataset['theme'] = asked.get('theme') ?? 'system'
document.documentElement.dataset['density'] = asked.get('density') ?? 'compact'
await loadLanguage(language)

const pages = { components: ComponentsPage, workspace: WorkspacePage, long: LongPage }
const Page = pages[(asked.get('page') ?? 'components') as keyof typeof pages] ?? ComponentsPage

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no root.')
createRoot(root).render(
  <StrictMode>
    <LanguageProvider language={language}>
      <WordsProvider language={language}>
        <Page />
        <ToastRegion />
      </WordsProvider>
    </LanguageProvider>
  </StrictMode>,
)
