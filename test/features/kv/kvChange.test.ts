/**
 * Changing metadata, detecting the engine at a mount, and working on it: the requests to the server, and their order.
 */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { type ErrorCode, errorCodes } from '../../../electron/contract/result.ts'
import { createTtlCache } from '../../../electron/base/async/ttlCache.ts'
import type { CallContext } from '../../../electron/core/handler.ts'
import { createKvAccess, settingsOrNull } from '../../../electron/core/kv/kvAccess.ts'
import { changeMetadata, type WantedMetadata } from '../../../electron/features/kv/kvMetadata.ts'
import { patchHandler } from '../../../electron/features/kv/kvPatch.ts'
import { confirmKv, createKvVersions, cubbyholePlace, within } from '../../../electron/core/kv/kvVersions.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import { createSecretValueCache } from '../../../electron/core/held/secretValueCache.ts'
import type { Servers } from '../../../electron/core/sessions/servers.ts'
import type { Services } from '../../../electron/core/services.ts'
import type { VaultSession } from '../../../electron/vault/session.ts'
import type { VaultRequest } from '../../../electron/vault/transport.ts'

const context: CallContext = { signal: neverAborts, warn: () => undefined }
const at = { profileId: '5c1d6b1e-0000-4000-8000-000000000001', mount: 'secret/', path: 'a' }
const fail = (code: ErrorCode) => new Failure(code, 'why', { status: 400 })

type Answers = (request: VaultRequest) => unknown

/** A server that returns a body or throws; `sent` contains `METHOD path` and the body. */
function server(answers: Answers) {
  const sent: string[] = []
  const session: VaultSession = {
    request: async (request) => {
      const { method, path, body } = request
      sent.push(
        [
          method,
          path,
          ...(body === undefined ? [] : [JSON.stringify('raw' in body ? JSON.parse(String(body.raw)) : body)]),
        ].join(' '),
      )
      const answered = answers(request)
      if (answered instanceof Error) throw answered
      return { status: 200, body: answered, warnings: [], latencyMs: 1 }
    },
  }
  return { session, sent }
}

/** Returns the outcome of a promise: its value, or the code of its failure. */
const outcomeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((problem: unknown) => {
    if (problem instanceof Failure) return problem.code
    throw problem
  })

