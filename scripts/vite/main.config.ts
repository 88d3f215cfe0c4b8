/** The privileged side: the desktop entry with everything in it, and the loopback entry, which a clone runs. */
import { defineConfig } from 'vite'
import { bundledPackages } from './bundled.ts'
import { leanPino } from './pino.ts'
import { serveApart } from './serveApart.ts'
import { leanUndici } from './undici.ts'
import { leanZod } from './zod.ts'

export default defineConfig({
  publicDir: false,
  // Set when the package is made, like the fuses (scripts/package/fuses.ts): no option turns it on at a start.
  define: { __TEST_BUILD__: JSON.stringify(process.env['STRONGROOM_TEST_BUILD'] === '1') },
  plugins: [leanUndici(), leanZod(), leanPino(), serveApart('/electron/main.ts'), bundledPackages('main')],
  // Everything is bundled: one place shows what ships, and no module is resolved at the start.
  ssr: { noExternal: true, external: ['electron', '@napi-rs/keyring'] },
  build: {
    ssr: true,
    outDir: 'dist/main',
    emptyOutDir: true,
    target: 'node24',
    minify: true,
    // A build prints only its errors; the budgets are tests (test/build/budgets.test.ts).
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: {
        main: 'electron/main.ts',
        serve: 'electron/serve.ts',
        witness: 'electron/witness.ts',
        control: 'electron/control.ts',
        parser: 'electron/parser.ts',
      },
      output: { format: 'es', entryFileNames: '[name].js' },
    },
  },
})
