import { defineConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'

/** English is written in the source; Korean is complete or `npm run check:words` fails. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ko'],
  catalogs: [{ path: '<rootDir>/renderer/locales/{locale}/messages', include: ['<rootDir>/renderer'] }],
  // Line numbers would change the catalogs with every edit above a string.
  format: formatter({ lineNumbers: false }),
})