describe('changing metadata', () => {
  const custom = { kept: 'k', gone: 'g', changed: 'old' }
  const metadata = { data: { current_version: 1, versions: {}, custom_metadata: custom } }
  const secret = {
    data: {
      data: {},
      metadata: {
        version: 1,
        created_time: '2026-01-01T00:00:00Z',
        deletion_time: '',
        custom_metadata: { kept: 'data' },
      },
    },
  }
  const change: WantedMetadata = {
    customMetadata: {
      set: [
        { key: 'changed', value: 'new' },
        { key: 'added', value: 'a' },
      ],
      remove: ['gone', 'missing'],
    },
  }
  const settings: WantedMetadata = { maxVersions: 0, deleteVersionAfter: 60, casRequired: false }

  interface World {
    readonly may?: boolean
    readonly patch?: ErrorCode
    readonly write?: ErrorCode
    readonly metadata?: ErrorCode
    readonly data?: ErrorCode
  }

  async function changing(wanted: WantedMetadata, world: World = {}) {
    const asked: string[] = []
    const { session, sent } = server(({ method, path }) => {
      const [code, body] =
        method === 'PATCH'
          ? [world.patch, undefined]
          : method === 'POST'
            ? [world.write, undefined]
            : path.startsWith('secret/metadata/')
              ? [world.metadata, metadata]
              : [world.data, secret]
      return code === undefined ? body : fail(code)
    })
    const capabilities = {
      may: async (...given: readonly string[]) => {
        asked.push(given.join(' '))
        return world.may
      },
    } as unknown as Services['capabilities']
    const outcome = await outcomeOf(changeMetadata({ capabilities }, session, at, wanted, context))
    return { outcome, sent, asked }
  }
  const whole = '"custom_metadata":{"kept":"k","changed":"new","added":"a"}'
  const patched = '"custom_metadata":{"gone":null,"missing":null,"changed":"new","added":"a"}'
  const three = '"max_versions":0,"delete_version_after":"60s","cas_required":false'

  it('without a change sends nothing', async () => {
    expect(await changing({})).toEqual({ outcome: undefined, sent: [], asked: [] })
  })

  it.each<[keyof typeof settings, string]>([
    ['maxVersions', '"max_versions":0'],
    ['deleteVersionAfter', '"delete_version_after":"60s"'],
    ['casRequired', '"cas_required":false'],
  ])('sends only the setting that changes: %s', async (name, sent) => {
    const { sent: requests, asked, outcome } = await changing({ [name]: settings[name] })
    expect([outcome, requests]).toEqual([undefined, [`PATCH secret/metadata/a {${sent}}`]])
    expect(asked).toEqual([`${at.profileId} secret/metadata/a patch`])
  })

  it('patches settings and custom metadata together, and reads the metadata to check the result', async () => {
    const { outcome, sent } = await changing({ ...settings, ...change })
    expect([outcome, sent]).toEqual([
      undefined,
      ['GET secret/metadata/a', `PATCH secret/metadata/a {${three},${patched}}`],
    ])
  })

  it('writes the whole metadata if the token may not patch', async () => {
    const { sent } = await changing({ ...settings, ...change }, { may: false })
    expect(sent).toEqual(['GET secret/metadata/a', `POST secret/metadata/a {${three},${whole}}`])
    expect((await changing(settings, { may: false })).sent).toEqual([`POST secret/metadata/a {${three}}`])
    for (const may of [true, undefined]) {
      const world = may === undefined ? {} : { may }
      expect((await changing(settings, world)).sent).toEqual([`PATCH secret/metadata/a {${three}}`])
    }
  })

  it.each(errorCodes)(
    'writes the whole metadata after a patch that ends in %s only if that can help',
    async (patch) => {
      const { outcome, sent } = await changing(change, { patch })
      const isHelping = ['permission-denied', 'unsupported', 'not-found'].includes(patch)
      expect(outcome).toBe(isHelping ? undefined : patch)
      expect(sent.slice(2)).toEqual(isHelping ? [`POST secret/metadata/a {${whole}}`] : [])
    },
  )

  it('reports when the write fails, too', async () => {
    expect((await changing(change, { patch: 'unsupported', write: 'sealed' })).outcome).toBe('sealed')
  })

  it('reads the custom metadata with the data if it may not read the metadata', async () => {
    const { sent } = await changing(change, { metadata: 'permission-denied', may: false })
    expect(sent).toEqual([
      'GET secret/metadata/a',
      'GET secret/data/a',
      'POST secret/metadata/a {"custom_metadata":{"kept":"data","changed":"new","added":"a"}}',
    ])
  })

  it('starts with empty metadata if there is no secret', async () => {
    for (const world of [{ metadata: 'not-found' }, { metadata: 'permission-denied', data: 'not-found' }] as const) {
      const { sent } = await changing(change, { ...world, may: false })
      expect(sent.at(-1)).toBe('POST secret/metadata/a {"custom_metadata":{"changed":"new","added":"a"}}')
    }
  })

  it('never replaces metadata that it could not read', async () => {
    const unread = { metadata: 'permission-denied', data: 'permission-denied' } as const
    for (const world of [{ may: false }, { patch: 'permission-denied' }] as const) {
      const { outcome, sent } = await changing(change, { ...unread, ...world })
      expect(outcome).toBe('permission-denied')
      expect(sent.filter((each) => each.startsWith('POST'))).toEqual([])
    }
    expect((await changing(change, unread)).outcome).toBeUndefined()
  })

  it.each(errorCodes.filter((code) => code !== 'not-found' && code !== 'permission-denied'))(
    'changes nothing if reading ends in %s',
    async (code) => {
      expect(await changing(change, { metadata: code })).toMatchObject({
        outcome: code,
        sent: ['GET secret/metadata/a'],
      })
      const { outcome, sent } = await changing(change, { metadata: 'permission-denied', data: code })
      expect([outcome, sent.length]).toEqual([code, 2])
    },
  )

  it('refuses fields that the server does not accept, counting existing ones', async () => {
    const set = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 'v' }))
    const wanted = (count: number): WantedMetadata => ({ customMetadata: { set: set(count), remove: ['gone'] } })
    expect((await changing(wanted(62))).outcome).toBeUndefined()
    const { outcome, sent } = await changing(wanted(63))
    expect([outcome, sent]).toEqual(['invalid-input', ['GET secret/metadata/a']])
    const unread = { metadata: 'permission-denied', data: 'permission-denied' } as const
    expect((await changing(wanted(64), unread)).outcome).toBeUndefined()
    expect((await changing(wanted(65), unread)).outcome).toBe('invalid-input')
    const empty = { customMetadata: { set: [{ key: '', value: 'v' }], remove: [] } }
    expect((await changing(empty)).outcome).toBe('invalid-input')
  })
})

