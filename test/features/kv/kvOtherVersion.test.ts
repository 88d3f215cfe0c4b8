/**
 * Edits whose base no longer fits the mount, on real servers: it was upgraded, or enabled again with another version.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mountKv, vaultApi } from '../../servers/initialized.ts'
import { startKvPeople, text, type KvPeople } from './kvPeople.ts'
import { codeOf, value } from '../startCore.ts'

describe.each(['vault', 'openbao'] as const)('on %s', (product) => {
  let people: KvPeople
  beforeAll(async () => {
    people = await startKvPeople({ product })
  })
  afterAll(() => people.stop())

  const kv = () => people.test.client.kv
  const api = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: Readonly<Record<string, unknown>>) =>
    vaultApi(people.vault, method, path, { token: people.rootToken, ...(body === undefined ? {} : { body }) })
  const at = (mount: string) => ({ profileId: people.root, mount: `${mount}/`, path: 'app' })

  /** Waits for an upgrade, which the server completes after its answer. */
  const upgraded = async (mount: string): Promise<void> => {
    await api('POST', `sys/mounts/${mount}/tune`, { options: { version: '2' } })
    for (let left = 100; ; left--) {
      try {
        await api('GET', `${mount}/data/app`)
        return
      } catch (problem) {
        if (left === 0) throw problem
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }

  it('a fingerprint of KV 1 finds a newer state after the upgrade, and nothing is written', async () => {
    await mountKv(people.vault, people.rootToken, 'up', 1)
    await api('POST', 'up/app', { value: 'before' })
    const { fingerprint = '' } = await value(kv().read({ at: at('up') }))
    await upgraded('up')
    const base = { kind: 'fingerprint', fingerprint } as const
    expect(await codeOf(kv().write({ at: at('up'), entries: text('mine'), base }))).toBe('cas-mismatch')
    expect(await codeOf(kv().deleteLatest({ at: at('up'), base }))).toBe('cas-mismatch')
    const now = await value(kv().read({ at: at('up') }))
    expect(now).toMatchObject({ kvVersion: 2, version: 1 })
    const written = await value(
      kv().write({ at: at('up'), entries: text('mine'), base: { kind: 'version', version: 1 } }),
    )
    expect(written).toEqual({ version: 2 })
  })

  it('a version of KV 2 finds a newer state if the mount is KV 1 now, and no write changes the secret', async () => {
    await mountKv(people.vault, people.rootToken, 'down', 2)
    await api('POST', 'down/data/app', { data: { value: 'before' } })
    expect((await value(kv().read({ at: at('down') }))).version).toBe(1)
    await api('DELETE', 'sys/mounts/down')
    await mountKv(people.vault, people.rootToken, 'down', 1)
    await api('POST', 'down/app', { value: 'theirs', other: 'x' })
    const base = { kind: 'version', version: 1 } as const
    const set = text('mine')
    expect(await codeOf(kv().write({ at: at('down'), entries: set, base }))).toBe('cas-mismatch')
    expect(await codeOf(kv().patch({ at: at('down'), set, remove: [], base }))).toBe('cas-mismatch')
    expect(await codeOf(kv().patch({ at: at('down'), set, remove: [], base: { kind: 'blind' } }))).toBe('unsupported')
    expect(await codeOf(kv().deleteLatest({ at: at('down'), base }))).toBe('cas-mismatch')
    expect(await codeOf(kv().deleteVersions({ at: at('down'), versions: [1] }))).toBe('unsupported')
    expect(await codeOf(kv().destroy({ at: at('down'), versions: [1] }))).toBe('unsupported')
    const { names } = await value(kv().list({ profileId: people.root, mount: 'down/', folder: '' }))
    expect(names).toEqual(['app'])
    const { fingerprint = '' } = await value(kv().read({ at: at('down') }))
    await value(kv().write({ at: at('down'), entries: set, base: { kind: 'fingerprint', fingerprint } }))
    expect((await value(kv().reveal({ at: at('down') }))).entries).toEqual(set)
  })

  it('a KV 1 mount that replaced a KV 2 mount is read without a list of the mounts', async () => {
    await mountKv(people.vault, people.rootToken, 'read', 2)
    await api('POST', 'read/data/app', { data: { value: 'before' } })
    await value(kv().read({ at: at('read') }))
    await api('DELETE', 'sys/mounts/read')
    await mountKv(people.vault, people.rootToken, 'read', 1)
    await api('POST', 'read/app', { value: 'theirs' })
    expect(await value(kv().read({ at: at('read') }))).toMatchObject({ kvVersion: 1, fields: [{ key: 'value' }] })
  })
})
