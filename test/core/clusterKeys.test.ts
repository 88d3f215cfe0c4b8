import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { StoredCeremony } from '../../electron/core/ceremonies.ts'
import { clusterKeys, sharesOfClusterKeys } from '../../electron/core/clusterKeys.ts'
import { startVault, vaultProgram } from '../servers/vault.ts'

const run = promisify(execFile)

const ceremony: StoredCeremony = {
  version: 1,
  id: 'b7e3c3f0-6a52-4b6e-9c52-0f3f3c2d6a11',
  profileId: 'b7e3c3f0-6a52-4b6e-9c52-0f3f3c2d6a12',
  address: 'http://127.0.0.1:8200',
  startedAt: '2026-01-01T00:00:00.000Z',
  shares: 2,
  threshold: 2,
  places: [],
  pgpShares: [],
  pgpRootToken: null,
  keys: ['aa', 'bb'],
  keysBase64: ['qg==', 'uw=='],
  recoveryKeys: [],
  recoveryKeysBase64: [],
  rootToken: 'hvs.example',
}

describe('cluster-keys.json', () => {
  it('has exactly the members, types and layout of `vault operator init -format=json`', async () => {
    const server = await startVault()
    const { stdout } = await run(
      await vaultProgram(),
      ['operator', 'init', '-key-shares=2', '-key-threshold=2', '-format=json'],
      {
        env: { ...process.env, VAULT_ADDR: server.address },
      },
    )
    await server.stop()
    const theirs: unknown = JSON.parse(stdout)
    const ours: unknown = JSON.parse(clusterKeys(ceremony))
    expect(shapeOf(ours)).toEqual(shapeOf(theirs))
    expect(sharesOfClusterKeys(stdout)).toHaveLength(2)
  })

  it('says the recovery keys of an auto-unseal server as the CLI does', () => {
    const auto = { ...ceremony, keys: [], keysBase64: [], recoveryKeys: ['cc'], recoveryKeysBase64: ['zA=='] }
    expect(JSON.parse(clusterKeys(auto))).toMatchObject({
      unseal_keys_b64: [],
      unseal_shares: 1,
      recovery_keys_b64: ['zA=='],
      recovery_keys_shares: 2,
      recovery_keys_threshold: 2,
    })
  })

  it('is read back, with a byte order mark, and from the answer of the API itself', () => {
    expect(sharesOfClusterKeys(`\u{feff}${clusterKeys(ceremony)}`)).toEqual(['qg==', 'uw=='])
    expect(sharesOfClusterKeys(JSON.stringify({ keys: ['aa'], keys_base64: ['qg=='], root_token: 'x' }))).toEqual([
      'qg==',
    ])
  })

  it('is refused in words when it is something else', () => {
    for (const text of ['', 'not json', '[]', '{}', '{"unseal_keys_b64": "abc"}', '{"unseal_keys_b64": [1]}', 'null']) {
      expect(() => sharesOfClusterKeys(text), text).toThrow(/cluster-keys\.json|no unseal key shares/)
    }
  })
})

/** The order of the members and the type of each. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', ...new Set(value.map(shapeOf))].slice(0, 1)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([name, member]) => [name, shapeOf(member)])
}
