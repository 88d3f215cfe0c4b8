import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { StoredCeremony } from '../../../electron/core/ceremonies/storedCeremony.ts'
import { clusterKeys } from '../../../electron/core/ceremonies/clusterKeys.ts'
import { readKeyFile } from '../../../electron/core/ceremonies/readKeyFile.ts'
import { startTransit } from '../../servers/transit.ts'
import { startVault, vaultProgram } from '../../servers/vault.ts'
import { vaultCli } from '../../servers/vaultCli.ts'
import { draftOf, startCore, value } from '../../features/startCore.ts'

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
  received: null,
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
    expect(await readKeyFile(stdout)).toMatchObject({ kind: 'init-json', shares: 2, repeated: 0 })
  })

  it('of the CLI unseals in Strongroom, and a file saved by Strongroom unseals in the CLI', async () => {
    const [theirs, ours, test] = await Promise.all([startVault(), startVault(), startCore()])
    const { server } = test.client
    const connect = async (address: string) =>
      (await value(test.client.connections.add({ profile: draftOf(address) }))).id

    const words = ['operator', 'init', '-key-shares=3', '-key-threshold=2', '-format=json']
    const content = await vaultCli(theirs, null, ...words)
    const theirId = await connect(theirs.address)
    expect(await value(server.unsealNodes({ profileId: theirId, source: { by: 'file', content } }))).toMatchObject([
      { own: true, progress: { sealed: false } },
    ])

    const profileId = await connect(ours.address)
    const keepIn = { how: 'memory' } as const
    // Without `-format=json`, as in many text files.
    const printing = await startVault()
    const printed = await vaultCli(printing, null, 'operator', 'init', '-key-shares=3', '-key-threshold=2')
    const printedId = await connect(printing.address)
    const byPrinted = { by: 'file', content: printed.replaceAll('\n', '\r\n') } as const
    expect(await value(server.unsealNodes({ profileId: printedId, source: byPrinted }))).toMatchObject([
      { progress: { sealed: false } },
    ])
    await printing.stop()

    const { id: ceremonyId } = await value(server.initialize({ profileId, shares: 3, threshold: 2, keepIn }))
    const saved = await value(server.exportCeremony({ ceremonyId }))
    const keys = JSON.parse(saved.how === 'download' ? saved.content : '') as Record<string, string[]>
    await vaultCli(ours, null, 'operator', 'unseal', keys['unseal_keys_b64']?.[0] ?? '')
    expect(await vaultCli(ours, null, 'operator', 'unseal', keys['unseal_keys_hex']?.[2] ?? '')).toMatch(
      /Sealed\s+false/,
    )
    await Promise.all([test.stop(), theirs.stop(), ours.stop()])
  })

  it('reports the recovery keys of an auto-unseal server as the CLI does', async () => {
    const transit = await startTransit()
    const server = await startVault({ storage: 'raft', settings: transit.settings })
    const words = ['operator', 'init', '-recovery-shares=2', '-recovery-threshold=2', '-format=json']
    const theirs = await vaultCli(server, null, ...words)
    await server.stop()
    await transit.stop()
    const auto = { ...ceremony, keys: [], keysBase64: [], recoveryKeys: ['cc'], recoveryKeysBase64: ['zA=='] }
    expect(shapeOf(JSON.parse(clusterKeys(auto)))).toEqual(shapeOf(JSON.parse(theirs)))
    expect(await readKeyFile(theirs)).toMatchObject({ kind: 'init-json', shares: 2 })
    expect(JSON.parse(clusterKeys(auto))).toMatchObject({
      unseal_keys_b64: [],
      unseal_shares: 1,
      recovery_keys_b64: ['zA=='],
      recovery_keys_shares: 2,
      recovery_keys_threshold: 2,
    })
  })
})

/** Returns the order of the members and the type of each. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', ...new Set(value.map(shapeOf))].slice(0, 1)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([name, member]) => [name, shapeOf(member)])
}
