/** Serves every component of renderer/ui on one page, for the eye and for the tests. Never shipped. */
import { fileURLToPath } from 'node:url'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { linguiMacros } from '../../../vite.macros.ts'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: folder('.'),
  // `.po` files compile as they are imported.
  plugins: [linguiMacros(), react(), lingui({ failOnCompileError: true })],
  // Named, because each place that reads the catalogues runs from its own folder.
  cacheDir: folder('../../../node_modules/.cache/gallery'),
  server: { host: '127.0.0.1', fs: { allow: [folder('../../..')] } },
  build: { outDir: folder('../../../node_modules/.cache/gallery-build'), emptyOutDir: true },
})
