/** Invalid input and failures on a real Vault: each causes a clear error, and existing data is kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createToken, mountKv, putSecret, seal, unseal, vaultApi, initialize } from '../../servers/initialized.ts'
import { startVault, serverHas } from '../../servers/vault.ts'
import { hostile, inTurn, json } from '../../vault/hostile.ts'
import { secretAt, startKvPeople, text, type KvPeople } from './kvPeople.ts'
import { codeOf, connectTo, value } from '../startCore.ts'

let people: KvPeople
beforeAll(async () => {
  people = await startKvPeople()
})
afterAll(() => people.stop())

const kv = () => people.test.client.kv
const create = { kind: 'new' } as const
const version = (number: number) => ({ kind: 'version', version: number }) as const
const api = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: Readonly<Record<string, unknown>>) =>
  vaultApi(people.vault, method, path, { token: people.rootToken, ...(body === undefined ? {} : { body }) })

/** Signs in to the server at an address with a token. */
const signIn = (address: string, token: string) => connectTo(people.test, address, token, address)

describe('a large secret', () => {
  it('of 500 keys and with a value of 1 MB is written, read, patched and compared', async () => {
    const at = secretAt(people.root, 'large')
    const entries = Array.from({ length: 500 }, (_, index) => ({ key: `key ${index}`, json: `"value ${index}"` }))
    const megabyte = JSON.stringify('é'.repeat(500_000))
    await value(kv().write({ at, entries: [...entries, { key: 'file', json: megabyte }], base: create }))
    expect((await value(kv().read({ at }))).fields).toHaveLength(501)
    const set = [{ key: 'key 7', json: '"changed"' }]
    expect((await value(kv().patch({ at, set, remove: ['key 8'], base: version(1) }))).how).toBe('patch')
    const { keys } = await value(kv().compare({ at, a: 1, b: 2 }))
    expect(keys.filter(({ change }) => change !== 'same').map(({ key, change }) => `${key} ${change}`)).toEqual([
      'key 7 changed',
      'key 8 removed',
    ])
    expect((await value(kv().reveal({ at, version: 2, keys: ['file'] }))).entries).toEqual([
      { key: 'file', json: megabyte },
    ])
  })

  it.runIf(serverHas('jsonLimits'))(
    'beyond the server’s limits is refused with a message, and nothing is written',
    async () => {
      const at = secretAt(people.root, 'too-large')
      // Vault's own limits for JSON: a text of 1 MiB, 500 levels. The whole request: 32 MB.
      const tooLong = { key: 'a', json: JSON.stringify('x'.repeat(1_100_000)) }
      const tooDeep = { key: 'a', json: `${'['.repeat(600)}${']'.repeat(600)}` }
      const tooMuch = Array.from({ length: 34 }, (_, index) => ({
        key: `${index}`,
        json: `"${'x'.repeat(1_000_000)}"`,
      }))
      for (const entries of [[tooLong], [tooDeep], tooMuch]) {
        const answer = await kv().write({ at, entries, base: create })
        expect(answer.ok ? 'ok' : answer.error).toMatchObject({ code: 'request-too-large', retryable: false })
        expect(JSON.stringify(answer)).not.toContain('xxxx')
      }
      expect(await codeOf(kv().read({ at }))).toBe('not-found')
    },
  )
})

describe('a large secret on OpenBao', () => {
  it('of more than 1,000 names and texts is refused with a message, and nothing is written', async () => {
    const there = await startKvPeople({ product: 'openbao' })
    try {
      const at = secretAt(there.root, 'large')
      const many = (count: number) =>
        Array.from({ length: count }, (_, index) => ({ key: `key ${index}`, json: `"value ${index}"` }))
      const { write, read } = there.test.client.kv
      const answer = await write({ at, entries: many(500), base: create })
      expect(answer.ok ? 'ok' : answer.error).toMatchObject({ code: 'request-too-large', retryable: false })
      expect(await codeOf(read({ at }))).toBe('not-found')
      await value(write({ at, entries: many(490), base: create }))
      expect((await value(read({ at }))).fields).toHaveLength(490)
    } finally {
      await there.stop()
    }
  })
})

describe('unusual values', () => {
  it('keep every digit on KV 1, also after a change of another key', async () => {
    const at = secretAt(people.root, 'digits', 'plain/')
    const entries = [
      { key: '__proto__', json: '12345678901234567890' },
      { key: 'exact', json: '1.10' },
      { key: 'huge', json: '[123456789012345678901234567890]' },
    ]
    await value(kv().write({ at, entries, base: create }))
    const read = await value(kv().read({ at }))
    const there = (await value(kv().reveal({ at }))).entries
    expect(there).toEqual(entries)
    const base = { kind: 'fingerprint', fingerprint: read.fingerprint ?? '' } as const
    await value(kv().write({ at, entries: [...there, { key: 'z', json: '1' }], base }))
    expect((await value(kv().reveal({ at }))).entries).toEqual([...entries, { key: 'z', json: '1' }])
  })

  it.runIf(serverHas('jsonLimits'))('that no server can store are refused with a message: 1e400', async () => {
    for (const mount of ['secret/', 'plain/']) {
      const at = secretAt(people.root, 'infinite', mount)
      const answer = await kv().write({ at, entries: [{ key: 'a', json: '1e400' }], base: create })
      expect(answer.ok ? 'ok' : answer.error.code).toBe('rejected')
      expect(answer.ok ? '' : answer.error.vaultErrors?.join()).toContain('number')
    }
  })
})