describe('the engine at a mount', () => {
  const resolved = (path: string, version?: string, type = 'kv') => ({
    data: { path, type, ...(version !== undefined && { options: { version } }) },
  })
  const kv2 = { mount: 'secret/', kvVersion: 2, confirmed: true }

  it('is KV if the server says so, also in a folder of KV 1', async () => {
    const { session, sent } = server(() => resolved('secret/', '2'))
    expect(await confirmKv(session, 'secret/')).toEqual(kv2)
    expect(sent).toEqual(['GET sys/internal/ui/mounts/secret'])
    expect(await confirmKv(server(() => resolved('old/')).session, 'old/team/')).toEqual({
      mount: 'old/team/',
      kvVersion: 1,
      confirmed: true,
    })
  })

  it.each<[string, string, unknown]>([
    ['another engine', 'pki/', resolved('pki/', undefined, 'pki')],
    ['a mount elsewhere', 'secret/', resolved('other/', '2')],
    ['a mount below', 'secret/', resolved('secret/below/', '2')],
  ])('is not KV if the server names %s', async (_what, mount, body) => {
    expect(await outcomeOf(confirmKv(server(() => body).session, mount))).toBe('unsupported')
  })

  it.each(['sys/', 'auth/token/', 'identity/', 'cubbyhole/', 'kv/tune/'])('sends no request for %s', async (mount) => {
    const { session, sent } = server(() => resolved(mount, '2'))
    expect([await outcomeOf(confirmKv(session, mount)), sent]).toEqual(['unsupported', []])
  })

  it('@boundary is the only path that its session reaches', async () => {
    const { session, sent } = server(() => ({}))
    const confirmed = within(session, await confirmKv(server(() => resolved('secret/', '2')).session, 'secret/'))
    const request = (path: string) => outcomeOf(confirmed.request({ method: 'GET', path }).then(() => 'sent'))
    for (const path of ['secret/data/a', 'secret/', 'secret/data/sys/a']) expect(await request(path)).toBe('sent')
    for (const path of ['secret', 'secrets/a', 'sys/health', 'xsecret/a', ''])
      expect(await request(path)).toBe('unsupported')
    expect(sent).toHaveLength(3)
    expect(cubbyholePlace).toEqual({ mount: 'cubbyhole/', kvVersion: 1, confirmed: true })
    const own = within(session, cubbyholePlace)
    expect(await outcomeOf(own.request({ method: 'GET', path: 'cubbyhole/a' }).then(() => 'sent'))).toBe('sent')
  })

  const untold: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
    'permission-denied',
    'not-found',
    'unsupported',
    'rejected',
  ])

  it.each(errorCodes)('that the server does not report (%s) is the user’s choice, if that can help', async (code) => {
    const asked: string[] = []
    const versions = createKvVersions(async (...given) => {
      asked.push(given.join(' '))
      return 2
    })
    const { session, sent } = server(() => fail(code))
    const place = await outcomeOf(versions.of('p', 'ns1/kv/', session))
    const isHelping = untold.has(code)
    expect(place).toEqual(isHelping ? { mount: 'ns1/kv/', kvVersion: 2, confirmed: false } : code)
    expect(asked).toEqual(isHelping ? ['p ns1/kv/'] : [])
    expect(await outcomeOf(versions.of('p', 'ns1/kv/', session))).toEqual(place)
    expect(sent).toHaveLength(isHelping ? 1 : 2)
  })

  it('@boundary that only the user named reaches no part of the server below it', async () => {
    const versions = createKvVersions(async () => 1)
    const silent = server(() => fail('permission-denied')).session
    const place = await versions.of('p', 'ns1/', silent)
    const { session, sent } = server(() => ({}))
    const request = (path: string) =>
      outcomeOf(
        within(session, place)
          .request({ method: 'GET', path })
          .then(() => 'sent'),
      )
    expect(await request('ns1/app')).toBe('sent')
    for (const path of ['ns1/auth/token/lookup-self', 'ns1/SYS/health', 'ns1/a/identity/b', 'other/a'])
      expect(await request(path), path).toBe('unsupported')
    expect(sent).toEqual(['GET ns1/app'])
    for (const mount of ['ns1/auth/token/', 'ns1/sys/', 'a/cubbyhole/'])
      expect(await outcomeOf(versions.of('p', mount, silent)), mount).toBe('unsupported')
  })

  it('that no one knows is the failure of the server, and a failure without an answer always is', async () => {
    const versions = createKvVersions(async () => null)
    expect(await outcomeOf(versions.of('p', 'kv/', server(() => fail('permission-denied')).session))).toBe(
      'permission-denied',
    )
    const said = createKvVersions(async () => 2)
    const local = server(() => new Failure('unsupported', 'no status'))
    expect(await outcomeOf(said.of('p', 'kv/', local.session))).toBe('unsupported')
    await expect(said.of('p', 'kv/', server(() => new TypeError('a fault')).session)).rejects.toThrow('a fault')
  })

  it('is requested once, and again when it may have changed', async () => {
    const versions = createKvVersions(async () => null)
    let version = '2'
    const { session, sent } = server(() => resolved('secret/', version))
    const ask = async (how: 'of' | 'again') => (await versions[how]('p', 'secret/', session)).kvVersion
    expect([await ask('of'), await ask('of'), sent.length]).toEqual([2, 2, 1])
    version = '1'
    expect([await ask('of'), await ask('again'), await ask('of'), sent.length]).toEqual([2, 1, 1, 2])
    await versions.of('p', 'other/', server(() => resolved('other/', '1')).session)
    await versions.of('q', 'secret/', session)
    expect(sent).toHaveLength(3)
    versions.forget('p')
    expect([await ask('of'), sent.length]).toEqual([1, 4])
  })

  it('is unchanged if the server no longer reports it', async () => {
    const versions = createKvVersions(async () => null)
    const silent = server(() => fail('permission-denied')).session
    const first = await versions.of('p', 'secret/', server(() => resolved('secret/', '2')).session)
    expect(await versions.again('p', 'secret/', silent)).toBe(first)
    expect(await outcomeOf(versions.again('q', 'secret/', silent))).toBe('permission-denied')
    expect(await outcomeOf(versions.again('p', 'secret/', server(() => fail('sealed')).session))).toBe('sealed')
  })

  it('is learned from the server’s lists, and never from what the user typed', async () => {
    const versions = createKvVersions(async () => null)
    const mount = {
      type: 'kv',
      description: '',
      accessor: '',
      runningVersion: '',
      options: {},
      local: false,
      sealWrap: false,
    }
    const more = { ...mount, defaultLeaseTtl: 0, maxLeaseTtl: 0 }
    versions.learn('p', [
      { ...more, path: 'sys/', kvVersion: 2, source: 'sys' },
      { ...more, path: 'typed/', kvVersion: 2, source: 'typed' },
      { ...more, path: 'pki/', source: 'sys' },
      { ...more, path: 'ns/auth/', kvVersion: 2, source: 'visible' },
      { ...more, path: 'one/', kvVersion: 1, source: 'visible' },
      { ...more, path: 'two/', kvVersion: 2, source: 'sys' },
    ])
    const { session, sent } = server(() => fail('sealed'))
    for (const path of ['typed/', 'pki/', 'ns/auth/'])
      expect(await outcomeOf(versions.of('p', path, session))).toBe('sealed')
    expect(await outcomeOf(versions.of('q', 'two/', session))).toBe('sealed')
    expect(sent).toHaveLength(4)
    expect(await versions.of('p', 'one/', session)).toEqual({ mount: 'one/', kvVersion: 1, confirmed: true })
    expect(await versions.of('p', 'two/', session)).toEqual({ mount: 'two/', kvVersion: 2, confirmed: true })
    expect(sent).toHaveLength(4)
  })
})

