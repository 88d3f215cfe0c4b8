/**
 * What a browser without a session sees. The page is one sentence; its script spends the key of the address, if there
 * is one, and goes on to the app. A fragment never leaves the browser by itself: not in a request, a log or a referrer.
 */
import { createHash } from 'node:crypto'
import { contentSecurityPolicy, type Page } from '../pagePolicy.ts'

const script = `
const key = new URLSearchParams(location.hash.slice(1)).get('key')
if (key !== null) {
  history.replaceState(null, '', '/')
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  if (answer.ok) location.replace('/')
}
// A new address pasted over this page changes its fragment alone.
addEventListener('hashchange', () => location.reload())
`

const policy = contentSecurityPolicy({
  scriptHash: `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
})

const sentences = {
  en: 'This address opens Strongroom once, for one browser. Start Strongroom again and use the new address it prints.',
  ko: '이 주소는 브라우저 하나에서 한 번만 Strongroom을 엽니다. Strongroom을 다시 시작하고 새로 표시되는 주소를 사용하십시오.',
} as const

/** The page, in the first language of `Accept-Language` if that is Korean, else in English. */
export function redeemPage(acceptLanguage: string | undefined): Page {
  const language = /^\s*ko\b/i.test(acceptLanguage ?? '') ? 'ko' : 'en'
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<title>Strongroom</title>
<p>${sentences[language]}</p>
<script type="module">${script}</script>
</html>
`
  return { html, policy }
}
