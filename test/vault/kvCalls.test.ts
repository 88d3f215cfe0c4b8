/** The requests of each call of the KV engines, how answers are interpreted, and that no wrapped answer counts. */
import { describe, expect, it } from 'vitest'
import { answerBounds } from '../../electron/base/http/answerBounds.ts'
import { listNames, readSecret, writeSecret } from '../../electron/vault/kv.ts'
import { casOption, writtenVersion } from '../../electron/vault/kvAnswer.ts'
import { composeObject, entriesOf, parseEntries } from '../../electron/vault/kvEntries.ts'
import { patchMetadata, readMetadata, writeMetadata } from '../../electron/vault/kvMetadata.ts'
import { patchSecret } from '../../electron/vault/kvPatch.ts'
import {
  deleteNewest,
  deleteSecret,
  deleteVersions,
  destroyVersions,
  undeleteVersions,
} from '../../electron/vault/kvVersions.ts'
import { parseJson } from '../../electron/base/json/json.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import type { VaultAnswer, VaultRequest } from '../../electron/vault/transport.ts'
import { failureOf } from './asking.ts'

const answer = (body: unknown, more: Partial<VaultAnswer> = {}): VaultAnswer => ({
  status: 200,
  body,
  warnings: [],
  latencyMs: 1,
  ...more,
})

function answering(body: unknown, more: Partial<VaultAnswer> = {}) {
  const sent: VaultRequest[] = []
  const session: VaultSession = {
    request: async (request) => {
      sent.push(request)
      return answer(body, more)
    },
  }
  return { session, sent }
}

const { signal } = new AbortController()
const at = { mount: 'team/kv/', path: 'a/b c' }
const one = { ...at, kvVersion: 1 as const }
const two = { ...at, kvVersion: 2 as const }
const created = '2026-01-01T00:00:00Z'
const secret = { data: { data: { k: 'v' }, metadata: { version: 3, created_time: created, deletion_time: '' } } }
const metadata = { data: { current_version: 0, versions: {} } }
const entries = [
  { key: '__proto__', json: '1.0' },
  { key: 'a"b', json: ' "x" ' },
]
const object = String.raw`{"__proto__":1.0,"a\"b": "x" }`
const merge = 'application/merge-patch+json'
const { secrets } = answerBounds

type Call = (session: VaultSession) => Promise<unknown>

