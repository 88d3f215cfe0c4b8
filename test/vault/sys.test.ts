import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readVisibleAuthMounts } from '../../electron/vault/authMounts.ts'
import { initialize } from '../../electron/vault/init.ts'
import { type InitResult, readInitAnswer } from '../../electron/vault/initResult.ts'
import {
  disableMount,
  enableMount,
  listMounts,
  listVisibleMounts,
  readKvConfig,
  resolveMount,
  tuneMount,
  writeKvConfig,
} from '../../electron/vault/mounts.ts'
import { anonymousSession, authenticatedSession } from '../../electron/vault/session.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import { readHealth, readSealStatus } from '../../electron/vault/status.ts'
import type { Transport } from '../../electron/vault/transport.ts'
import { giveShare, normalizeShare, resetUnseal } from '../../electron/vault/unseal.ts'
import { createToken, unseal, vaultApi, writePolicy } from '../servers/initialized.ts'
import { startVault, testedProduct } from '../servers/vault.ts'
import type { TestVault } from '../servers/vault.ts'
import { failureOf, transportTo } from './asking.ts'

let vault: TestVault
let transport: Transport
let anonymous: VaultSession
let root: VaultSession
let keys: InitResult

beforeAll(async () => {
  vault = await startVault({ storage: 'raft' })
  transport = transportTo(vault.address)
  anonymous = anonymousSession(transport)
})

afterAll(async () => {
  await transport.close()
  await vault.stop()
})

// The life of one server, in order.
describe('a new server', () => {
  it('reports that it is sealed and not initialized', async () => {
    expect(await readHealth(anonymous)).toMatchObject({ product: testedProduct, initialized: false, sealed: true })
    expect(await readHealth(anonymous)).not.toHaveProperty('role')
    expect(await readSealStatus(anonymous)).toMatchObject({
      initialized: false,
      sealed: true,
      sealType: 'shamir',
      recoverySeal: false,
      storage: 'raft',
      migration: false,
      unseal: { sealed: true, threshold: 0, shares: 0, given: 0, nonce: '' },
    })
  })

  it('cannot be unsealed or asked for secrets', async () => {
    const share = Buffer.alloc(33, 1).toString('base64')
    expect((await failureOf(giveShare(anonymous, share))).code).toBe('not-initialized')
    expect((await failureOf(listMounts(anonymous))).code).toBe('sealed')
  })

  it('refuses a threshold above the number of shares with an explanation', async () => {
    const failure = await failureOf(initialize(anonymous, { shares: 2, threshold: 3 }))
    expect(failure.code).toBe('rejected')
    expect(failure.error.vaultErrors?.[0]).toContain('threshold')
  })

  it('is initialized once', async () => {
    const read = readInitAnswer(await initialize(anonymous, { shares: 3, threshold: 2 }), {
      shares: 3,
      pgpRootToken: false,
    })
    if (read === null) throw new Error('the answer was not recognized')
    keys = read
    expect(keys).toMatchObject({ recoveryKeys: [], recoveryKeysBase64: [] })
    expect(keys.keysBase64.map((share) => Buffer.from(share, 'base64').toString('hex'))).toEqual(keys.keys)
    expect(keys.keys).toHaveLength(3)
    expect(keys.rootToken).not.toBe('')
    expect((await failureOf(initialize(anonymous, { shares: 1, threshold: 1 }))).code).toBe('already-initialized')
  })
})

describe('a sealed server', () => {
  const share = (index: number) => keys.keysBase64[index] ?? ''

  it('counts each share once, and forgets all of them on request', async () => {
    const first = await giveShare(anonymous, share(0))
    expect(first).toMatchObject({ sealed: true, threshold: 2, shares: 3, given: 1 })
    expect(first.nonce).not.toBe('')
    expect(await giveShare(anonymous, share(0))).toMatchObject({ given: 1, nonce: first.nonce })
    expect(await resetUnseal(anonymous)).toMatchObject({ given: 0, nonce: '' })
  })

  it('reports a wrong share when the last one is submitted, and starts over', async () => {
    await giveShare(anonymous, share(0))
    const failure = await failureOf(giveShare(anonymous, Buffer.alloc(33, 7).toString('base64')))
    expect(failure.code).toBe('rejected')
    expect(JSON.stringify(failure.error)).not.toContain(share(0))
    expect((await readSealStatus(anonymous)).unseal).toMatchObject({ given: 0, nonce: '' })
  })

  it('is unsealed by the threshold, in hex or base64', async () => {
    await giveShare(anonymous, share(0))
    expect(await giveShare(anonymous, keys.keys[2] ?? '')).toMatchObject({ sealed: false })
    expect((await failureOf(resetUnseal(anonymous))).code).toBe('rejected')
    await unseal(vault, { keys: [], threshold: 0 })
    root = authenticatedSession(transport, keys.rootToken)
    const health = await readHealth(anonymous)
    expect(health).toMatchObject({ initialized: true, sealed: false, role: 'active' })
    expect(health.clusterName).toBe((await readSealStatus(anonymous)).clusterName)
    expect(health.latency).toBeGreaterThan(0)
  })
})