describe('work on a mount', () => {
  interface World {
    readonly version: 1 | 2
    /** The version, or the failure, when the server is asked again. */
    readonly now?: 1 | 2 | ErrorCode
  }
  async function access({ version, now = version }: World, answers: Answers = () => ({})) {
    const { session, sent } = server(answers)
    const asked: string[] = []
    const versions = createKvVersions(async () => null)
    const learnt = async (kvVersion: 1 | 2) =>
      confirmKv(
        server(() => ({ data: { path: 'secret/', type: 'kv', options: { version: String(kvVersion) } } })).session,
        'secret/',
      )
    const secretValueCache = createSecretValueCache()
    const made = createKvAccess({
      servers: {
        authenticated: async (profileId: string, given: CallContext) => {
          asked.push(`authenticated ${profileId}`)
          expect(given).toBe(context)
          return session
        },
      } as unknown as Servers,
      kvVersions: {
        of: async () => {
          asked.push('of')
          return learnt(version)
        },
        again: async () => {
          asked.push('again')
          if (typeof now === 'string') throw fail(now)
          return learnt(now)
        },
      },
      secretValueCache,
      engineSettings: createTtlCache(60_000),
    })
    versions.forget('p')
    return { access: made, asked, sent, secretValueCache, session }
  }

  /** Works once; each run ends in the next of `outcomes`. */
  async function working(
    world: World,
    how: 'change' | undefined,
    ...outcomes: readonly (ErrorCode | 'done' | 'fault')[]
  ) {
    const { access: made, asked } = await access(world)
    const runs: number[] = []
    const outcome = await outcomeOf(
      made.inMount(
        at,
        context,
        async (_session, { kvVersion }) => {
          const end = outcomes[runs.length] ?? 'done'
          runs.push(kvVersion)
          if (end === 'fault') throw new TypeError('a fault')
          if (end !== 'done') throw fail(end)
          return end
        },
        how,
      ),
    ).catch(String)
    return { outcome, runs, asked: asked.slice(1) }
  }

  it('uses the known version, and asks again before a change', async () => {
    expect(await working({ version: 2, now: 1 }, undefined)).toEqual({ outcome: 'done', runs: [2], asked: ['of'] })
    expect(await working({ version: 2, now: 1 }, 'change')).toEqual({ outcome: 'done', runs: [1], asked: ['again'] })
  })

  it('is repeated if the mount has another version now', async () => {
    const again = ['of', 'again']
    expect(await working({ version: 2, now: 1 }, undefined, 'not-found')).toEqual({
      outcome: 'done',
      runs: [2, 1],
      asked: again,
    })
    const twice = await working({ version: 1, now: 2 }, undefined, 'not-found', 'not-found')
    expect(twice).toEqual({ outcome: 'not-found', runs: [1, 2], asked: again })
    expect(await working({ version: 2, now: 2 }, undefined, 'not-found')).toEqual({
      outcome: 'not-found',
      runs: [2],
      asked: again,
    })
    expect(await working({ version: 2, now: 'sealed' }, undefined, 'not-found')).toEqual({
      outcome: 'not-found',
      runs: [2],
      asked: again,
    })
  })

  it.each(errorCodes.filter((code) => code !== 'not-found'))('is not repeated after %s', async (code) => {
    expect(await working({ version: 2, now: 1 }, undefined, code)).toEqual({ outcome: code, runs: [2], asked: ['of'] })
  })

  it('is not repeated after a fault, or if it is a change', async () => {
    const fault = await working({ version: 2, now: 1 }, undefined, 'fault')
    expect(fault).toEqual({ outcome: 'TypeError: a fault', runs: [2], asked: ['of'] })
    const change = await working({ version: 2, now: 1 }, 'change', 'not-found')
    expect(change).toEqual({ outcome: 'not-found', runs: [1], asked: ['again'] })
  })

  it('that KV 1 does not support is refused on KV 1', async () => {
    for (const how of ['change', undefined] as const) {
      const two = await access({ version: 2 })
      expect(await outcomeOf(two.access.inKv2(at, context, async () => 'done', how))).toBe('done')
      expect(two.asked.at(-1)).toBe(how === 'change' ? 'again' : 'of')
      const one = await access({ version: 1 })
      expect(await outcomeOf(one.access.inKv2(at, context, async () => 'done', how))).toBe('unsupported')
    }
  })

  it('reaches only the mount', async () => {
    const { access: made, sent } = await access({ version: 2 })
    const reach = (path: string) =>
      outcomeOf(made.inMount(at, context, (session) => session.request({ method: 'GET', path })).then(() => 'sent'))
    expect([await reach('secret/data/a'), await reach('sys/health')]).toEqual(['sent', 'unsupported'])
    expect(sent).toEqual(['GET secret/data/a'])
  })

  it('that reads caches the values under their version, unless the cache was cleared during the read', async () => {
    const secret = {
      data: { data: { k: 'v' }, metadata: { version: 3, created_time: '2026-01-01T00:00:00Z', deletion_time: '' } },
    }
    const queries: unknown[] = []
    const {
      access: made,
      secretValueCache,
      sent,
    } = await access({ version: 2 }, ({ query }) => {
      queries.push(query)
      return secret
    })
    const read = await made.read(at, undefined, context)
    expect(read.secret.version).toBe(3)
    expect(secretValueCache.get({ ...at, version: 3 })).toEqual(new Map([['k', 'v']]))
    expect(secretValueCache.get({ ...at, version: 2 })).toBeNull()
    expect(queries).toEqual([undefined])
    await made.read(at, 2, context)
    expect(queries).toEqual([undefined, { version: '2' }])
    expect(sent).toEqual(['GET secret/data/a', 'GET secret/data/a'])
    secretValueCache.forgetAll()
    const slow = made.read(at, 3, context)
    secretValueCache.forgetAll()
    await slow
    expect(secretValueCache.get({ ...at, version: 3 })).toBeNull()
  })

  it('caches the settings of the engine for a while, or that they may not be read', async () => {
    const config = { data: { max_versions: 4, cas_required: true, delete_version_after: '1h' } }
    const { access: made, session, sent } = await access({ version: 2 }, () => config)
    const known = { maxVersions: 4, casRequired: true, deleteVersionAfter: '1h' }
    expect(await made.engineSettings(at, session)).toEqual(known)
    expect(await made.engineSettings(at, session)).toEqual(known)
    expect(sent).toEqual(['GET secret/config'])
    await made.engineSettings({ ...at, mount: 'other/' }, session)
    expect(sent).toHaveLength(2)
  })

  it.each(errorCodes)('handles a read of the settings that ends in %s', async (code) => {
    const settings = await outcomeOf(settingsOrNull(server(() => fail(code)).session, 'secret/'))
    expect(settings).toBe(code === 'permission-denied' || code === 'answer-wrapped' ? null : code)
  })
})

