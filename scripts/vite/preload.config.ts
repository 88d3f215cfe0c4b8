/** The preload: one CommonJS file, because a sandboxed preload can be neither a module nor several files. */
import { defineConfig } from 'vite'
import { bundledPackages } from './bundled.ts'
import { contractDefine } from './contract.ts'

export default defineConfig({
  define: contractDefine,
  publicDir: false,
  plugins: [bundledPackages('preload')],
  build: {
    outDir: 'dist/preload',
    emptyOutDir: true,
    target: 'chrome146',
    minify: true,
    lib: { entry: 'electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
})
