/** The page. It must run under a policy without `unsafe-*`: no inline script, style or data address is written. */
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { ariaLocales } from './ariaLocales.ts'
import { bundledPackages } from './bundled.ts'
import { contractDefine } from './contract.ts'
import { linguiMacros } from './macros.ts'
import { startChunks, type StartChunk } from './startChunks.ts'
import { leanZod } from './zod.ts'

const start: readonly StartChunk[] = [
  ['first', '/renderer/main.tsx'],
  ['signIn', '/renderer/app/pages/signIn.tsx'],
  ['home', '/renderer/app/HomePage.tsx', 'when asked for'],
]

export default defineConfig({
  root: 'renderer',
  define: contractDefine,
  plugins: [
    ariaLocales(),
    leanZod(),
    linguiMacros(),
    react(),
    lingui(),
    startChunks(start),
    bundledPackages('renderer'),
  ],
  worker: { format: 'es', plugins: () => [bundledPackages('worker')] },
  // Both shells replace it by a new nonce in each answer (electron/base/page/pagePolicy.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: ['chrome140', 'firefox140', 'safari18.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // A build prints only its errors; the budgets are tests (test/build/budgets.test.ts).
    chunkSizeWarningLimit: 1000,
  },
})