const calls: readonly (readonly [string, Call, unknown, VaultRequest])[] = [
  [
    'listing KV 2',
    (session) => listNames(session, { ...two, folder: 'a/' }, signal),
    { data: { keys: [] } },
    { method: 'GET', path: 'team/kv/metadata/a/', query: { list: 'true' }, bound: secrets, expect: [404], signal },
  ],
  [
    'listing KV 1',
    (session) => listNames(session, { ...one, folder: '' }, signal),
    { data: { keys: [] } },
    { method: 'GET', path: 'team/kv/', query: { list: 'true' }, bound: secrets, expect: [404], signal },
  ],
  [
    'reading KV 1',
    (session) => readSecret(session, one, signal),
    { data: {} },
    { method: 'GET', path: 'team/kv/a/b c', bound: secrets, signal },
  ],
  [
    'reading KV 2',
    (session) => readSecret(session, two, signal),
    secret,
    { method: 'GET', path: 'team/kv/data/a/b c', bound: secrets, expect: [404], signal },
  ],
  [
    'reading a version of KV 2',
    (session) => readSecret(session, { ...two, version: 2 }, signal),
    secret,
    { method: 'GET', path: 'team/kv/data/a/b c', query: { version: '2' }, bound: secrets, expect: [404], signal },
  ],
  [
    'writing KV 1',
    (session) => writeSecret(session, { ...one, entries }, signal),
    undefined,
    { method: 'POST', path: 'team/kv/a/b c', body: { raw: object }, signal },
  ],
  [
    'writing KV 2',
    (session) => writeSecret(session, { ...two, entries, cas: 4 }, signal),
    { data: { version: 5 } },
    { method: 'POST', path: 'team/kv/data/a/b c', body: { raw: `{"data":${object},"options":{"cas":4}}` }, signal },
  ],
  [
    'writing KV 2 blindly',
    (session) => writeSecret(session, { ...two, entries: [], cas: 'blind' }, signal),
    { data: { version: 5 } },
    { method: 'POST', path: 'team/kv/data/a/b c', body: { raw: '{"data":{}}' }, signal },
  ],
  [
    'patching',
    (session) => patchSecret(session, { ...at, data: '{"k":null}', cas: 0 }, signal),
    { data: { version: 5 } },
    {
      method: 'PATCH',
      path: 'team/kv/data/a/b c',
      contentType: merge,
      body: { raw: '{"data":{"k":null},"options":{"cas":0}}' },
      expect: [404],
      signal,
    },
  ],
  ...(
    [
      ['delete', deleteVersions],
      ['undelete', undeleteVersions],
      ['destroy', destroyVersions],
    ] as const
  ).map(
    ([action, work]) =>
      [
        `${action} of versions`,
        (session: VaultSession) => work(session, at, [1, 3], signal),
        undefined,
        { method: 'POST', path: `team/kv/${action}/a/b c`, body: { versions: [1, 3] }, signal },
      ] as const,
  ),
  [
    'deleting the newest version of KV 2',
    (session) => deleteNewest(session, two, signal),
    undefined,
    { method: 'DELETE', path: 'team/kv/data/a/b c', signal },
  ],
  [
    'deleting a secret of KV 1',
    (session) => deleteNewest(session, one, signal),
    undefined,
    { method: 'DELETE', path: 'team/kv/a/b c', signal },
  ],
  [
    'deleting all versions',
    (session) => deleteSecret(session, at, signal),
    undefined,
    { method: 'DELETE', path: 'team/kv/metadata/a/b c', signal },
  ],
  [
    'reading metadata',
    (session) => readMetadata(session, at, Promise.resolve(null), signal),
    metadata,
    { method: 'GET', path: 'team/kv/metadata/a/b c', bound: secrets, expect: [404], signal },
  ],
  [
    'patching metadata',
    (session) =>
      patchMetadata(
        session,
        at,
        {
          maxVersions: 0,
          deleteVersionAfter: 60,
          casRequired: false,
          customMetadata: new Map([
            ['__proto__', 'a"b'],
            ['gone', null],
          ]),
        },
        signal,
      ),
    undefined,
    {
      method: 'PATCH',
      path: 'team/kv/metadata/a/b c',
      contentType: merge,
      body: {
        raw: String.raw`{"max_versions":0,"delete_version_after":"60s","cas_required":false,"custom_metadata":{"__proto__":"a\"b","gone":null}}`,
      },
      signal,
    },
  ],
  [
    'patching nothing of the metadata',
    (session) => patchMetadata(session, at, {}, signal),
    undefined,
    { method: 'PATCH', path: 'team/kv/metadata/a/b c', contentType: merge, body: { raw: '{}' }, signal },
  ],
  [
    'writing metadata',
    (session) =>
      writeMetadata(session, at, { casRequired: true, customMetadata: [{ key: '__proto__', value: 'x' }] }, signal),
    undefined,
    {
      method: 'POST',
      path: 'team/kv/metadata/a/b c',
      body: { raw: '{"cas_required":true,"custom_metadata":{"__proto__":"x"}}' },
      signal,
    },
  ],
  [
    'writing settings without custom metadata',
    (session) => writeMetadata(session, at, { maxVersions: 7 }, signal),
    undefined,
    { method: 'POST', path: 'team/kv/metadata/a/b c', body: { raw: '{"max_versions":7}' }, signal },
  ],
  [
    'removing all custom metadata',
    (session) => writeMetadata(session, at, { customMetadata: [] }, signal),
    undefined,
    { method: 'POST', path: 'team/kv/metadata/a/b c', body: { raw: '{"custom_metadata":{}}' }, signal },
  ],
]

describe('a call of a KV engine', () => {
  it.each(calls)('sends the request of the API: %s', async (_what, call, body, request) => {
    const { session, sent } = answering(body)
    await call(session)
    expect(sent).toEqual([request])
  })

  it.each(calls.filter(([what]) => !what.startsWith('listing')))(
    'does not count as done if the answer is wrapped: %s',
    async (_what, call) => {
      const { session } = answering({ wrap_info: { token: 'hvs.wrapping' } }, { requestId: 'id-1', status: 200 })
      const { error } = await failureOf(call(session))
      expect(error).toMatchObject({ code: 'answer-wrapped', status: 200, requestId: 'id-1' })
      expect(JSON.stringify(error)).not.toContain('hvs.wrapping')
    },
  )
})