describe('unusual mounts', () => {
  it('with a slash in their path work like any other', async () => {
    await mountKv(people.vault, people.rootToken, 'team/kv', 2)
    const at = secretAt(people.root, 'a/b', 'team/kv/')
    await value(kv().write({ at, entries: text('x'), base: create }))
    expect((await value(kv().metadata({ at }))).currentVersion).toBe(1)
    expect(await value(kv().list({ profileId: people.root, mount: 'team/kv/', folder: '' }))).toEqual({ names: ['a/'] })
    expect(
      (await value(kv().capabilities({ profileId: people.root, paths: ['team/kv/data/a/b'] }))).paths,
    ).toHaveLength(1)
  })

  it('without options are KV 1', async () => {
    await api('POST', 'sys/mounts/no-options', { type: 'kv' })
    const at = secretAt(people.root, 'a', 'no-options/')
    await value(kv().write({ at, entries: text('x'), base: create }))
    expect((await value(kv().read({ at }))).kvVersion).toBe(1)
    expect(await codeOf(kv().metadata({ at }))).toBe('unsupported')
  })

  it('whose options are null, as older servers report them, are KV 1', async () => {
    const mount = { path: 'old/', type: 'kv', options: null }
    await using server = await hostile((request, response) => {
      const data = request.url?.includes('internal/ui/mounts') === true ? mount : { policies: [], ttl: 0 }
      json(200, { data })(request, response)
    })
    const at = secretAt(await signIn(server.address, 'hvs.any'), 'a', 'old/')
    expect((await value(kv().read({ at }))).kvVersion).toBe(1)
    expect(server.arrived.at(-1)?.url).toBe('/v1/old/a')
  })

  it('that were upgraded from KV 1 elsewhere are used as KV 2', async () => {
    await mountKv(people.vault, people.rootToken, 'upgraded', 1)
    await putSecret(people.vault, people.rootToken, 'a', { value: 'old' }, 'upgraded', 1)
    const at = secretAt(people.root, 'a', 'upgraded/')
    expect((await value(kv().read({ at }))).kvVersion).toBe(1)
    await api('POST', 'sys/mounts/upgraded/tune', { options: { version: '2' } })
    // Until the upgrade is complete, this is the only possible error.
    const said = new Set<string>()
    const deadline = Date.now() + 30_000
    while (!said.has('ok') && Date.now() < deadline) said.add(await codeOf(kv().read({ at })))
    expect([...said].filter((code) => code !== 'engine-upgrading')).toEqual(['ok'])
    expect(await value(kv().read({ at }))).toMatchObject({ kvVersion: 2, version: 1, state: 'current' })
    expect(await value(kv().write({ at, entries: text('new'), base: version(1) }))).toEqual({ version: 2 })
  })

  it('that are being upgraded say so for a write, which is not retried automatically', async () => {
    const words = 'Upgrading from non-versioned to versioned data. This backend will be unavailable for a brief period.'
    const mount = { path: 'secret/', type: 'kv', options: { version: '2' } }
    await using server = await hostile((request, response) => {
      const url = request.url ?? ''
      const answer =
        request.method === 'POST' && url.includes('/data/')
          ? json(400, { errors: [words] })
          : json(200, { data: url.includes('internal/ui/mounts') ? mount : { policies: [], ttl: 0 } })
      answer(request, response)
    })
    const at = secretAt(await signIn(server.address, 'hvs.any'), 'a')
    const answer = await kv().write({ at, entries: text('x'), base: create })
    expect(answer.ok ? 'ok' : answer.error).toMatchObject({
      code: 'engine-upgrading',
      retryable: true,
      vaultErrors: [words],
    })
    expect(server.arrived.filter(({ method, url }) => method === 'POST' && url.includes('/data/'))).toHaveLength(1)
  })
})

describe('an answer that is wrapped or waits for an approval', () => {
  it('is reported as such, for a read and for a write', async () => {
    const mount = { path: 'secret/', type: 'kv', options: { version: '2' } }
    await using server = await hostile((request, response) => {
      const url = request.url ?? ''
      const known = url.includes('internal/ui/mounts') ? mount : { policies: [], ttl: 0 }
      const wrapped = /\/v1\/secret\//.test(url)
      json(200, wrapped ? { data: null, wrap_info: { token: 'hvs.wrapping', ttl: 60 } } : { data: known })(
        request,
        response,
      )
    })
    const at = secretAt(await signIn(server.address, 'hvs.any'), 'a')
    const answers = [
      await kv().read({ at }),
      await kv().write({ at, entries: text('x'), base: create }),
      await kv().metadata({ at }),
      await kv().destroy({ at, versions: [1] }),
      await kv().deleteAll({ at, confirm: 'a' }),
    ]
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual(answers.map(() => 'answer-wrapped'))
    expect(JSON.stringify(answers)).not.toContain('hvs.wrapping')
  })
})