describe('a patch', () => {
  interface World {
    readonly kvVersion?: 1 | 2
    readonly may?: boolean
    readonly open?: ReadonlyMap<string, unknown>
    readonly written?: unknown
    readonly patch?: ErrorCode
  }
  const before = new Map<string, unknown>([
    ['first', 1],
    ['object', { a: 1, b: 2 }],
    ['gone', 'x'],
    ['last', 'z'],
  ])

  async function patching(
    input: Omit<Parameters<ReturnType<typeof patchHandler>>[0], 'at'>,
    { kvVersion = 2, may, open, written = { data: { version: 8 } }, patch }: World = {},
  ) {
    const { session, sent } = server(({ method }) =>
      method === 'PATCH' && patch !== undefined ? fail(patch) : written,
    )
    const asked: string[] = []
    const services = {
      kvAccess: {
        inMount: async (given: unknown, _context: unknown, work: (...given: unknown[]) => unknown, how: unknown) => {
          asked.push(`${JSON.stringify(given)} ${String(how)}`)
          return work(session, { mount: 'secret/', kvVersion })
        },
        read: async (_at: unknown, version: number) => {
          sent.push(`read ${version}`)
          return { secret: { state: 'current' }, data: before }
        },
      },
      secretValueCache: { get: ({ version }: { version: number }) => (version === 7 ? (open ?? null) : null) },
      capabilities: {
        may: async (...given: readonly string[]) => {
          asked.push(given.join(' '))
          return may
        },
      },
    } as unknown as Services
    const outcome = await outcomeOf(Promise.resolve(patchHandler(services)({ at, ...input }, context)))
    return { outcome, sent, asked }
  }
  const base = { kind: 'version', version: 7 } as const
  const blind = { kind: 'blind' } as const
  const set = [{ key: 'first', json: '1.0' }]
  const object = [{ key: 'object', json: '{"a":1}' }]
  const isPatch = { version: 8, how: 'patch' }
  const isWrite = { version: 8, how: 'write' }

  it('is a change for the mount, and asks for the capability of the secret', async () => {
    const { asked } = await patching({ set, remove: [], base })
    expect(asked).toEqual([`${JSON.stringify(at)} change`, `${at.profileId} secret/data/a patch`])
  })

  it('of strings reads nothing, and is based on its version or on none', async () => {
    const sent = '{"data":{"gone":null,"first":1},"options":{"cas":7}}'
    for (const may of [true, undefined]) {
      const world = may === undefined ? {} : { may }
      const done = await patching({ set, remove: ['gone'], base }, world)
      expect([done.outcome, done.sent]).toEqual([isPatch, [`PATCH secret/data/a ${sent}`]])
    }
    const blindly = await patching({ set, remove: [], base: blind })
    expect([blindly.outcome, blindly.sent]).toEqual([isPatch, ['PATCH secret/data/a {"data":{"first":1}}']])
  })

  it('of an object reads its base version, unless that is cached', async () => {
    const sent = 'PATCH secret/data/a {"data":{"object":{"b":null}},"options":{"cas":7}}'
    const read = await patching({ set: object, remove: [], base })
    expect([read.outcome, read.sent]).toEqual([isPatch, ['read 7', sent]])
    const there = await patching({ set: object, remove: [], base }, { open: before })
    expect([there.outcome, there.sent]).toEqual([isPatch, [sent]])
  })

  it('becomes a write of the whole secret if the token may not patch, or if no patch can express it', async () => {
    const whole = (object: string, first = '1') =>
      `POST secret/data/a {"data":{"first":${first},"object":${object},"last":"z"},"options":{"cas":7}}`
    for (const { entries, members } of [
      { entries: object, members: '{"a":1}' },
      { entries: [{ key: 'object', json: '{"a":null}' }], members: '{"a":null}' },
    ]) {
      const done = await patching({ set: entries, remove: ['gone'], base }, { may: false })
      expect([done.outcome, done.sent]).toEqual([isWrite, ['read 7', whole(members)]])
    }
    const exact = await patching({ set: [{ key: 'object', json: 'null' }], remove: ['gone'], base }, { may: true })
    expect([exact.outcome, exact.sent]).toEqual([isWrite, ['read 7', whole('null')]])
    const added = await patching(
      { set: [{ key: 'new', json: 'null' }], remove: ['gone', 'last'], base },
      { open: before },
    )
    expect(added.sent).toEqual([
      'POST secret/data/a {"data":{"first":1,"object":{"a":1,"b":2},"new":null},"options":{"cas":7}}',
    ])
  })

  it('without a base never becomes a write', async () => {
    for (const world of [{ may: false }, { patch: 'permission-denied' }, { patch: 'unsupported' }] as const) {
      const { outcome, sent } = await patching({ set, remove: [], base: blind }, world)
      expect(outcome).toBe('patch' in world ? world.patch : 'permission-denied')
      expect(sent.filter((each) => !each.startsWith('PATCH'))).toEqual([])
    }
    const exact = await patching({ set: object, remove: [], base: blind })
    expect([exact.outcome, exact.sent]).toEqual(['unsupported', []])
  })

  it('is not supported by KV 1', async () => {
    const ofOne = { kvVersion: 1 } as const
    const versioned = await patching({ set, remove: [], base }, ofOne)
    expect([versioned.outcome, versioned.sent]).toEqual(['cas-mismatch', []])
    const blindly = await patching({ set, remove: [], base: blind }, ofOne)
    expect([blindly.outcome, blindly.sent]).toEqual(['unsupported', []])
  })

  it('with values that are not JSON sends nothing', async () => {
    const broken = await patching({ set: [{ key: 'a', json: '{' }], remove: [], base })
    expect([broken.outcome, broken.sent]).toEqual(['invalid-input', []])
  })
})