describe('a listing', () => {
  const listing = (body: unknown, status = 200) =>
    listNames(answering(body, { status }).session, { ...two, folder: '' }).catch(
      ({ error }: { error: { code: string; vaultErrors?: string[] } }) => [error.code, ...(error.vaultErrors ?? [])],
    )

  it.each<[string, unknown, number, readonly string[]]>([
    ['names', { data: { keys: ['b', 'a/'] } }, 200, ['b', 'a/']],
    ['no names', { data: { keys: [] } }, 200, []],
    ['nothing here', { errors: [] }, 404, []],
    ['nothing at all', {}, 404, []],
    ['no body', undefined, 404, ['not-found']],
    ['no such mount', { errors: ['no handler for route'] }, 404, ['not-found', 'no handler for route']],
    ['no list', { data: {} }, 200, ['answer-invalid']],
  ])('is %s', async (_what, body, status, expected) => {
    expect(await listing(body, status)).toEqual(expected)
  })
})

describe('a secret that is read', () => {
  it('of KV 1 has its values and the kinds of its fields', async () => {
    const body = parseJson('{"data":{"__proto__":"x\\ny","n":1.0,"list":[1,2]}}')
    const read = await readSecret(answering(body).session, one)
    expect([...read.data.keys()]).toEqual(['__proto__', 'n', 'list'])
    expect(read.secret).toEqual({
      ...one,
      fields: [
        { key: '__proto__', type: 'string', lines: 2 },
        { key: 'n', type: 'number', lines: 1 },
        { key: 'list', type: 'list', lines: 2 },
      ],
      state: 'current',
      customMetadata: [],
    })
  })

  it('of KV 2 has its version, times and custom metadata', async () => {
    const more = { ...secret.data.metadata, deletion_time: '2030-01-01T00:00:00Z', custom_metadata: { a: 'b' } }
    const read = await readSecret(answering({ data: { data: { k: 'v' }, metadata: more } }).session, two)
    expect(read.secret).toEqual({
      ...two,
      fields: [{ key: 'k', type: 'string', lines: 1 }],
      version: 3,
      createdAt: '2026-01-01T00:00:00.000Z',
      deletionAt: '2030-01-01T00:00:00.000Z',
      state: 'current',
      customMetadata: [{ key: 'a', value: 'b' }],
    })
    expect((await readSecret(answering(secret).session, two)).secret).not.toHaveProperty('deletionAt')
  })

  it.each<[unknown, boolean, string]>([
    [null, false, 'deleted'],
    [undefined, false, 'deleted'],
    [null, true, 'destroyed'],
    [{}, false, 'current'],
    [{}, true, 'destroyed'],
  ])('with the data %j and destroyed %s is %s', async (data, destroyed, state) => {
    for (const status of [200, 404]) {
      const body = { data: { data, metadata: { ...secret.data.metadata, destroyed } } }
      const read = await readSecret(answering(body, { status }).session, two)
      expect([read.secret.state, read.data.size, read.secret.fields]).toEqual([state, 0, []])
    }
  })

  it.each<[unknown, number, string]>([
    [undefined, 404, 'not-found'],
    [{ errors: ['no such thing'] }, 404, 'not-found'],
    [{ data: null }, 404, 'not-found'],
    [{ data: [] }, 404, 'not-found'],
    [{ data: {} }, 404, 'answer-invalid'],
    [{ data: null }, 200, 'answer-invalid'],
  ])('is missing or not valid KV 2: %j with %i is %s', async (body, status, code) => {
    const failure = await failureOf(readSecret(answering(body, { status }).session, two))
    expect(failure.code).toBe(code)
    expect(failure.error.status).toBe(status)
  })

  it.each([[], 'hunter2', 7, null, undefined])('is rejected if its data is %j', async (data) => {
    const failure = await failureOf(readSecret(answering({ data }, { status: 203 }).session, one))
    expect(failure.error).toMatchObject({ code: 'answer-invalid', status: 203 })
    expect(failure.message).not.toContain('hunter2')
  })
})

