/** A page without the app: one text, one style sheet and one script, of which only these hashes are allowed. */
import { createHash } from 'node:crypto'
import { contentSecurityPolicy, type Page } from '../base/page/pagePolicy.ts'
import type { Language } from '../contract/language.ts'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; background: Canvas; color: CanvasText; }
main { max-width: 40rem; padding: 2rem 1.5rem; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0 0 0.75rem; overflow-wrap: anywhere; white-space: pre-wrap; }
code { font: 0.9375em/1.5 ui-monospace, monospace; }
[hidden] { display: none !important; }
form { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.5rem; align-items: end; }
#fields { flex-basis: 100%; display: grid; gap: 0.75rem; }
#fields:empty { display: none; }
label { flex-basis: 100%; display: grid; gap: 0.25rem; }
input { font: inherit; padding: 0.5rem 0.75rem; border: 1px solid; border-radius: 6px; background: Field; color: FieldText; }
button { font: inherit; min-height: 2.75rem; padding: 0 1.25rem; border: 1px solid; border-radius: 6px; background: Canvas; color: CanvasText; }
button:disabled { opacity: 0.6; }
:focus-visible { outline: 3px solid light-dark(#1d4ed8, #8ab4f8); outline-offset: 2px; }
`

export interface PlainPage {
  readonly language: Language
  readonly title: string
  /** HTML below the title. */
  readonly body: string
  readonly script: string
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Returns the first language of `Accept-Language` if that is Korean, else English. */
export const languageOf = (acceptLanguage: string | undefined): Language =>
  /^\s*ko\b/i.test(acceptLanguage ?? '') ? 'ko' : 'en'

/** Returns the text as HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

export function plainPage({ language, title, body, script }: PlainPage): Page {
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Strongroom</title>
<style>${style}</style>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
<script type="module">${script}</script>
</html>
`
  return { html, policy: contentSecurityPolicy({ scriptHash: hashOf(script), styleHash: hashOf(style) }) }
}
