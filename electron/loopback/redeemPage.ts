/**
 * The page for a browser without a session: how to open Strongroom. Its script redeems the key of the address, if there
 * is one, and opens the app. A fragment is not part of a request, a log or a referrer.
 */
import { sessionPath, tabStorage } from '../contract/bridge.ts'
import type { Page } from '../base/page/pagePolicy.ts'
import { escapeHtml, languageOf, plainPage } from './plainPage.ts'

// SECURITY: a foreign service worker at this address is removed before the key is used
// (docs/security.md, "The loopback shell").
const script = `
const workers = navigator.serviceWorker
const left = workers === undefined ? [] : await workers.getRegistrations().catch(() => [])
for (const worker of left) await worker.unregister()
const key = new URLSearchParams(location.hash.slice(1)).get('key')
if (workers?.controller) location.reload()
else if (key !== null) {
  history.replaceState(null, '', '/')
  const answer = await fetch('${sessionPath}', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  if (answer.ok) {
    const { tab } = await answer.json()
    sessionStorage.setItem('${tabStorage}', tab)
    location.replace('/')
  }
}
// A new address pasted over this page changes its fragment alone.
addEventListener('hashchange', () => location.reload())
`

const words = {
  en: {
    title: 'This browser is not signed in to Strongroom',
    once: 'Each address works once, in one browser, for 10 minutes.',
    how: 'To get a new address, run this command in a terminal on the computer where Strongroom runs:',
  },
  ko: {
    title: '이 브라우저는 Strongroom에 연결되어 있지 않습니다',
    once: '각 주소는 브라우저 하나에서 10분 동안 한 번만 사용할 수 있습니다.',
    how: '새 주소를 받으려면 Strongroom이 실행 중인 컴퓨터의 터미널에서 이 명령을 실행하십시오.',
  },
} as const

/** Returns the page, in the first language of `Accept-Language` if that is Korean, else in English. */
export function redeemPage(acceptLanguage: string | undefined): Page {
  const language = languageOf(acceptLanguage)
  const { title, once, how } = words[language]
  const body = [once, how].map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')
  return plainPage({ language, title, body: `${body}\n<p><code>npm start -- open</code></p>`, script })
}
