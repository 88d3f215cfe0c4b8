import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { contractDefine } from './scripts/vite/contract.ts'
import { quickPassphrase } from './test/storage/keychain/quickPassphrase.ts'

/** Tests of what both servers do alike, whatever their version. */
const serverTests = [
  'test/vault/**/*.test.ts',
  'test/base/{http,json,tls}/*.test.ts',
  'test/core/status/clusterHealth.test.ts',
  'test/core/status/failover.test.ts',
  'test/features/journey.test.ts',
  'test/features/kubernetes/kubernetes.test.ts',
  'test/features/policies/policies.test.ts',
  'test/features/policies/policyTrial.test.ts',
  'test/kubernetes/doctor.test.ts',
  'test/kubernetes/doctorStates.test.ts',
  'test/kubernetes/doctorReviewer.test.ts',
]
/** Against another version of Vault: only what depends on the server. */
const isOlderVault = (process.env['STRONGROOM_TEST_VAULT'] ?? '') !== ''
const olderVaultTests = [
  ...serverTests,
  'test/features/kv/kv*.test.ts',
  'test/features/seal/nodes.test.ts',
  'test/core/status/statusPoller.test.ts',
]

/** Files that take a minute or more. */
const longest = /\/(?:takenOver|clusterHealth|doctorStates|keysSurvive|erasableKilled|rewrap|wayAttacks)\.test\.ts$/

/** Starts the longest files first, so that none of them is left to run alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
const isLong = ({ moduleId }: TestSpecification): boolean => longest.test(moduleId)

export default defineConfig({
  define: contractDefine,
  plugins: [quickPassphrase()],
  test: {
    // Once against Vault; what speaks with servers once more against OpenBao.
    projects: [
      {
        extends: true,
        test: {
          name: 'vault',
          include: isOlderVault ? olderVaultTests : ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/**/*.openbao.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'openbao',
          include: isOlderVault ? [] : serverTests,
          env: { STRONGROOM_TEST_PRODUCT: 'openbao' },
        },
      },
    ],
    reporters: ['default', './scripts/test/vitestReporter.mjs'],
    environment: 'node',
    // Each file in a process of its own: its servers end when that process does (test/servers/lifetime.ts).
    pool: 'forks',
    // One more than the cores of CI: tests of a cluster wait for elections most of their time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/servers/globalSetup.ts',
    // Ceilings against a hang, not measurements: real servers start, elect themselves and build.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    allowOnly: process.env['CI'] === undefined,
  },
})