describe('a write', () => {
  it('returns the version that KV 2 created, and none for KV 1', async () => {
    const { session } = answering({ data: { version: 5 } })
    expect(await writeSecret(session, { ...two, entries, cas: 4 })).toEqual({ version: 5 })
    expect(await writeSecret(session, { ...one, entries })).toEqual({})
    expect(await patchSecret(session, { ...at, data: '{}', cas: 'blind' })).toBe(5)
  })

  it('is refused before it is sent if its base is missing', async () => {
    const { session, sent } = answering({ data: { version: 5 } })
    const { error } = await failureOf(writeSecret(session, { ...two, entries }))
    expect(error).toMatchObject({ code: 'invalid-input', issues: [{ path: 'cas' }] })
    expect(sent).toEqual([])
  })

  it('of something that does not exist is a patch without a secret', async () => {
    const { session } = answering({ errors: ['gone'] }, { status: 404 })
    const { error } = await failureOf(patchSecret(session, { ...at, data: '{}', cas: 1 }))
    expect(error).toMatchObject({ code: 'not-found', status: 404, vaultErrors: ['gone'] })
  })

  it.each([
    [3, ',"options":{"cas":3}'],
    [3.7, ',"options":{"cas":3}'],
    [0, ',"options":{"cas":0}'],
    ['blind', ''],
  ] as const)('with the base %s requests %j', (cas, option) => {
    expect(casOption(cas)).toBe(option)
  })
})

describe('the answers of the engines', () => {
  it('contain the version that was written', () => {
    expect(writtenVersion(answer({ data: { version: 1 } }))).toBe(1)
    for (const version of [0, -1, 1.5, '1', null]) {
      expect(() => writtenVersion(answer({ data: { version } })), String(version)).toThrow('data.version')
    }
  })
})

describe('the entries of a secret', () => {
  const issues = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (problem) {
      const { error, message } = problem as { error: { code: string; issues: { path: string }[] }; message: string }
      return [error.code, ...error.issues.map(({ path }) => path), message]
    }
  }

  it('are kept in order, with every digit', () => {
    const values = parseEntries([...entries, { key: 'n', json: '12345678901234567890' }])
    expect([...values.keys()]).toEqual(['__proto__', 'a"b', 'n'])
    expect(JSON.stringify([...values.values()])).toBe('[1.0,"x",12345678901234567890]')
    expect(composeObject(entries)).toBe(object)
    expect(composeObject([])).toBe('{}')
  })

  it.each(['', '{', 'hunter2', '1,"b":2', '"a" "b"'])('are refused without their value: %j', (json) => {
    for (const work of [parseEntries, composeObject]) {
      const refused = issues(() =>
        work([
          { key: 'a', json: '1' },
          { key: 'b', json },
        ]),
      ) as string[]
      expect(refused.slice(0, 2)).toEqual(['invalid-input', 'entries.1'])
      expect(refused[2]).toBe('The secret cannot be written: entry 2 is not JSON.')
    }
  })

  it('have each key once', () => {
    const twice = [entries[0], entries[1], entries[0]] as typeof entries
    const refused = ['invalid-input', 'entries.2', 'The secret cannot be written: entry 3 has a key that stands twice.']
    expect(issues(() => parseEntries(twice))).toEqual(refused)
    expect(issues(() => composeObject(twice))).toEqual(refused)
  })

  it('are all entries of a secret, or the requested ones that exist', () => {
    const data = new Map<string, unknown>([
      ['a', 'x'],
      ['b', parseJson('1.0')],
      ['c', null],
    ])
    const [a, b, c] = ['"x"', '1.0', 'null'].map((json, index) => ({ key: 'abc'.charAt(index), json }))
    expect(entriesOf(data)).toEqual([a, b, c])
    expect(entriesOf(data, ['c', 'missing', 'a'])).toEqual([c, a])
    expect(entriesOf(data, [])).toEqual([])
  })
})

