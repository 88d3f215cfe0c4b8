import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { valueAsJson } from '../../electron/base/json/json.ts'
import { listNames, readSecret, writeSecret } from '../../electron/vault/kv.ts'
import { authenticatedSession } from '../../electron/vault/session.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import type { Transport } from '../../electron/vault/transport.ts'
import { initializeAndUnseal, mountKv, vaultApi } from '../servers/initialized.ts'
import { startVault, serverHas } from '../servers/vault.ts'
import type { TestVault } from '../servers/vault.ts'
import { failureOf, transportTo } from './asking.ts'

let vault: TestVault
let transport: Transport
let root: VaultSession
let rootToken: string

beforeAll(async () => {
  vault = await startVault()
  ;({ rootToken } = await initializeAndUnseal(vault))
  await mountKv(vault, rootToken, 'secret', 2)
  await mountKv(vault, rootToken, 'plain', 1)
  transport = transportTo(vault.address)
  root = authenticatedSession(transport, rootToken)
})

afterAll(async () => {
  await transport.close()
  await vault.stop()
})

const v2 = { mount: 'secret/', kvVersion: 2 } as const
const v1 = { mount: 'plain/', kvVersion: 1 } as const
const text = (value: string) => [{ key: 'value', json: JSON.stringify(value) }]

const asTexts = (data: ReadonlyMap<string, unknown>) =>
  [...data].map(([key, value]) => ({ key, json: valueAsJson(value) }))

const answering = (body: unknown, status = 200): VaultSession => ({
  request: async () => ({ status, body, warnings: [], latencyMs: 1 }),
})

describe('a secret on a server without custom metadata', () => {
  it('is read without custom metadata', async () => {
    const metadata = { version: 3, created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false }
    const { secret } = await readSecret(answering({ data: { data: { a: 1 }, metadata } }), { ...v2, path: 'a' })
    expect(secret).toMatchObject({ version: 3, fields: [{ key: 'a' }], customMetadata: [] })
  })
})

describe.each([v2, v1])('a secret of KV $kvVersion', (mount) => {
  it.each([
    'plain',
    'two words',
    ' b%2F한글 ',
    '#?+&=',
    '🗝️',
    'trailing space ',
    '%',
    '%2e%2e',
    'v1.2',
    '"quoted\'',
    '\\back',
    ';,:@$!*()',
    '<script>alert(1)</script>',
    'list=true',
    'a+b/c d/é',
  ])('is written, listed and read under the name %j', async (name) => {
    const path = `odd/${name}`
    await writeSecret(root, { ...mount, path, entries: text(name), cas: 0 })
    const { secret, data } = await readSecret(root, { ...mount, path })
    expect(data.get('value')).toBe(name)
    expect(secret).toMatchObject({ path, kvVersion: mount.kvVersion, state: 'current' })
    const segments = path.split('/')
    const folder = `${segments.slice(0, -1).join('/')}/`
    expect(await listNames(root, { ...mount, folder })).toContain(segments.at(-1))
  })

  it.each(['a/../b', './a', '..', 'a//b', '/a', 'a\u0000b', 'a\nb', '\ud800'])(
    'is refused before anything is sent under the path %j',
    async (path) => {
      const silent: VaultSession = authenticatedSession(transportTo('http://127.0.0.1:1'), 'token')
      expect((await failureOf(readSecret(silent, { ...mount, path }))).code).toBe('invalid-input')
    },
  )

  it('with an invisible character in its name is refused with an explanation', async () => {
    const failure = await failureOf(writeSecret(root, { ...mount, path: '\u202egpj.exe', entries: text('a'), cas: 0 }))
    expect(failure.code).toBe('rejected')
    expect(failure.message).toContain('invisible')
  })

  it('keeps every key, including keys that are special in JavaScript', async () => {
    const entries = [
      { key: '__proto__', json: '{"__proto__":1}' },
      { key: 'constructor', json: '"kept"' },
      { key: '', json: '"no name"' },
      { key: 'nested', json: '[{"a":{}},null,true,""]' },
    ]
    await writeSecret(root, { ...mount, path: 'keys', entries, cas: 0 })
    const { data, secret } = await readSecret(root, { ...mount, path: 'keys' })
    expect(new Map([...data].map(([key, value]) => [key, valueAsJson(value)]))).toEqual(
      new Map(entries.map(({ key, json }) => [key, json])),
    )
    expect(secret.fields).toContainEqual({ key: 'nested', type: 'list', lines: 4 })
    expect(secret.fields).toContainEqual({ key: '__proto__', type: 'object', lines: 1 })
  })

  it('that does not exist is not found', async () => {
    expect((await failureOf(readSecret(root, { ...mount, path: 'nowhere' }))).code).toBe('not-found')
  })

  it('is not written when a value is not JSON, and the message does not repeat it', async () => {
    const failure = await failureOf(
      writeSecret(root, { ...mount, path: 'bad', entries: [{ key: 'a', json: 'hunter2"' }], cas: 0 }),
    )
    expect(failure.code).toBe('invalid-input')
    expect(JSON.stringify(failure.error)).not.toContain('hunter2')
    expect((await failureOf(readSecret(root, { ...mount, path: 'bad' }))).code).toBe('not-found')
  })

  it('cannot add a second key through a value', async () => {
    const failure = await failureOf(
      writeSecret(root, { ...mount, path: 'bad', entries: [{ key: 'a', json: '1,"b":2' }], cas: 0 }),
    )
    expect(failure.code).toBe('invalid-input')
  })

  it.runIf(serverHas('jsonLimits'))(
    'is refused with an explanation if it has a number that the server cannot hold',
    async () => {
      const failure = await failureOf(
        writeSecret(root, { ...mount, path: 'huge', entries: [{ key: 'a', json: '1e400' }], cas: 0 }),
      )
      expect(failure.code).toBe('rejected')
      expect(failure.error.vaultErrors?.join()).toContain('number')
    },
  )

  it('is in folders that are listed one by one', async () => {
    await writeSecret(root, { ...mount, path: 'deep/a', entries: text('a'), cas: 0 })
    await writeSecret(root, { ...mount, path: 'deep/a/b', entries: text('b'), cas: 0 })
    expect(await listNames(root, { ...mount, folder: 'deep/' })).toEqual(['a', 'a/'])
    expect(await listNames(root, { ...mount, folder: 'deep/a/' })).toEqual(['b'])
    expect(await listNames(root, { ...mount, folder: '' })).toContain('deep/')
  })

  it('is missing from an empty folder, which is not an error', async () => {
    expect(await listNames(root, { ...mount, folder: 'empty/' })).toEqual([])
  })

  it('is not found below a mount that does not exist', async () => {
    const nowhere = { ...mount, mount: 'nowhere/' }
    expect((await failureOf(listNames(root, { ...nowhere, folder: '' }))).code).toBe('not-found')
    expect((await failureOf(readSecret(root, { ...nowhere, path: 'a' }))).code).toBe('not-found')
  })
})

