/** React Aria contains its texts in 34 languages; the app has two. This leaves 37 KB (gzipped) out of the page. */
import type { Plugin } from 'vite'

/** Empties the text files of unsupported languages; React Aria then falls back to English. */
export function ariaLocales(): Plugin {
  return {
    name: 'aria-locales',
    enforce: 'pre',
    load: {
      filter: { id: /\/react-(?:aria|stately|aria-components)\/.*\/[a-z]{2}-[A-Z]{2}\.mjs$/ },
      handler: (id) => (/\/(?:en-US|ko-KR)\.mjs$/.test(id) ? null : 'export default undefined'),
    },
  }
}