describe('during a save', () => {
  it('a rate limit is reported with its delay, and the same save works after it', async () => {
    const at = secretAt(people.root, 'limited')
    await value(kv().write({ at, entries: text('1'), base: create }))
    await api('POST', 'sys/quotas/config', { enable_rate_limit_response_headers: true })
    await api('POST', 'sys/quotas/rate-limit/tight', { rate: 1, interval: '2s', path: 'secret/' })
    try {
      const saves = []
      for (const base of [1, 2, 3])
        saves.push(await kv().write({ at, entries: text(`${base + 1}`), base: version(base) }))
      const refused = saves.find((answer) => !answer.ok)
      expect(refused?.ok === false && refused.error).toMatchObject({
        code: 'rate-limited',
        retryable: true,
        status: 429,
      })
      expect(refused?.ok === false && refused.error.retryAfter).toBeGreaterThan(0)
    } finally {
      await api('DELETE', 'sys/quotas/rate-limit/tight')
    }
    const { currentVersion } = await value(kv().metadata({ at }))
    expect(await value(kv().write({ at, entries: text('after'), base: version(currentVersion) }))).toEqual({
      version: currentVersion + 1,
    })
  })

  it('the end of the token is reported, and nothing is written', async () => {
    await value(kv().write({ at: secretAt(people.root, 'ended'), entries: text('1'), base: create }))
    const token = await createToken(people.vault, people.rootToken, { policies: ['root'], ttl: '1h' })
    const at = secretAt(await signIn(people.vault.address, token), 'ended')
    await value(kv().read({ at }))
    await api('POST', 'auth/token/revoke', { token })
    expect(await codeOf(kv().write({ at, entries: text('2'), base: version(1) }))).toBe('token-expired')
    expect(await codeOf(kv().capabilities({ profileId: at.profileId, paths: ['secret/data/ended'] }))).toBe(
      'signed-out',
    )
    expect((await value(kv().metadata({ at: secretAt(people.root, 'ended') }))).currentVersion).toBe(1)
  })

  it('a seal is reported, and the same save works after unsealing', async () => {
    const vault = await startVault()
    try {
      const keys = await initialize(vault)
      await unseal(vault, keys)
      await mountKv(vault, keys.rootToken, 'secret', 2)
      const at = secretAt(await signIn(vault.address, keys.rootToken), 'a')
      await value(kv().write({ at, entries: text('1'), base: create }))
      await seal(vault, keys.rootToken)
      const save = { at, entries: text('2'), base: version(1) }
      expect(await codeOf(kv().write(save))).toBe('sealed')
      expect(await codeOf(kv().rollback({ at, from: 1, base: 1 }))).toBe('sealed')
      await unseal(vault, keys)
      expect(await value(kv().write(save))).toEqual({ version: 2 })
    } finally {
      await vault.stop()
    }
  })

  it('the save is not retried if its answer is lost', async () => {
    const mount = { path: 'secret/', type: 'kv', options: { version: '2' } }
    const lost = inTurn((_request, response) => response.destroy())
    await using server = await hostile((request, response) => {
      const url = request.url ?? ''
      if (request.method === 'POST' && url.includes('/data/')) lost(request, response)
      else json(200, { data: url.includes('internal/ui/mounts') ? mount : { policies: [], ttl: 0 } })(request, response)
    })
    const at = secretAt(await signIn(server.address, 'hvs.any'), 'a')
    expect(await codeOf(kv().write({ at, entries: text('x'), base: create }))).toBe('connection-lost')
    expect(server.arrived.filter(({ url }) => url.includes('/data/'))).toHaveLength(1)
  })
})

describe('password policies', () => {
  it('are listed and generate passwords', async () => {
    expect(await value(kv().passwordPolicies({ profileId: people.root }))).toEqual({ names: [] })
    const policy = 'length = 24\nrule "charset" {\n  charset = "abc"\n  min-chars = 1\n}'
    await api('PUT', 'sys/policies/password/letters', { policy })
    expect(await value(kv().passwordPolicies({ profileId: people.root }))).toEqual({ names: ['letters'] })
    const { password } = await value(kv().generate({ profileId: people.root, policy: 'letters' }))
    expect(password).toMatch(/^[abc]{24}$/)
    expect(await codeOf(kv().generate({ profileId: people.root, policy: 'missing' }))).toBe('not-found')
  })

  it('can generate passwords for a token that may not list them', async () => {
    const profileId = await people.person('path "sys/policies/password/letters/generate" { capabilities = ["read"] }')
    expect(await codeOf(kv().passwordPolicies({ profileId }))).toBe('permission-denied')
    expect((await value(kv().generate({ profileId, policy: 'letters' }))).password).toHaveLength(24)
  })
})
