/** The entry of the window. */
import './styles/tokens.css'
import './styles/reset.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { resolveLanguage } from '../electron/contract/language.ts'
import { App } from './app/App.tsx'
import { loadLanguage } from './lib/i18n.ts'

// The first paint waits for no call: it uses the computer's language until the settings are known.
const language = resolveLanguage('system', navigator.languages)
await loadLanguage(language)

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no root.')
createRoot(root).render(
  <StrictMode>
    <App language={language} />
  </StrictMode>,
)
