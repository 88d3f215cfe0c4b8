import { defineConfig } from 'vitest/config'
import { contractDefine } from './scripts/vite/contract.ts'

export default defineConfig({
  define: contractDefine,
  test: {
    // Once against Vault; what speaks with servers once more against OpenBao.
    projects: [
      {
        extends: true,
        test: {
          name: 'vault',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/**/*.openbao.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'openbao',
          include: [
            'test/vault/**/*.test.ts',
            'test/core/journey.test.ts',
            'test/core/kubernetes.test.ts',
            'test/core/policies.test.ts',
            'test/core/policyTrial.test.ts',
            'test/kubernetes/doctor.test.ts',
          ],
          env: { STRONGROOM_TEST_PRODUCT: 'openbao' },
        },
      },
    ],
    reporters: ['default', './scripts/test/vitestReporter.mjs'],
    environment: 'node',
    // Each file in a process of its own: its servers end when that process does (test/servers/lifetime.ts).
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: 'test/servers/globalSetup.ts',
    // Ceilings against a hang, not measurements: real servers start, elect themselves and build.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    allowOnly: process.env['CI'] === undefined,
  },
})
