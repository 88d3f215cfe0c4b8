/** Versions and metadata of secrets, and their removal, on a real Vault and by users with different capabilities. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverHas } from '../../servers/vault.ts'
import { putSecret, vaultApi } from '../../servers/initialized.ts'
import { vaultCli } from '../../servers/vaultCli.ts'
import { secretAt, startKvPeople, text, type KvPeople } from './kvPeople.ts'
import { codeOf, value } from '../startCore.ts'

describe.each(['vault', 'openbao'] as const)('on %s', (product) => {
  let people: KvPeople
  beforeAll(async () => {
    people = await startKvPeople({ product })
  })
  afterAll(() => people.stop())

  const kv = () => people.test.client.kv
  type Data = Readonly<Record<string, unknown>>
  const put = async (path: string, ...versions: readonly Data[]) => {
    for (const data of versions) await putSecret(people.vault, people.rootToken, path, data)
  }
  const api = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: Data) =>
    vaultApi(people.vault, method, path, { token: people.rootToken, ...(body === undefined ? {} : { body }) })
  const states = async (at: ReturnType<typeof secretAt>) =>
    (await value(kv().metadata({ at }))).versions.map(({ number, state }) => `${number} ${state}`)

  describe('the metadata of a secret', () => {
    it('lists every version with its state and who created it, the newest first', async () => {
      await put('story', { a: 1 }, { a: 2 }, { a: 3 }, { a: 4 })
      await api('POST', 'secret/delete/story', { versions: [2] })
      await api('POST', 'secret/destroy/story', { versions: [1] })
      const at = secretAt(people.root, 'story')
      const metadata = await value(kv().metadata({ at }))
      expect(metadata.currentVersion).toBe(4)
      expect(metadata.versions.map(({ number, state }) => `${number} ${state}`)).toEqual([
        '4 live',
        '3 live',
        '2 deleted',
        '1 destroyed',
      ])
      const [newest, , deleted] = metadata.versions
      expect(newest?.createdAt).toMatch(/^\d{4}-.*Z$/)
      // Only Vault records who did it, since 1.21.
      const byRoot = product === 'vault' && serverHas('createdBy') ? 'root' : undefined
      expect([newest?.createdBy?.actor, deleted?.deletedBy?.actor]).toEqual([byRoot, byRoot])
      expect(Date.parse(metadata.updatedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(metadata.createdAt ?? ''))
    })

    it('distinguishes a scheduled deletion from one that happened', async () => {
      await api('POST', 'secret/metadata/planned', { delete_version_after: '24h' })
      await put('planned', { a: 1 }, { a: 2 })
      await api('DELETE', 'secret/data/planned')
      const at = secretAt(people.root, 'planned')
      expect(await states(at)).toEqual(['2 deleted', '1 scheduled'])
      expect((await value(kv().metadata({ at }))).deleteVersionAfter).toEqual({
        own: 86_400,
        effective: 86_400,
        from: 'secret',
      })
    })

    it('exists before the first version', async () => {
      await api('POST', 'secret/metadata/early', { custom_metadata: { owner: 'ann' } })
      expect(await value(kv().metadata({ at: secretAt(people.root, 'early') }))).toMatchObject({
        currentVersion: 0,
        versions: [],
        customMetadata: [{ key: 'owner', value: 'ann' }],
      })
    })

    it('reports the effective settings, and where they come from', async () => {
      await put('settings', { a: 1 })
      const at = secretAt(people.root, 'settings')
      expect(await value(kv().metadata({ at }))).toMatchObject({
        maxVersions: { own: 0, effective: 10, from: 'default' },
        deleteVersionAfter: { own: 0, effective: 0, from: 'default' },
        casRequired: { own: false, effective: false, from: 'default' },
      })
      const tune = { profileId: people.root, mount: 'secret/' }
      await value(people.test.client.mounts.tune({ ...tune, maxVersions: 4, deleteVersionAfter: '48h' }))
      expect(await value(kv().metadata({ at }))).toMatchObject({
        maxVersions: { own: 0, effective: 4, from: 'engine' },
        deleteVersionAfter: { own: 0, effective: 172_800, from: 'engine' },
      })
      await value(kv().changeMetadata({ at, maxVersions: 2, deleteVersionAfter: 3600, casRequired: true }))
      // The server keeps as many versions as the larger setting allows, and this number is shown.
      expect(await value(kv().metadata({ at }))).toMatchObject({
        maxVersions: { own: 2, effective: 4, from: 'engine' },
        deleteVersionAfter: { own: 3600, effective: 3600, from: 'secret' },
        casRequired: { own: true, effective: true, from: 'secret' },
      })
      for (const cas of [1, 2, 3, 4, 5]) {
        await value(kv().write({ at, entries: text(`${cas}`), base: { kind: 'version', version: cas } }))
      }
      expect((await value(kv().metadata({ at }))).versions).toHaveLength(4)
      await value(people.test.client.mounts.tune({ ...tune, maxVersions: 0, deleteVersionAfter: '0' }))
    })

    it('leaves the engine’s own settings open if they may not be read', async () => {
      await put('half', { a: 1 })
      const rules = 'path "secret/metadata/*" { capabilities = ["read"] }'
      const at = secretAt(await people.person(rules), 'half')
      expect(await value(kv().metadata({ at }))).toMatchObject({
        maxVersions: { own: 0, from: 'unknown' },
        deleteVersionAfter: { own: 0, from: 'unknown' },
        casRequired: { own: false, from: 'unknown' },
      })
      expect(await codeOf(kv().read({ at }))).toBe('permission-denied')
    })

    it('distinguishes denied, missing and unavailable', async () => {
      const at = secretAt(await people.person('path "secret/data/*" { capabilities = ["read"] }'), 'story')
      expect(await codeOf(kv().metadata({ at }))).toBe('permission-denied')
      expect(await codeOf(kv().metadata({ at: secretAt(people.root, 'nowhere') }))).toBe('not-found')
      expect(await codeOf(kv().metadata({ at: secretAt(people.root, 'a', 'plain/') }))).toBe('unsupported')
    })
  })

  describe('changing metadata', () => {
    const fields = async (path: string) =>
      (await value(kv().metadata({ at: secretAt(people.root, path) }))).customMetadata.map(
        ({ key, value: of }) => `${key}=${of}`,
      )
    const change = (profileId: string, path: string, set: Readonly<Record<string, string>>, ...remove: string[]) =>
      kv().changeMetadata({
        at: secretAt(profileId, path),
        customMetadata: { set: Object.entries(set).map(([key, of]) => ({ key, value: of })), remove },
      })

    it('with a patch leaves what another user added in between', async () => {
      await api('POST', 'secret/metadata/patched', {
        max_versions: 7,
        custom_metadata: { a: '1', b: '2', theirs: 'x' },
      })
      const rules = 'path "secret/metadata/*" { capabilities = ["read", "patch"] }'
      await value(change(await people.person(rules), 'patched', { a: '9', c: '3' }, 'b'))
      expect(await fields('patched')).toEqual(['a=9', 'c=3', 'theirs=x'])
      expect((await value(kv().metadata({ at: secretAt(people.root, 'patched') }))).maxVersions.own).toBe(7)
    })

    it('with a write keeps the other fields, whichever way they can be read', async () => {
      const readings = [
        'secret/metadata/*" { capabilities = ["read", "update"] }',
        'secret/data/*" { capabilities = ["read"] }',
      ]
      for (const [index, reading] of readings.entries()) {
        const path = `written${index}`
        await put(path, { a: 1 })
        await api('POST', `secret/metadata/${path}`, { custom_metadata: { a: '1', __proto__x: 'y', b: '2' } })
        const rules = `path "${reading}\npath "secret/metadata/${path}" { capabilities = ["update"${index === 0 ? ', "read"' : ''}] }`
        await value(change(await people.person(rules), path, { c: '3' }, 'a'))
        expect(await fields(path)).toEqual(['__proto__x=y', 'b=2', 'c=3'])
      }
    })

    it('never replaces metadata that it could not read', async () => {
      await api('POST', 'secret/metadata/unseen', { custom_metadata: { theirs: 'x' } })
      const at = await people.person('path "secret/metadata/*" { capabilities = ["update"] }')
      expect(await codeOf(change(at, 'unseen', { mine: 'y' }))).toBe('permission-denied')
      expect(await fields('unseen')).toEqual(['theirs=x'])
      // Settings have no such problem: they can be changed without a read.
      await value(kv().changeMetadata({ at: secretAt(at, 'unseen'), maxVersions: 3 }))
      expect(await fields('unseen')).toEqual(['theirs=x'])
    })

    it('creates the entry if there is none, with a key that has a meaning in JavaScript', async () => {
      const set = { key: '__proto__', value: 'kept' }
      const at = secretAt(people.root, 'fresh')
      await value(kv().changeMetadata({ at, customMetadata: { set: [set], remove: [] } }))
      await value(change(people.root, 'fresh', { other: 'too' }))
      expect((await value(kv().metadata({ at }))).customMetadata).toEqual([set, { key: 'other', value: 'too' }])
    })

    it.each([
      ['no name', { '': 'x' }],
      ['no text', { a: '' }],
      ['a name of 129 bytes', { ['k'.repeat(129)]: 'x' }],
      // 43 characters of three bytes each: the server counts bytes.
      ['a name of 129 bytes in 43 characters', { ['한'.repeat(43)]: 'x' }],
      ['a text of 513 bytes', { a: 'v'.repeat(513) }],
      ['a line break', { a: 'two\nlines' }],
      ['an invisible character', { a: 'zero\u200bwidth' }],
    ])('is refused before it is sent: %s, as the server would', async (_what, set) => {
      const answer = await change(people.root, 'limits', set)
      expect(answer.ok ? 'ok' : answer.error.code).toBe('invalid-input')
      expect(answer.ok ? [] : answer.error.issues).toHaveLength(1)
      await expect(api('POST', 'secret/metadata/limits-server', { custom_metadata: set })).rejects.toThrow('400')
    })

    it('accepts values just within the limits, as the server does', async () => {
      const set = {
        ['한'.repeat(42) + 'ab']: '값'.repeat(170) + 'ab',
        ...Object.fromEntries(Array.from({ length: 63 }, (_, index) => [`key ${index}`, 'é 🗝️ ✓'])),
      }
      await value(change(people.root, 'full', set))
      expect(await fields('full')).toHaveLength(64)
      expect(await codeOf(change(people.root, 'full', { 'one more': 'x' }))).toBe('invalid-input')
      await value(change(people.root, 'full', { 'one more': 'x' }, 'key 1'))
      expect(await fields('full')).toHaveLength(64)
    })
  })

  describe('comparing two versions', () => {
    it('names what was added, removed and changed, and returns no value', async () => {
      await put(
        'compared',
        { gone: 'marker-old', same: { a: [1] }, number: 1, changed: 'marker-a' },
        { same: { a: [1] }, number: 1.5, changed: 'marker\nb', fresh: null },
      )
      const at = secretAt(people.root, 'compared')
      const before = people.test.crossed.length
      const answer = await value(kv().compare({ at, a: 1, b: 2 }))
      expect(answer.keys.map(({ key, change }) => `${key} ${change}`)).toEqual([
        'changed changed',
        'fresh added',
        'gone removed',
        'number changed',
        'same same',
      ])
      expect(answer.keys[0]).toMatchObject({ a: { type: 'string', lines: 1 }, b: { type: 'string', lines: 2 } })
      expect(answer.a).toMatchObject({ version: 1, state: 'current' })
      expect(people.test.crossed.slice(before).join()).not.toContain('marker')
      expect(await value(kv().reveal({ at, version: 1, keys: ['changed'] }))).toEqual({
        entries: [{ key: 'changed', json: '"marker-a"' }],
      })
    })

    it('treats a deleted version as empty', async () => {
      await put('compared-gone', { a: 1 }, { b: 2 })
      await api('POST', 'secret/delete/compared-gone', { versions: [1] })
      const answer = await value(kv().compare({ at: secretAt(people.root, 'compared-gone'), a: 1, b: 2 }))
      expect(answer.a.state).toBe('deleted')
      expect(answer.keys).toEqual([{ key: 'b', change: 'added', b: { type: 'number', lines: 1 } }])
      expect(await codeOf(kv().compare({ at: secretAt(people.root, 'compared-gone'), a: 1, b: 9 }))).toBe('not-found')
    })
  })

  describe('rolling back', () => {
    it('creates a new version from an old one, and returns no value', async () => {
      const old = { text: 'marker', list: [1.5, null, { deep: 'x' }], big: 123456789012345680000 }
      await put('rolled', old, { other: 1 }, { other: 2 })
      const at = secretAt(people.root, 'rolled')
      const before = people.test.crossed.length
      expect(await value(kv().rollback({ at, from: 1, base: 3 }))).toEqual({ version: 4 })
      expect(people.test.crossed.slice(before).join()).not.toContain('marker')
      expect((await value(kv().compare({ at, a: 1, b: 4 }))).keys.map(({ change }) => change)).toEqual([
        'same',
        'same',
        'same',
      ])
    })

    it('does not overwrite a newer version, and needs an old one with values', async () => {
      await put('rolled-not', { a: 1 }, { a: 2 }, { a: 3 })
      await api('POST', 'secret/delete/rolled-not', { versions: [1] })
      const at = secretAt(people.root, 'rolled-not')
      expect(await codeOf(kv().rollback({ at, from: 2, base: 2 }))).toBe('cas-mismatch')
      expect(await codeOf(kv().rollback({ at, from: 1, base: 3 }))).toBe('not-found')
      const reader = secretAt(await people.person('path "secret/data/*" { capabilities = ["read"] }'), 'rolled-not')
      expect(await codeOf(kv().rollback({ at: reader, from: 2, base: 3 }))).toBe('permission-denied')
      expect((await value(kv().metadata({ at }))).currentVersion).toBe(3)
    })
  })

  describe('deleting the newest version', () => {
    const base = (version: number) => ({ kind: 'version', version }) as const

    it.each([
      ['DELETE data/ alone', 'path "secret/data/*" { capabilities = ["delete", "read"] }'],
      ['delete/ alone', 'path "secret/delete/*" { capabilities = ["update"] }'],
      ['DELETE data/ alone, without reading', 'path "secret/data/*" { capabilities = ["delete"] }'],
    ])('uses the way that the token may use: %s', async (_way, rules) => {
      for (const withoutDefault of [false, true]) {
        const path = `latest/${_way}/${withoutDefault}`
        await put(encodeURI(path), { a: 1 }, { a: 2 })
        const profileId = await people.person(rules, { withoutDefault })
        await value(kv().deleteLatest({ at: secretAt(profileId, path), base: base(2) }))
        expect(await states(secretAt(people.root, path))).toEqual(['2 deleted', '1 live'])
      }
    })

    it('never deletes a newer version of another user', async () => {
      for (const rules of [
        'path "secret/data/*" { capabilities = ["delete", "read"] }',
        'path "secret/delete/*" { capabilities = ["update"] }',
      ]) {
        await put('raced', { a: 1 }, { a: 2 })
        const newer = (await value(kv().metadata({ at: secretAt(people.root, 'raced') }))).currentVersion
        await kv().deleteLatest({ at: secretAt(await people.person(rules), 'raced'), base: base(newer - 1) })
        expect((await states(secretAt(people.root, 'raced')))[0]).toBe(`${newer} live`)
      }
    })

    it('stops showing its values', async () => {
      await put('forgotten', { a: 'x' })
      const at = secretAt(people.root, 'forgotten')
      await value(kv().read({ at }))
      await value(kv().deleteLatest({ at, base: base(1) }))
      expect(await value(kv().reveal({ at, version: 1 }))).toEqual({ entries: [] })
      await value(kv().undelete({ at, versions: [1] }))
      expect((await value(kv().reveal({ at, version: 1 }))).entries).toHaveLength(1)
    })

    it('on KV 1 removes the secret, unless another user changed it', async () => {
      const at = secretAt(people.root, 'one', 'plain/')
      const putPlain = (data: Data) => putSecret(people.vault, people.rootToken, 'one', data, 'plain', 1)
      await putPlain({ a: 1 })
      const { fingerprint = '' } = await value(kv().read({ at }))
      await putPlain({ a: 2 })
      expect(await codeOf(kv().deleteLatest({ at, base: { kind: 'fingerprint', fingerprint } }))).toBe('cas-mismatch')
      expect(await codeOf(kv().deleteLatest({ at, base: base(1) }))).toBe('cas-mismatch')
      const now = (await value(kv().read({ at }))).fingerprint ?? ''
      await value(kv().deleteLatest({ at, base: { kind: 'fingerprint', fingerprint: now } }))
      expect(await codeOf(kv().read({ at }))).toBe('not-found')
    })

    it('on KV 1 works for a token that may delete but not read', async () => {
      await putSecret(people.vault, people.rootToken, 'unread', { a: 1 }, 'plain', 1)
      const rules = 'path "plain/*" { capabilities = ["delete"] }'
      const at = secretAt(await people.person(rules), 'unread', 'plain/')
      await value(kv().deleteLatest({ at, base: { kind: 'blind' } }))
      expect(await codeOf(kv().read({ at: { ...at, profileId: people.root } }))).toBe('not-found')
    })
  })

  describe('selected versions', () => {
    it('are deleted, undeleted and destroyed, and no others', async () => {
      await put('chosen', { a: 1 }, { a: 2 }, { a: 3 }, { a: 4 })
      const at = secretAt(people.root, 'chosen')
      await value(kv().deleteVersions({ at, versions: [1, 3] }))
      expect(await states(at)).toEqual(['4 live', '3 deleted', '2 live', '1 deleted'])
      await value(kv().undelete({ at, versions: [3] }))
      expect(await states(at)).toEqual(['4 live', '3 live', '2 live', '1 deleted'])
      await value(kv().destroy({ at, versions: [2, 1] }))
      expect(await states(at)).toEqual(['4 live', '3 live', '2 destroyed', '1 destroyed'])
      await value(kv().undelete({ at, versions: [2] }))
      expect((await states(at))[2]).toBe('2 destroyed')
    })

    it('are deleted even by a token that may only DELETE data/, if only the newest is selected', async () => {
      await put('chosen-one', { a: 1 }, { a: 2 })
      const rules = `path "secret/data/*" { capabilities = ["delete"] }
      path "secret/metadata/*" { capabilities = ["read"] }`
      const at = secretAt(await people.person(rules), 'chosen-one')
      expect(await codeOf(kv().deleteVersions({ at, versions: [1] }))).toBe('permission-denied')
      expect(await codeOf(kv().deleteVersions({ at, versions: [1, 2] }))).toBe('permission-denied')
      await value(kv().deleteVersions({ at, versions: [2] }))
      expect(await states(at)).toEqual(['2 deleted', '1 live'])
      expect(await codeOf(kv().destroy({ at, versions: [2] }))).toBe('permission-denied')
    })

    it('are deleted together with the metadata once the path is typed', async () => {
      await put('all', { a: 1 }, { a: 2 })
      const at = secretAt(people.root, 'all')
      expect(await codeOf(kv().deleteAll({ at, confirm: 'al' }))).toBe('invalid-input')
      await value(kv().deleteAll({ at, confirm: 'secret/all' }))
      expect(await codeOf(kv().metadata({ at }))).toBe('not-found')
      expect(await codeOf(kv().read({ at }))).toBe('not-found')
    })
  })

  describe('together with the vault program', () => {
    const cli = (...words: string[]) => vaultCli(people.vault, people.rootToken, ...words)

    it.each(['cli/plain', 'cli/a b', 'cli/한글 🗝️', 'cli/100%', 'cli/%2F', 'cli/a+b&c=d', `cli/${'n'.repeat(1000)}`])(
      'a version that either created looks the same to the other: %j',
      async (path) => {
        const at = secretAt(people.root, path)
        await cli('kv', 'put', '-mount=secret', path, 'big=12345678901234567890', 'text=한글')
        await value(kv().write({ at, entries: text('second'), base: { kind: 'version', version: 1 } }))
        expect(JSON.parse(await cli('kv', 'get', '-mount=secret', '-format=json', path))).toMatchObject({
          data: { data: { value: 'second' }, metadata: { version: 2 } },
        })
        await value(kv().rollback({ at, from: 1, base: 2 }))
        await cli('kv', 'delete', '-mount=secret', '-versions=1', path)
        await value(kv().deleteVersions({ at, versions: [2] }))
        await cli('kv', 'undelete', '-mount=secret', '-versions=2', path)
        expect(await states(at)).toEqual(['3 live', '2 live', '1 deleted'])
        const shown = JSON.parse(await cli('kv', 'metadata', 'get', '-mount=secret', '-format=json', path))
        expect(shown.data.versions['1'].deletion_time).not.toBe('')
        expect(shown.data.current_version).toBe(3)
        expect(JSON.parse(await cli('kv', 'get', '-mount=secret', '-format=json', path)).data.data).toEqual({
          big: '12345678901234567890',
          text: '한글',
        })
      },
    )

    it('metadata that either set is read by the other', async () => {
      await cli('kv', 'metadata', 'put', '-mount=secret', '-max-versions=5', '-custom-metadata=owner=ann', 'cli-meta')
      const at = secretAt(people.root, 'cli-meta')
      await value(
        kv().changeMetadata({
          at,
          casRequired: true,
          customMetadata: { set: [{ key: 'zone', value: 'b' }], remove: [] },
        }),
      )
      const shown = JSON.parse(await cli('kv', 'metadata', 'get', '-mount=secret', '-format=json', 'cli-meta'))
      expect(shown.data).toMatchObject({
        max_versions: 5,
        cas_required: true,
        custom_metadata: { owner: 'ann', zone: 'b' },
      })
    })
  })
})
