/** Serves every component of renderer/ui on one page, for the eye and for the tests. Never shipped. */
import { fileURLToPath } from 'node:url'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: folder('.'),
  // The macros are rewritten by lingui's native transform: no Babel. `.po` files compile as they are imported.
  plugins: [react(), lingui({ macroTransform: true, failOnCompileError: true })],
  // Named, because each place that reads the catalogues runs from its own folder.
  cacheDir: folder('../../../node_modules/.cache/gallery'),
  server: { host: '127.0.0.1', fs: { allow: [folder('../../..')] } },
  build: { outDir: folder('../../../node_modules/.cache/gallery-build'), emptyOutDir: true },
})