describe('a pasted share', () => {
  it('is accepted with white space, line breaks and the label of the command line', () => {
    const share = keys.keysBase64[0] ?? ''
    expect(normalizeShare(`  Unseal Key 1: ${share.slice(0, 20)}\r\n ${share.slice(20)}\t`)).toBe(share)
    expect(normalizeShare(keys.keys[0] ?? '')).toBe(keys.keys[0])
  })

  it('is accepted with characters that copying adds around it or leaves in it', () => {
    const [hex = ''] = keys.keys
    const [share = ''] = keys.keysBase64
    const single = Buffer.alloc(32, 9).toString('base64')
    for (const each of [hex, share, single]) {
      for (const text of [
        `"${each}",`,
        `'${each}'`,
        `“${each}”`,
        `\u{200b}${each}\u{feff}`,
        `Unseal Key 2: "${each}"`,
      ]) {
        expect(normalizeShare(text), JSON.stringify(text)).toBe(each)
      }
      expect(normalizeShare(each.replaceAll(/(?=.)/g, '\u{2060}\u{ad}'))).toBe(each)
    }
    expect(normalizeShare(single.replace('=', ''))).toBe(single)
    expect(() => normalizeShare(hex.slice(1))).toThrow('it is neither hex nor base64')
    expect(() => normalizeShare('""')).toThrow('it is empty')
  })

  it.each([
    ['  ', 'empty'],
    ['zz', 'neither hex nor base64'],
    ['hunter2!', 'neither hex nor base64'],
    ['abcd', 'too short'],
    [Buffer.alloc(40).toString('base64'), 'length'],
    [Buffer.alloc(600, 3).toString('base64'), 'PGP'],
  ])('is refused without being repeated: %j', async (text, why) => {
    const failure = await failureOf((async () => normalizeShare(text))())
    expect(failure.code).toBe('invalid-input')
    expect(failure.message).toContain(why)
    expect(failure.message).not.toContain(text)
  })
})

describe('secrets engines', () => {
  it('are enabled, listed, resolved from any path below, tuned and disabled', async () => {
    await enableMount(root, 'team/kv/', { type: 'kv', description: 'ours', options: { version: '2' } })
    await enableMount(root, 'old/', { type: 'kv', description: '' })
    const mounts = await listMounts(root)
    expect(mounts.map(({ path }) => path)).toEqual(['cubbyhole/', 'identity/', 'old/', 'sys/', 'team/kv/'])
    const kv = mounts.find(({ path }) => path === 'team/kv/')
    expect(kv).toMatchObject({
      type: 'kv',
      kvVersion: 2,
      description: 'ours',
      options: { version: '2' },
      source: 'sys',
    })
    expect(kv?.runningVersion).toMatch(/^v\d/)
    expect(mounts.find(({ path }) => path === 'old/')).toMatchObject({ kvVersion: 1, options: {} })
    expect(mounts.find(({ path }) => path === 'sys/')).not.toHaveProperty('kvVersion')

    const resolved = await resolveMount(root, 'team/kv/some/secret here')
    expect(resolved).toMatchObject({ path: 'team/kv/', kvVersion: 2 })
    expect((await resolveMount(root, 'old/')).kvVersion).toBe(1)
    expect((await failureOf(resolveMount(root, 'nowhere/'))).code).toBe('permission-denied')

    await tuneMount(root, 'team/kv/', { description: 'ours, tuned', defaultLeaseTtl: '1h', maxLeaseTtl: '30d' })
    expect((await listMounts(root)).find(({ path }) => path === 'team/kv/')).toMatchObject({
      description: 'ours, tuned',
      defaultLeaseTtl: 3600,
      maxLeaseTtl: 30 * 24 * 3600,
    })

    await disableMount(root, 'old/')
    expect((await listMounts(root)).map(({ path }) => path)).not.toContain('old/')
  })

  it('cannot be enabled twice at one path', async () => {
    const failure = await failureOf(enableMount(root, 'team/kv/', { type: 'kv', description: '' }))
    expect(failure.error.vaultErrors).toEqual(['path is already in use at team/kv/'])
    expect(failure.code).toBe('rejected')
  })

  it('of KV 2 accept their settings right after they were enabled', async () => {
    await enableMount(root, 'fresh/', { type: 'kv', description: '', options: { version: '2' } })
    await writeKvConfig(root, 'fresh/', { maxVersions: 3, casRequired: true, deleteVersionAfter: '72h' })
    expect(await readKvConfig(root, 'fresh/')).toEqual({
      maxVersions: 3,
      casRequired: true,
      deleteVersionAfter: '72h0m0s',
    })
    await writeKvConfig(root, 'fresh/', { maxVersions: 5 })
    expect(await readKvConfig(root, 'fresh/')).toMatchObject({ maxVersions: 5, casRequired: true })
  })

  it('that a token can access are visible to it even if listing is denied', async () => {
    await writePolicy(vault, keys.rootToken, 'reader', 'path "team/kv/*" { capabilities = ["read", "list"] }')
    const person = authenticatedSession(transport, await createToken(vault, keys.rootToken, { policies: ['reader'] }))
    expect((await failureOf(listMounts(person))).code).toBe('permission-denied')
    const visible = await listVisibleMounts(person)
    expect(visible.find(({ path }) => path === 'team/kv/')).toMatchObject({ kvVersion: 2, source: 'visible' })
    expect(visible.map(({ path }) => path)).not.toContain('fresh/')
    expect((await resolveMount(person, 'team/kv/')).path).toBe('team/kv/')
  })
})