describe('the metadata of a secret', () => {
  const by = { actor: 'ada', operation: 'create', client_id: 'c-1', entity_id: 'e-1' }
  const version = { created_time: created, deletion_time: '', destroyed: false }
  const read = async (data: object, more: Partial<VaultAnswer> = {}) =>
    readMetadata(
      answering({ data: { current_version: 2, versions: {}, ...data } }, more).session,
      at,
      Promise.resolve(null),
    )

  it.each<[unknown, unknown]>([
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
    [{ operation: 'create' }, undefined],
    [{ actor: '', client_id: '', entity_id: '' }, undefined],
    [by, { actor: 'ada', operation: 'create', clientId: 'c-1', entityId: 'e-1' }],
    [{ actor: 'ada' }, { actor: 'ada' }],
    [{ client_id: 'c-1' }, { actor: '', clientId: 'c-1' }],
    [
      { entity_id: 'e-1', operation: '' },
      { actor: '', entityId: 'e-1' },
    ],
  ])('names the author of a write or deletion: %j', async (given, shown) => {
    const versions = { '1': { ...version, created_by: given, deleted_by: given } }
    const found = await read({ versions, last_updated_by: given })
    expect(found.lastUpdatedBy).toEqual(shown)
    expect([found.versions[0]?.createdBy, found.versions[0]?.deletedBy]).toEqual([shown, shown])
    expect('lastUpdatedBy' in found).toBe(shown !== undefined)
    expect('createdBy' in (found.versions[0] ?? {})).toBe(shown !== undefined)
    expect('deletedBy' in (found.versions[0] ?? {})).toBe(shown !== undefined)
  })

  it('has its versions in descending order, each with its state by the server’s clock', async () => {
    const now = Date.parse('2026-06-01T00:00:00Z')
    const versions = {
      '2': { ...version, deletion_time: '2026-06-01T00:00:00.001Z' },
      '10': version,
      '3': { ...version, deletion_time: '2026-06-01T00:00:00Z' },
      '1': { ...version, destroyed: true, deletion_time: '2026-05-01T00:00:00Z' },
    }
    const found = await read({ versions }, { serverTime: now })
    expect(found.versions.map(({ number, state }) => [number, state])).toEqual([
      [10, 'live'],
      [3, 'deleted'],
      [2, 'scheduled'],
      [1, 'destroyed'],
    ])
    expect(found.versions.map((each) => 'deletionAt' in each)).toEqual([false, true, true, true])
  })

  it('uses this computer’s clock if the server has none', async () => {
    const state = async (time: number) =>
      (await read({ versions: { '1': { ...version, deletion_time: new Date(time).toISOString() } } })).versions[0]
        ?.state
    expect(await state(Date.now() - 60_000)).toBe('deleted')
    expect(await state(Date.now() + 60_000)).toBe('scheduled')
  })

  it('has the times and settings that the server returns', async () => {
    const times = { created_time: created, updated_time: '2026-02-01T00:00:00Z' }
    const own = { max_versions: 4, cas_required: true, delete_version_after: '1h0m0s' }
    expect(await read({ ...times, ...own })).toMatchObject({
      currentVersion: 2,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-02-01T00:00:00.000Z',
      maxVersions: { own: 4 },
      casRequired: { own: true },
      deleteVersionAfter: { own: 3600 },
    })
    const none = await read({ delete_version_after: '-1h0m0s' })
    expect(none).toMatchObject({ maxVersions: { own: 0 }, casRequired: { own: false }, deleteVersionAfter: { own: 0 } })
    expect(none).not.toHaveProperty('createdAt')
    expect(none).not.toHaveProperty('updatedAt')
  })

  it.each(['0', '01', '-1', '1.5', '1e3', ' 1', '1234567890123456', 'a'])(
    'is refused with an invalid version number: %j',
    async (number) => {
      expect((await failureOf(read({ versions: { [number]: version } }))).code).toBe('answer-invalid')
    },
  )

  it('can be missing or inaccessible', async () => {
    const missing = readMetadata(answering({ errors: ['gone'] }, { status: 404 }).session, at, Promise.resolve(null))
    expect((await failureOf(missing)).error).toMatchObject({ code: 'not-found', vaultErrors: ['gone'] })
    const engine = Promise.reject(new Error('the settings of the engine'))
    await expect(readMetadata(answering(metadata).session, at, engine)).rejects.toThrow('the settings of the engine')
  })
})
