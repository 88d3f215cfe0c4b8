/** The page of a question. The question itself is loaded by script, only by the one page that has the key. */
import type { Language } from '../contract/language.ts'
import { limits } from '../contract/limits.ts'
import type { Page } from '../base/page/pagePolicy.ts'
import { plainPage } from './plainPage.ts'

/** Milliseconds that the page must be in front before it can allow an act. */
export const settleTime = 1000

interface Words {
  readonly title: string
  readonly over: string
  readonly allowed: string
  /** Shown after a passphrase, which this page does not check. */
  readonly sent: string
  readonly refused: string
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Confirmation required',
    over: 'This request is no longer open. You can close this tab.',
    allowed: 'Confirmed. You can close this tab.',
    sent: 'Passphrase sent. The Strongroom window shows the result. You can close this tab.',
    refused: 'Canceled. You can close this tab.',
  },
  ko: {
    title: '확인이 필요합니다',
    over: '이 확인 요청은 더 이상 유효하지 않습니다. 이 탭을 닫아도 됩니다.',
    allowed: '확인했습니다. 이 탭을 닫아도 됩니다.',
    sent: '암호 문구를 보냈습니다. 결과는 Strongroom 창에 표시됩니다. 이 탭을 닫아도 됩니다.',
    refused: '취소했습니다. 이 탭을 닫아도 됩니다.',
  },
}

// SECURITY: the button that allows works only after the page was in front for a moment, and only for a click of the
// person: a page over or under this one cannot redirect a click to it (docs/security.md, "Consent").
const script = ({ over, allowed, sent, refused }: Words) => `
const key = new URLSearchParams(location.hash.slice(1)).get('key')
history.replaceState(null, '', '/')
const $ = (id) => document.getElementById(id)
const post = (path, body) => fetch(path, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const end = (sentence) => {
  $('form').hidden = true
  $('status').textContent = sentence
}
const answer = await post('/question', { key }).catch(() => null)
if (key === null || !answer?.ok) end(${JSON.stringify(over)})
else {
  const { secret, text } = await answer.json()
  document.querySelector('h1').textContent = text.title
  for (const line of text.lines) {
    const p = document.createElement('p')
    p.textContent = line
    $('lines').append(p)
  }
  const fields = text.fields.map((name) => {
    const label = document.createElement('label')
    const input = document.createElement('input')
    input.type = 'password'
    input.autocomplete = 'off'
    input.maxLength = ${limits.name}
    label.append(name, input)
    $('fields').append(label)
    return input
  })
  $('allow').textContent = text.allow
  $('refuse').textContent = text.refuse
  $('form').hidden = false
  ;(fields[0] ?? $('refuse')).focus()
  let timer
  const settle = () => {
    clearTimeout(timer)
    $('allow').disabled = true
    if (document.visibilityState === 'visible' && document.hasFocus())
      timer = setTimeout(() => { $('allow').disabled = false }, ${settleTime})
  }
  for (const event of ['focus', 'blur', 'resize']) addEventListener(event, settle)
  document.addEventListener('visibilitychange', settle)
  settle()
  const give = async (allow) => {
    const empty = allow ? fields.find((field) => field.value === '') : undefined
    if (empty !== undefined) return empty.focus()
    const typed = allow && fields.length > 0 ? { typed: fields.map((field) => field.value) } : {}
    const taken = await post('/answer', { secret, allow, ...typed }).catch(() => null)
    for (const field of fields) field.value = ''
    const done = fields.length > 0 ? ${JSON.stringify(sent)} : ${JSON.stringify(allowed)}
    end(!taken?.ok ? ${JSON.stringify(over)} : allow ? done : ${JSON.stringify(refused)})
  }
  $('form').addEventListener('submit', (event) => event.preventDefault())
  for (const field of fields) field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.isTrusted && !event.isComposing && !$('allow').disabled) void give(true)
  })
  $('allow').addEventListener('click', (event) => { if (event.isTrusted && !$('allow').disabled) void give(true) })
  $('refuse').addEventListener('click', (event) => { if (event.isTrusted) void give(false) })
  addEventListener('keydown', (event) => { if (event.key === 'Escape' && event.isTrusted && !$('form').hidden) void give(false) })
}
`

export function consentPageHtml(language: Language): Page {
  const spoken = words[language]
  return plainPage({
    language,
    title: spoken.title,
    body: `<div id="lines"></div>
<form id="form" hidden>
<div id="fields"></div>
<button type="button" id="refuse"></button>
<button type="button" id="allow" disabled></button>
</form>
<p id="status" role="status"></p>`,
    script: script(spoken),
  })
}
