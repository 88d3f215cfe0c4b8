/** The unit tests of one room as Stryker runs them: once, against Vault, one file at a time. */
import { defineConfig } from 'vitest/config'
import { quickPassphrase } from '../../test/storage/keychain/quickPassphrase.ts'
import { contractDefine } from '../vite/contract.ts'

const tests = JSON.parse(process.env['STRONGROOM_MUTATION_TESTS'] ?? '[]') as string[]

export default defineConfig({
  define: contractDefine,
  plugins: [quickPassphrase()],
  test: {
    include: tests,
    environment: 'node',
    globalSetup: 'test/servers/globalSetup.ts',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
})