describe('auth methods', () => {
  it('are listed without a token when they are made visible', async () => {
    expect(await readVisibleAuthMounts(anonymous)).toEqual([])
    for (const [path, type] of [
      ['userpass', 'userpass'],
      ['team/roles', 'approle'],
      ['certs', 'cert'],
    ]) {
      await vaultApi(vault, 'POST', `sys/auth/${path}`, {
        token: keys.rootToken,
        body: { type, description: `by ${type}`, config: { listing_visibility: 'unauth' } },
      })
    }
    expect(await readVisibleAuthMounts(anonymous)).toEqual([
      { method: 'approle', mount: 'team/roles/', description: 'by approle' },
      { method: 'userpass', mount: 'userpass/', description: 'by userpass' },
    ])
  })
})

describe('a server that stops', () => {
  it('is reported as sealed by every call, then available again after a restart', async () => {
    await vaultApi(vault, 'PUT', 'sys/seal', { token: keys.rootToken })
    expect((await failureOf(listMounts(root))).error).toMatchObject({ code: 'sealed', retryable: false, status: 503 })
    expect(await readHealth(anonymous)).toMatchObject({ sealed: true, initialized: true })
    await vault.restart()
    expect((await readSealStatus(anonymous)).sealed).toBe(true)
  })

  it('is detected by its lost socket, then refused', async () => {
    const { promise: lost, resolve } = Promise.withResolvers<void>()
    const stop = transport.onDisconnect(resolve)
    await readHealth(anonymous)
    await vault.kill()
    await lost
    stop()
    expect((await failureOf(readHealth(anonymous))).error).toMatchObject({
      code: 'connection-refused',
      retryable: true,
    })
  })
})

describe('the health of other servers', () => {
  const answering = (body: unknown, status = 200): VaultSession => ({
    request: async () => ({ status, body, warnings: [], latencyMs: 1 }),
  })
  const base = { initialized: true, sealed: false, standby: false, version: '1.21.0' }

  it.each([
    [
      { ...base, version: '2.4.1' },
      { product: 'openbao', role: 'active' },
    ],
    [{ ...base, version: '2.0.0', enterprise: false }, { product: 'vault' }],
    [{ ...base, version: '1.9.0+ent', performance_standby: true, standby: true }, { role: 'performance-standby' }],
    [{ ...base, standby: true }, { role: 'standby' }],
    [{ ...base, standby: true, replication_dr_mode: 'secondary' }, { role: 'dr-secondary' }],
  ])('with %o is %o', async (body, status) => {
    expect(await readHealth(answering(body))).toMatchObject(status)
  })

  it.each([
    undefined,
    null,
    'ok',
    [],
    {},
    { status: 'ok' },
    { ...base, sealed: 'no' },
    { ...base, version: 'x'.repeat(300) },
  ])('does not belong to a Vault if it is %j', async (body) => {
    expect((await failureOf(readHealth(answering(body)))).code).toBe('not-a-vault')
  })
})
