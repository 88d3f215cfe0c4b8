/** The cubbyhole of a token: its own calls open it, and lead nowhere else. On real servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../../electron/contract/contract.ts'
import { createToken, member, vaultApi } from '../../servers/initialized.ts'
import { startKvPeople, text, type KvPeople } from './kvPeople.ts'
import { codeOf, connectTo, draftOf, signInWith, startCore, value } from '../startCore.ts'

const odd = ['a b', 'b%2F한글 ', '한글/é/ü ', 'x?y#z', 'auth/token/lookup-self', '%2e%2e', '-field', '"$(x)`']

describe.each(['vault', 'openbao'] as const)('@boundary the cubbyhole on %s', (product) => {
  let people: KvPeople
  let profileId = ''
  let token = ''
  beforeAll(async () => {
    people = await startKvPeople({ product })
    token = await createToken(people.vault, people.rootToken)
    profileId = await connectTo(people.test, people.vault.address, token, 'ann')
  })
  afterAll(() => people.stop())

  const cubbyhole = () => people.test.client.cubbyhole
  const at = (path: string) => ({ profileId, path })
  const names = async (folder = '', id = profileId) => (await value(cubbyhole().list({ profileId: id, folder }))).names
  const write = (path: string, entries = text('ours')) =>
    value(cubbyhole().write({ at: at(path), entries, base: { kind: 'new' } }))

  it('is empty at first, and returns exactly what is written', async () => {
    expect(await names()).toEqual([])
    const entries = [
      { key: 'path', json: '"a key that is named like the parameter"' },
      { key: 'number', json: '12345678901234567890.10' },
      { key: '한글', json: '{"list":[1,null,true]}' },
    ]
    await write('app/config', entries)
    expect(await names()).toEqual(['app/'])
    expect(await names('app/')).toEqual(['config'])
    const before = people.test.crossed.length
    const secret = await value(cubbyhole().read({ at: at('app/config') }))
    expect(secret).toMatchObject({ mount: 'cubbyhole/', path: 'app/config', kvVersion: 1, state: 'current' })
    expect(secret.fields.map(({ key }) => key).sort()).toEqual(['number', 'path', '한글'])
    expect(people.test.crossed.slice(before).join()).not.toContain('12345678901234567890')
    const shown = await value(cubbyhole().reveal({ at: at('app/config') }))
    expect(new Map(shown.entries.map(({ key, json }) => [key, json]))).toEqual(
      new Map(entries.map(({ key, json }) => [key, json])),
    )
    const one = await value(cubbyhole().reveal({ at: at('app/config'), keys: ['path'] }))
    expect(one.entries).toEqual([entries[0]])
  })

  it.each(odd)('keeps a secret called %j', async (path) => {
    await write(path)
    expect((await value(cubbyhole().reveal({ at: at(path) }))).entries).toEqual(text('ours'))
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    expect(await names(folder)).toContain(path.slice(folder.length))
    const { fingerprint = '' } = await value(cubbyhole().read({ at: at(path) }))
    await value(cubbyhole().remove({ at: at(path), base: { kind: 'fingerprint', fingerprint } }))
    expect(await codeOf(cubbyhole().read({ at: at(path) }))).toBe('not-found')
  })

  it('sends no name with a dot segment, an empty segment or a control character', async () => {
    for (const path of ['a/../b%2F한글 ', '..', '../auth/token/lookup-self', 'a//b', '/a', 'a/', '', 'a\nb', './a']) {
      expect(await codeOf(cubbyhole().read({ at: at(path) })), path).toBe('invalid-input')
      expect(await codeOf(cubbyhole().reveal({ at: at(path) })), path).toBe('invalid-input')
      expect(await codeOf(cubbyhole().write({ at: at(path), entries: text('x'), base: { kind: 'blind' } })), path).toBe(
        'invalid-input',
      )
    }
    for (const folder of ['../../', 'a/../', 'auth', '/', 'a//'])
      expect(await codeOf(cubbyhole().list({ profileId, folder })), folder).toBe('invalid-input')
  })

  it('belongs to one token: no other token sees it, and it is deleted with the token', async () => {
    await write('private')
    expect(await names('', people.root)).toEqual([])
    const other = { profileId: people.root, path: 'private' }
    expect(await codeOf(cubbyhole().read({ at: other }))).toBe('not-found')
    const short = await createToken(people.vault, people.rootToken)
    const id = await connectTo(people.test, people.vault.address, short, 'short')
    const base = { kind: 'new' as const }
    await value(cubbyhole().write({ at: { profileId: id, path: 'mine' }, entries: text('mine'), base }))
    await value(cubbyhole().reveal({ at: { profileId: id, path: 'mine' } }))
    // Another user signs in on the same connection and does not get the secrets that the first one opened.
    await signInWith(people.test, id, token)
    expect(await codeOf(cubbyhole().reveal({ at: { profileId: id, path: 'mine' } }))).toBe('not-found')
    await signInWith(people.test, id, short)
    await vaultApi(people.vault, 'POST', 'auth/token/revoke', { token: people.rootToken, body: { token: short } })
    expect(await codeOf(cubbyhole().list({ profileId: id, folder: '' }))).toBe('token-expired')
  })

  it('writes and removes only on top of the version that was read', async () => {
    await write('cas')
    const first = await value(cubbyhole().read({ at: at('cas') }))
    const base = { kind: 'fingerprint', fingerprint: first.fingerprint ?? '' } as const
    await vaultApi(people.vault, 'POST', 'cubbyhole/cas', { token, body: { value: 'theirs' } })
    expect(await codeOf(cubbyhole().write({ at: at('cas'), entries: text('mine'), base }))).toBe('cas-mismatch')
    expect(await codeOf(cubbyhole().remove({ at: at('cas'), base }))).toBe('cas-mismatch')
    const asNew = { at: at('cas'), entries: text('mine'), base: { kind: 'new' } } as const
    expect(await codeOf(cubbyhole().write({ ...asNew, entries: text('mine') }))).toBe('cas-mismatch')
    const version = { kind: 'version', version: 1 } as const
    expect(await codeOf(cubbyhole().write({ at: at('cas'), entries: text('mine'), base: version }))).toBe(
      'cas-mismatch',
    )
    const second = await value(cubbyhole().read({ at: at('cas') }))
    const fresh = { kind: 'fingerprint', fingerprint: second.fingerprint ?? '' } as const
    await value(cubbyhole().write({ at: at('cas'), entries: text('mine'), base: fresh }))
    expect((await value(cubbyhole().reveal({ at: at('cas') }))).entries).toEqual(text('mine'))
  })

  it('is closed to every call that takes a mount, even after it was opened', async () => {
    await write('open')
    await value(cubbyhole().read({ at: at('open') }))
    const { kv, mounts, clipboard, places } = people.test.client
    const address = { profileId, mount: 'cubbyhole/', path: 'open' }
    await value(mounts.list({ profileId }))
    expect(await codeOf(mounts.addTyped({ profileId, mount: 'cubbyhole/', kvVersion: 1 }))).toBe('unsupported')
    expect(await codeOf(kv.list({ profileId, mount: 'cubbyhole/', folder: '' }))).toBe('unsupported')
    expect(await codeOf(kv.read({ at: address }))).toBe('unsupported')
    expect(await codeOf(kv.reveal({ at: address }))).toBe('unsupported')
    expect(await codeOf(kv.saveValue({ at: address, key: 'value', content: 'text' }))).toBe('unsupported')
    expect(await codeOf(clipboard.copyValue({ at: address, key: 'value' }))).toBe('unsupported')
    expect(await codeOf(kv.write({ at: address, entries: text('x'), base: { kind: 'blind' } }))).toBe('unsupported')
    expect(await codeOf(kv.deleteLatest({ at: address, base: { kind: 'blind' } }))).toBe('unsupported')
    expect(await value(places.mountOf({ profileId, path: 'cubbyhole/open' }))).toBeNull()
  })

  it('takes no mount, so it leads to no other engine', async () => {
    for (const call of Object.keys(contract.cubbyhole)) {
      for (const mount of ['auth/', 'sys/', 'secret/']) {
        const input = { profileId, mount, folder: '', at: { profileId, mount, path: 'token/lookup-self' } }
        const answer = await people.test.core.call(`cubbyhole.${call}`, input, {})
        expect(answer.ok ? 'ok' : answer.error.code, call).toBe('invalid-input')
      }
    }
  })

  it('is a path that the server keeps free of mounts and of namespaces', async () => {
    const { vault, rootToken } = people
    const make = (path: string, body: object) => vaultApi(vault, 'POST', path, { token: rootToken, body: { ...body } })
    const attempts: [string, object][] = [
      ['sys/mounts/cubbyhole', { type: 'kv' }],
      ['sys/mounts/cubbyhole/below', { type: 'kv' }],
      ['sys/remount', { from: 'plain', to: 'cubbyhole/plain' }],
      ...(product === 'openbao' ? [['sys/namespaces/cubbyhole', {}] satisfies [string, object]] : []),
    ]
    for (const [path, body] of attempts) await expect(make(path, body), path).rejects.toThrow(/answered [45]00/)
  })

  it('reports what a policy denies, and that a batch token has no cubbyhole', async () => {
    const denied = await people.person('path "cubbyhole/*" { capabilities = ["deny"] }')
    expect(await codeOf(cubbyhole().list({ profileId: denied, folder: '' }))).toBe('permission-denied')
    const at = { profileId: denied, path: 'a' }
    expect(await codeOf(cubbyhole().read({ at }))).toBe('permission-denied')
    const write = cubbyhole().write({ at, entries: text('x'), base: { kind: 'blind' } })
    expect(await codeOf(write)).toBe('permission-denied')
    const batch = await createToken(people.vault, people.rootToken, { type: 'batch', policies: ['default'] })
    const id = await connectTo(people.test, people.vault.address, batch, 'batch')
    const answer = await cubbyhole().list({ profileId: id, folder: '' })
    const words = expect.stringContaining('only supported by') as unknown
    expect(answer).toMatchObject({ ok: false, error: { code: 'rejected', vaultErrors: [words] } })
  })

  it('asks for consent before a token that is stored in it is shown, saved or copied', async () => {
    const asked: string[] = []
    let isAllowed = false
    const copied: string[] = []
    const test = await startCore({
      deps: {
        askConsent: ({ act }) => {
          asked.push(JSON.stringify(act))
          return Promise.resolve(isAllowed)
        },
        clipboard: { writeSecret: async (given) => void copied.push(given), readText: async () => '', clear: () => {} },
      },
    })
    try {
      const id = await connectTo(test, people.vault.address, people.rootToken, 'held')
      const body = { user: 'root', token: people.rootToken }
      await vaultApi(people.vault, 'POST', 'cubbyhole/kept', { token: people.rootToken, body })
      const held = { profileId: id, path: 'kept' }
      const { cubbyhole: own } = test.client
      const crossed = () => test.crossed.some((answer) => answer.includes(people.rootToken))
      await value(own.read({ at: held }))
      expect((await value(own.reveal({ at: held, keys: ['user'] }))).entries).toHaveLength(1)
      expect(asked).toEqual([])
      expect(await codeOf(own.reveal({ at: held }))).toBe('consent-refused')
      expect(await codeOf(own.copyValue({ at: held, key: 'token' }))).toBe('consent-refused')
      expect(asked[0]).toContain('"place":"cubbyhole/kept"')
      expect([crossed(), copied]).toEqual([false, []])
      isAllowed = true
      expect(await codeOf(own.copyValue({ at: held, key: 'token' }))).toBe('ok')
      expect([crossed(), copied]).toEqual([false, [people.rootToken]])
      expect((await value(own.reveal({ at: held, keys: ['token'] }))).entries).toHaveLength(1)
      const file = await value(own.saveValue({ at: held, key: 'token', content: 'text' }))
      expect(file.how).toBe('download')
    } finally {
      await test.stop()
    }
  })
})

describe('@boundary the cubbyhole of a token of a namespace on OpenBao', () => {
  it('belongs to the namespace of the connection', async () => {
    const people = await startKvPeople({ product: 'openbao' })
    try {
      const { vault, rootToken, test } = people
      await vaultApi(vault, 'POST', 'sys/namespaces/ns1', { token: rootToken })
      const made = await vaultApi(vault, 'POST', 'auth/token/create', { token: rootToken, namespace: 'ns1', body: {} })
      const token = String(member(made, 'auth')['client_token'])
      const profile = { ...draftOf(vault.address, 'ns1'), namespace: 'ns1' }
      const profileId = (await value(test.client.connections.add({ profile }))).id
      await signInWith(test, profileId, token)
      const base = { kind: 'new' } as const
      await value(test.client.cubbyhole.write({ at: { profileId, path: 'a/b' }, entries: text('ours'), base }))
      const kept = await vaultApi(vault, 'GET', 'cubbyhole/a/b', { token, namespace: 'ns1' })
      expect(member(kept, 'data')).toEqual({ value: 'ours' })
      expect(await value(test.client.cubbyhole.list({ profileId, folder: 'a/' }))).toEqual({ names: ['b'] })
      const { mounts } = await value(test.client.mounts.list({ profileId }))
      expect(mounts.map(({ path, type }) => `${path} ${type}`)).toContain('cubbyhole/ ns_cubbyhole')
    } finally {
      await people.stop()
    }
  })
})
