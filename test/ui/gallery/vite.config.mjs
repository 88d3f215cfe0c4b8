/** Serves every component of renderer/ui on one page, for review and for the tests. Never shipped. */
import { fileURLToPath } from 'node:url'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { ariaLocales } from '../../../scripts/vite/ariaLocales.ts'
import { linguiMacros } from '../../../scripts/vite/macros.ts'

/** As strict as the app's own (electron/base/page/pagePolicy.ts); React Aria's style elements carry the nonce. */
const nonce = 'gallery'
const policy = [
  `default-src 'none'`,
  `script-src 'self' 'nonce-${nonce}'`,
  `style-src 'self' 'nonce-${nonce}'`,
  `img-src 'self' data:`,
  `font-src 'self'`,
  `connect-src 'self'`,
].join('; ')

/** @param {string} path relative to this file */
const folder = (path) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: folder('.'),
  // `.po` files compile as they are imported.
  plugins: [ariaLocales(), linguiMacros(), react(), lingui({ failOnCompileError: true })],
  html: { cspNonce: nonce },
  preview: { host: '127.0.0.1', headers: { 'Content-Security-Policy': policy } },
  // Named, because each place that reads the catalogs runs from its own folder.
  cacheDir: folder('../../../node_modules/.cache/gallery'),
  server: { host: '127.0.0.1', fs: { allow: [folder('../../..')] } },
  build: { outDir: folder('../../../node_modules/.cache/gallery-build'), emptyOutDir: true },
})