describe('numbers', () => {
  const entries = [
    { key: 'big', json: '123456789012345678901234567890' },
    { key: 'edge', json: '9007199254740993' },
    { key: 'exponent', json: '1E5' },
    { key: 'float', json: '1.0' },
    { key: 'list', json: '[{"id":18446744073709551616,"of":[1.10,2]}]' },
    { key: 'minus', json: '-0' },
    { key: 'tiny', json: '0.1000000000000000055511151231257827' },
  ]
  it('are returned by KV 1 with every digit, and are numbers in the form', async () => {
    await writeSecret(root, { ...v1, path: 'digits', entries })
    const { data, secret } = await readSecret(root, { ...v1, path: 'digits' })
    expect(asTexts(data)).toEqual(entries)
    expect(secret.fields).toContainEqual({ key: 'big', type: 'number', lines: 1 })
    await writeSecret(root, { ...v1, path: 'again', entries: asTexts(data) })
    expect(asTexts((await readSecret(root, { ...v1, path: 'again' })).data)).toEqual(entries)
  })

  // Vault's KV 2 itself turns numbers into doubles when it reads them; the app keeps what it returns.
  it('are returned by KV 2 exactly as the server wrote them', async () => {
    await writeSecret(root, { ...v2, path: 'digits', entries, cas: 0 })
    const answer = await fetch(`${vault.address}/v1/secret/data/digits`, { headers: { 'X-Vault-Token': rootToken } })
    const said = /"data":\{"data":(\{.*\}),"metadata"/.exec(await answer.text())?.[1]
    const { data } = await readSecret(root, { ...v2, path: 'digits' })
    expect(
      `{${asTexts(data)
        .map(({ key, json }) => `"${key}":${json}`)
        .join()}}`,
    ).toBe(said)
  })
})

describe('versions of KV 2', () => {
  it('are numbered from 1 and read one by one', async () => {
    expect(await writeSecret(root, { ...v2, path: 'many', entries: text('one'), cas: 0 })).toEqual({ version: 1 })
    expect(await writeSecret(root, { ...v2, path: 'many', entries: text('two'), cas: 1 })).toEqual({ version: 2 })
    const first = await readSecret(root, { ...v2, path: 'many', version: 1 })
    expect(first.data.get('value')).toBe('one')
    expect(first.secret.version).toBe(1)
    expect(first.secret.createdAt).toMatch(/^\d{4}-.*Z$/)
    expect((await readSecret(root, { ...v2, path: 'many' })).data.get('value')).toBe('two')
    expect((await failureOf(readSecret(root, { ...v2, path: 'many', version: 3 }))).code).toBe('not-found')
  })

  it('are protected by check-and-set', async () => {
    await writeSecret(root, { ...v2, path: 'cas', entries: text('one'), cas: 0 })
    const failure = await failureOf(writeSecret(root, { ...v2, path: 'cas', entries: text('two'), cas: 0 }))
    expect(failure.error).toMatchObject({ code: 'cas-mismatch', status: 400, retryable: false })
    expect(failure.error.vaultErrors).toEqual(['check-and-set parameter did not match the current version'])
    expect((await failureOf(writeSecret(root, { ...v2, path: 'cas', entries: text('two') }))).code).toBe(
      'invalid-input',
    )
  })

  it('that are deleted or destroyed are returned without data', async () => {
    const path = 'gone'
    await writeSecret(root, { ...v2, path, entries: text('one'), cas: 0 })
    await writeSecret(root, { ...v2, path, entries: text('two'), cas: 1 })
    await vaultApi(vault, 'DELETE', `secret/data/${path}`, { token: rootToken })
    await vaultApi(vault, 'PUT', `secret/destroy/${path}`, { token: rootToken, body: { versions: [1] } })
    const deleted = await readSecret(root, { ...v2, path })
    expect(deleted.secret).toMatchObject({ state: 'deleted', version: 2, fields: [] })
    expect(Date.parse(deleted.secret.deletionAt ?? '')).toBeLessThanOrEqual(Date.now() + 1000)
    expect(deleted.data.size).toBe(0)
    const destroyed = await readSecret(root, { ...v2, path, version: 1 })
    expect(destroyed.secret).toMatchObject({ state: 'destroyed', version: 1, fields: [] })
  })

  it('with a scheduled deletion are current', async () => {
    const path = 'planned'
    await vaultApi(vault, 'POST', `secret/metadata/${path}`, {
      token: rootToken,
      body: { delete_version_after: '24h', custom_metadata: { owner: 'ann', zone: 'b' } },
    })
    await writeSecret(root, { ...v2, path, entries: text('one'), cas: 0 })
    const { secret } = await readSecret(root, { ...v2, path })
    expect(secret.state).toBe('current')
    expect(Date.parse(secret.deletionAt ?? '')).toBeGreaterThan(Date.now())
    expect(secret.customMetadata).toEqual([
      { key: 'owner', value: 'ann' },
      { key: 'zone', value: 'b' },
    ])
  })
})

describe('a hostile answer to a read', () => {
  it.each([
    ['a list for data', { data: ['a'] }],
    ['a text', 'secret'],
    ['nothing', undefined],
    ['a version of no number', { data: { data: {}, metadata: { version: 'one', created_time: '2026-01-01' } } }],
    ['a time of no date', { data: { data: {}, metadata: { version: 1, created_time: 'yesterday' } } }],
  ])('is refused: %s', async (_what, body) => {
    const failure = await failureOf(readSecret(answering(body), { ...v2, path: 'a' }))
    expect(failure.code).toBe('answer-invalid')
  })

  it('never appears in the error message', async () => {
    const body = { data: { data: 'hunter2', metadata: { version: 'hunter2', created_time: 'hunter2' } } }
    const failure = await failureOf(readSecret(answering(body), { ...v2, path: 'a' }))
    expect(JSON.stringify(failure.error)).not.toContain('hunter2')
  })

  it('is reported as wrapped if it is wrapped', async () => {
    const failure = await failureOf(
      readSecret(answering({ data: null, wrap_info: { token: 's.x' } }), { ...v1, path: 'a' }),
    )
    expect(failure).toBeInstanceOf(Failure)
    expect(failure.code).toBe('answer-wrapped')
  })

  it('lists no names that are not texts', async () => {
    const failure = await failureOf(listNames(answering({ data: { keys: [1] } }), { ...v2, folder: '' }))
    expect(failure.code).toBe('answer-invalid')
  })
})
